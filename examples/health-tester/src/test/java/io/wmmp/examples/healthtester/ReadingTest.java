package io.wmmp.examples.healthtester;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.examples.healthtester.Reading.BloodPressure;
import io.wmmp.examples.healthtester.Reading.Ecg;
import io.wmmp.examples.healthtester.Reading.OxygenSaturation;
import io.wmmp.examples.healthtester.Reading.Pulse;
import io.wmmp.examples.healthtester.Reading.Respiration;
import io.wmmp.examples.healthtester.Reading.Temperature;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00.123456Z"), ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void sixVitalSignsTakeTurns() {
        assertThat(readings(1, 12)).extracting(Reading::kind).containsExactly(
                "ecg", "temperature", "bloodPressure", "pulse", "oxygenSaturation", "respiration",
                "ecg", "temperature", "bloodPressure", "pulse", "oxygenSaturation", "respiration");
    }

    @Test
    void oneSeedIsOnePatient() {
        assertThat(readings(7, 60)).isEqualTo(readings(7, 60)).isNotEqualTo(readings(8, 60));
    }

    @Test
    void valuesWanderWithinThePlausible() {
        List<Reading> readings = readings(3, 6000);
        assertThat(readings).allSatisfy(reading -> {
            switch (reading.kind()) {
                case "ecg" -> {
                    List<Double> values = ((Ecg) reading).values();
                    assertThat(values).hasSizeBetween(27, 58).allMatch(value -> value > -0.6 && value < 1.4);
                    int peak = values.indexOf(Collections.max(values));
                    assertThat(Collections.max(values)).as("the R wave").isGreaterThan(0.6);
                    assertThat((double) peak / values.size()).as("its place in the beat").isBetween(0.33, 0.42);
                }
                case "temperature" -> assertThat(((Temperature) reading).value()).isBetween(35.8, 38.4);
                case "bloodPressure" -> {
                    BloodPressure pressure = (BloodPressure) reading;
                    assertThat(pressure.systolic()).isBetween(95, 150);
                    assertThat(pressure.systolic() - pressure.diastolic()).isBetween(29, 56);
                }
                case "pulse" -> assertThat(((Pulse) reading).value()).isBetween(52, 110);
                case "oxygenSaturation" -> assertThat(((OxygenSaturation) reading).value()).isBetween(93, 100);
                default -> assertThat(((Respiration) reading).value()).isBetween(10, 22);
            }
        });
        assertThat(readings.stream().filter(Pulse.class::isInstance).map(reading -> ((Pulse) reading).value()).distinct())
                .as("different pulses").hasSizeGreaterThan(10);
    }

    @Test
    void jacksonWritesWhatWasMeasuredUnitAndTime() throws Exception {
        List<Reading> readings = readings(1, 6);
        JsonNode ecg = json.readTree(json.writeValueAsString(readings.get(0)));
        assertThat(ecg.get("values").isArray()).isTrue();
        assertThat(ecg.get("sampleRate").intValue()).isEqualTo(50);
        assertThat(json.writeValueAsString(readings.get(1))).matches(
                "\\{\"kind\":\"temperature\",\"value\":3\\d\\.\\d,\"unit\":\"degC\",\"time\":\"2026-03-01T12:00:00.123Z\"}");
        assertThat(json.writeValueAsString(readings.get(2))).matches(
                "\\{\"kind\":\"bloodPressure\",\"systolic\":\\d+,\"diastolic\":\\d+,\"unit\":\"mmHg\",\"time\":\".*Z\"}");
        for (Reading reading : readings) {
            assertThat(json.writeValueAsBytes(reading)).as(reading.kind()).hasSizeLessThan(600);
            assertThat(json.readTree(json.writeValueAsBytes(reading)).fieldNames()).toIterable()
                    .startsWith("kind").endsWith("unit", "time").doesNotHaveDuplicates();
        }
    }

    private static List<Reading> readings(long seed, int count) {
        HealthTester tester = new HealthTester(new Random(seed), NOON);
        return Stream.generate(tester::measure).limit(count).toList();
    }
}
