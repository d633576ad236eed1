package io.wmmp.examples.simulator;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TerminalSeriesTest {

    @Test
    void everythingFollowsFromTheSerialNumber(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("terminals.csv");
        new TerminalSeries("SIMULATOR0000009", 2).writeCsv(file, "wmmp-3.0");
        assertThat(file).hasContent("""
                terminal_id,imei,imsi,uplink_password,downlink_password,dialect
                SIMULATOR0000009,350000000000097,001010000000009,U0000009,D0000009,wmmp-3.0
                SIMULATOR0000010,350000000000105,001010000000010,U0000010,D0000010,wmmp-3.0
                """);
    }

    @ParameterizedTest
    @CsvSource({ "SHORT0001, 1, 16 characters", "NODIGITSATTHEEND, 1, 16 characters", "SIMULATOR9999999, 2, there are no 2",
            "TERM000099999999, 2, eight zeros", "TERM000000000000, 1, eight zeros" })
    void numbersThatNoTerminalHasAreRefused(String first, int size, String message) {
        assertThatThrownBy(() -> new TerminalSeries(first, size)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aSeriesMayEndBeforeAFactoryNumberAndBeginBehindIt() {
        assertThat(new TerminalSeries("TERM000099999999", 1).id(0)).hasToString("TERM000099999999");
        assertThat(new TerminalSeries("TERM000100000001", 1000).id(999)).hasToString("TERM000100001000");
    }
}
