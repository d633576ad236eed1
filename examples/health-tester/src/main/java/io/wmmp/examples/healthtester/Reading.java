package io.wmmp.examples.healthtester;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** One vital sign, measured once. Jackson makes the JSON that the platform gets: kind, what was measured, unit and time. */
@JsonPropertyOrder({ "kind", "value", "values", "systolic", "diastolic", "sampleRate", "unit", "time" })
public sealed interface Reading {

    /** @return which vital sign this is */
    @JsonProperty
    String kind();

    /** @return the unit of what was measured */
    @JsonProperty
    String unit();

    /** @return when it was measured, ISO 8601 in UTC */
    @JsonProperty
    String time();

    /**
     * One heartbeat of an electrocardiogram.
     *
     * @param values     the voltage at the electrode
     * @param sampleRate how many of them make a second
     * @param time       when the beat began
     */
    record Ecg(List<Double> values, int sampleRate, String time) implements Reading {

        @Override
        public String kind() {
            return "ecg";
        }

        @Override
        public String unit() {
            return "mV";
        }
    }

    /**
     * The temperature of the body.
     *
     * @param value the temperature
     * @param time  when it was measured
     */
    record Temperature(double value, String time) implements Reading {

        @Override
        public String kind() {
            return "temperature";
        }

        @Override
        public String unit() {
            return "degC";
        }
    }

    /**
     * The pressure of the blood.
     *
     * @param systolic  while the heart contracts
     * @param diastolic while it rests
     * @param time      when it was measured
     */
    record BloodPressure(int systolic, int diastolic, String time) implements Reading {

        @Override
        public String kind() {
            return "bloodPressure";
        }

        @Override
        public String unit() {
            return "mmHg";
        }
    }

    /**
     * The rate of the heart.
     *
     * @param value beats a minute
     * @param time  when it was measured
     */
    record Pulse(int value, String time) implements Reading {

        @Override
        public String kind() {
            return "pulse";
        }

        @Override
        public String unit() {
            return "/min";
        }
    }

    /**
     * How much of the haemoglobin carries oxygen.
     *
     * @param value the share
     * @param time  when it was measured
     */
    record OxygenSaturation(int value, String time) implements Reading {

        @Override
        public String kind() {
            return "oxygenSaturation";
        }

        @Override
        public String unit() {
            return "%";
        }
    }

    /**
     * The rate of breathing.
     *
     * @param value breaths a minute
     * @param time  when it was measured
     */
    record Respiration(int value, String time) implements Reading {

        @Override
        public String kind() {
            return "respiration";
        }

        @Override
        public String unit() {
            return "/min";
        }
    }
}
