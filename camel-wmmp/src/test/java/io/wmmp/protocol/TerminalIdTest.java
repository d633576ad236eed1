package io.wmmp.protocol;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TerminalIdTest {

    @ParameterizedTest
    @ValueSource(strings = { "TESTTERM00000001", "AHW1000108AB1234", "EC01", "x", " ~ " })
    void textAndBytesGoBothWays(String text) {
        TerminalId id = TerminalId.of(text);
        assertThat(id).hasToString(text).isEqualTo(TerminalId.of(text)).hasSameHashCodeAs(TerminalId.of(text));
        assertThat(id.toBytes()).hasSize(TerminalId.LENGTH);
        WmmpMessage message = WmmpMessage.builder(Command.HEART_BEAT).terminalId(id).build();
        assertThat(Samples.WMMP.decode(message.toBytes()).terminalId()).isEqualTo(id);
    }

    @Test
    void shorterIdsArePaddedWithNul() {
        assertThat(TerminalId.of("EC01").toBytes()).containsExactly('E', 'C', '0', '1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = { "12345678901234567", "tab\there", "nul\0", "größe", "del\u007F" })
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TerminalId.of(text)).withMessageContaining("terminal id");
    }

    @Test
    void hashesOfOneSeriesSpread() {
        Set<Integer> buckets = new HashSet<>();
        for (int i = 0; i < 4096; i++) {
            buckets.add(TerminalId.of("AHW1000%09d".formatted(i)).hashCode() & 0xFFF);
        }
        assertThat(buckets).hasSizeGreaterThan(2000);
    }

    @Test
    void bytesAreACopy() {
        TerminalId id = TerminalId.of("TESTTERM00000001");
        id.toBytes()[0] = 'X';
        assertThat(id).hasToString("TESTTERM00000001");
    }
}
