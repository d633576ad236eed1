package io.wmmp.protocol;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ValueRangeTest {

    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    @ParameterizedTest
    @CsvSource({ "'', 0, true", "'', 4294967295, true", "0..31 99, 0, true", "0..31 99, 31, true", "0..31 99, 32, false",
            "0..31 99, 99, true", "0..31 99, 100, false", "7, 7, true", "7, 6, false" })
    void numbersAreInOrOut(String range, long number, boolean in) {
        assertThat(ValueRange.of(range).contains(number)).isEqualTo(in);
        assertThat(ValueRange.of(range)).hasToString(range);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a", "1..", "..1", "1...2", "1..2..3", "2..1", "-1", "1,2", "12345678901" })
    void whatIsWrittenOtherwiseIsRefused(String range) {
        assertThatThrownBy(() -> ValueRange.of(range)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(range);
    }

    @Test
    void rangesAreThoseOfTheDictionary() {
        assertThat(CODEC.dialect().tags().byName("signal_level").range()).hasToString("0..31 99");
        assertThat(CODEC.dialect().tags().byName("heartbeat_interval").range()).hasToString("");
    }

    @Test
    void whatFitsIsLetThrough() {
        Map<String, Object> values = new HashMap<>(Map.of("signal_level", 99, "heartbeat_interval", 0, "m2m_apn", "CMIOT",
                "0x8123", new byte[] { 1 }, "remote_command", new byte[] { 3 }, "no_tag", 7, "alarm_status", ""));
        values.put("connection_mode", null);
        assertThatCode(() -> CODEC.checkRanges(values)).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> CODEC.checkRanges(Map.of("signal_level", 50))).isInstanceOf(InvalidFieldException.class)
                .hasMessage("signal_level: expects 0..31 99 (CSQ index), not 50");
        assertThatThrownBy(() -> CODEC.checkRanges(Map.of("alarm_status", "0x02"))).hasMessageContaining("alarm_status");
        assertThatThrownBy(() -> CODEC.checkRanges(Map.of("0x300C", new byte[] { 9 }))).hasMessageContaining("0x300C");
    }
}
