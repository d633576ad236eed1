package io.wmmp.protocol;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.protocol.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A deciphered body keeps the length of its ciphertext; the zeros at its end are no part of it. */
class CipherPaddingTest {

    private static WmmpMessage padded(Command command, String body) {
        return WmmpMessage.builder(command).terminalId(Samples.TERMINAL).paddedBody(hex(body)).build();
    }

    @ParameterizedTest
    @CsvSource({ "CONFIG_SET, 0011 0004 00000000 0000000000000000, 0011 0004 00000000",
            "CONFIG_SET, 0011 0004 0000002D 000000, 0011 0004 0000002D",
            "CONFIG_SET, 0011 0004 0000002D 00, 0011 0004 0000002D",
            "CONFIG_SET, 0011 0004 0000002D, 0011 0004 0000002D", "CONFIG_GET, 0011 0000 0000 0000, 0011 0000",
            "CONFIG_GET, 0100 0000, 0100 0000", "CONFIG_GET, 0000 0000, ''", "HEART_BEAT, '', ''",
            "LOGOUT, 00 00000000000000, 00",
            "LOGOUT, 08 00000000000000, 08",
            "TRANSPARENT_DATA, 0000 4014 0000 4007 0002 0000 0000, 0000 4014 0000 4007 0002 0000",
            "FILE_REQ_ACK, 00000001 00 0000 00000000 0002 0000 000000, 00000001 00 0000 00000000 0002 0000" })
    void zerosAtTheEndAreCutOff(Command command, String body, String expected) {
        assertThat(padded(command, body).body()).isEqualTo(hex(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = { "0011 0004 0000", "0011 0004 0000002D 01", "0011 0004 0000002D 00000001",
            "0000 0000 0000 0011", "00" + "11" })
    void anythingElseAtTheEndIsMalformed(String body) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> padded(Command.CONFIG_SET, body));
    }

    @Test
    void bodyThatEndsInsideAFixedFieldIsMalformed() {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> padded(Command.TRANSPARENT_DATA, "00"));
    }

    @Test
    void messageFromTheNetworkMayNotBePadded() {
        byte[] frame = WmmpMessage.builder(Command.CONFIG_SET).terminalId(Samples.TERMINAL).body(new byte[4]).build().toBytes();
        frame[1]++;
        byte[] longer = Arrays.copyOf(frame, frame.length + 1);
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Samples.WMMP.decode(longer));
    }

    @Test
    void listOfTlvsEndsAtTheZerosToo() {
        assertThat(Tlv.listOf(hex("E03B0002AABB E03D0000 000000"))).isEqualTo(
                List.of(Tlv.of(0xE03B, hex("AABB")), Tlv.of(0xE03D, new byte[0])));
        assertThat(Tlv.listOf(new byte[5])).isEmpty();
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Tlv.listOf(hex("E03B0002AA")));
    }
}
