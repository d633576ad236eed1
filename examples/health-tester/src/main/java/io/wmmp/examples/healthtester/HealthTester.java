package io.wmmp.examples.healthtester;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import io.wmmp.examples.healthtester.Reading.BloodPressure;
import io.wmmp.examples.healthtester.Reading.Ecg;
import io.wmmp.examples.healthtester.Reading.OxygenSaturation;
import io.wmmp.examples.healthtester.Reading.Pulse;
import io.wmmp.examples.healthtester.Reading.Respiration;
import io.wmmp.examples.healthtester.Reading.Temperature;

/** The instrument: measures the six vital signs of its patient, one after the other. */
public final class HealthTester {

    private static final int ECG_SAMPLE_RATE = 50;

    private final List<Function<String, Reading>> instruments;
    private final Clock clock;
    private int next;

    /**
     * @param random makes up the patient
     * @param clock  tells when a reading was made
     */
    HealthTester(Random random, Clock clock) {
        Patient patient = new Patient(random);
        this.clock = clock;
        this.instruments = List.of(
                time -> new Ecg(patient.heartbeat(ECG_SAMPLE_RATE), ECG_SAMPLE_RATE, time),
                time -> new Temperature(patient.temperature(), time),
                time -> bloodPressure(patient, time),
                time -> new Pulse(patient.pulse(), time),
                time -> new OxygenSaturation(patient.oxygenSaturation(), time),
                time -> new Respiration(patient.respiration(), time));
    }

    private static BloodPressure bloodPressure(Patient patient, String time) {
        int systolic = patient.systolic();
        return new BloodPressure(systolic, patient.diastolic(systolic), time);
    }

    /** @return the vital sign whose turn it is */
    public synchronized Reading measure() {
        Reading reading = instruments.get(next).apply(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        next = (next + 1) % instruments.size();
        return reading;
    }
}
