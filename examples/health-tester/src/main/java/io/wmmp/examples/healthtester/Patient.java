package io.wmmp.examples.healthtester;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A person of rather good health, whose vital signs wander about their usual values. */
final class Patient {

    private static final Wave[] HEARTBEAT = {
            new Wave("P", 0.12, 0.20, 0.025),
            new Wave("Q", -0.12, 0.335, 0.010),
            new Wave("R", 1.10, 0.375, 0.018),
            new Wave("S", -0.25, 0.415, 0.010),
            new Wave("T", 0.30, 0.62, 0.045)
    };
    private static final double NOISE_MILLIVOLT = 0.01;

    private final Random random;
    private final Wandering temperature = new Wandering(35.8, 36.7, 38.4, 0.1);
    private final Wandering systolic = new Wandering(95, 121, 150, 2.5);
    private final Wandering pulsePressure = new Wandering(30, 42, 55, 1.5);
    private final Wandering pulse = new Wandering(52, 71, 110, 2);
    private final Wandering oxygenSaturation = new Wandering(93, 97.5, 100, 0.5);
    private final Wandering respiration = new Wandering(10, 15, 22, 0.8);

    Patient(Random random) {
        this.random = random;
    }

    double temperature() {
        return Math.round(temperature.next() * 10) / 10.0;
    }

    int systolic() {
        return (int) Math.round(systolic.next());
    }

    /** What is left of a systolic pressure between two beats of the heart. */
    int diastolic(int systolicPressure) {
        return (int) Math.round(systolicPressure - pulsePressure.next());
    }

    int pulse() {
        return (int) Math.round(pulse.next());
    }

    int oxygenSaturation() {
        return (int) Math.round(oxygenSaturation.next());
    }

    int respiration() {
        return (int) Math.round(respiration.next());
    }

    /** The voltage of one heartbeat, which takes as long as the pulse says. */
    List<Double> heartbeat(int samplesPerSecond) {
        int samples = (int) Math.round(60 * samplesPerSecond / pulse.next());
        List<Double> millivolts = new ArrayList<>(samples);
        for (int i = 0; i < samples; i++) {
            double sum = NOISE_MILLIVOLT * random.nextGaussian();
            for (Wave wave : HEARTBEAT) {
                sum += wave.at((double) i / samples);
            }
            millivolts.add(Math.round(sum * 100) / 100.0);
        }
        return millivolts;
    }

    /** A value that goes a small way at each step, and rather home than astray. */
    private final class Wandering {

        private static final double HOMESICKNESS = 0.1;

        private final double lowest;
        private final double usual;
        private final double highest;
        private final double stride;
        private double value;

        Wandering(double lowest, double usual, double highest, double stride) {
            this.lowest = lowest;
            this.usual = usual;
            this.highest = highest;
            this.stride = stride;
            this.value = usual;
        }

        double next() {
            value += HOMESICKNESS * (usual - value) + stride * random.nextGaussian();
            value = Math.max(lowest, Math.min(highest, value));
            return value;
        }
    }

    /** One of the five waves of a heartbeat: a bell of some height, at some moment of the beat, of some width. */
    private record Wave(String name, double millivolt, double moment, double width) {

        double at(double when) {
            double distance = (when - moment) / width;
            return millivolt * Math.exp(-distance * distance / 2);
        }
    }
}
