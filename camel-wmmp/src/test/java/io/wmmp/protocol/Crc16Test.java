package io.wmmp.protocol;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static io.wmmp.protocol.Crc16.MODBUS;
import static io.wmmp.protocol.Crc16.MODBUS_HIGH_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

/** The check values of the protocol reference, section 11. */
class Crc16Test {

    private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LETTER = { 'a' };
    private static final byte[] ZEROS = { 0, 0 };
    private static final byte[] NOTHING = {};

    @Test
    void modbus() {
        assertThat(MODBUS.of(DIGITS)).isEqualTo(0x4B37);
        assertThat(MODBUS.of(LETTER)).isEqualTo(0xA87E);
        assertThat(MODBUS.of(ZEROS)).isEqualTo(0xB001);
        assertThat(MODBUS.of(NOTHING)).isEqualTo(0xFFFF);
    }

    @Test
    void modbusAsTheJavaClientMiscodesIt() {
        assertThat(MODBUS_HIGH_BYTE.of(DIGITS)).isEqualTo(0xCCAE);
        assertThat(MODBUS_HIGH_BYTE.of(LETTER)).isEqualTo(0x40DE);
        assertThat(MODBUS_HIGH_BYTE.of(ZEROS)).isEqualTo(0xB001);
        assertThat(MODBUS_HIGH_BYTE.of(NOTHING)).isEqualTo(0xFFFF);
    }

    @Test
    void dialectWritesItHighByteFirst() {
        assertThat(Samples.WMMP.dialect().crc16(DIGITS)).isEqualTo(0x4B37);
        assertThat(Samples.WMMP.writeBody(Command.TRANSPARENT_DATA, Samples.map("user_data", DIGITS))).startsWith(0x4B, 0x37);
    }

    @Test
    void dialectOfTheJavaClientWritesItLowByteFirst() {
        assertThat(Samples.J2ME.dialect().crc16(DIGITS)).isEqualTo(0xAECC);
        assertThat(Samples.J2ME.writeBody(Command.TRANSPARENT_DATA, Samples.map("user_data", DIGITS))).startsWith(0xAE, 0xCC);
    }

    @Test
    void piecesSumUpToTheWhole() {
        for (Crc16 crc : Crc16.values()) {
            assertThat(crc.update(crc.update(Crc16.START, DIGITS, 0, 4), DIGITS, 4, 5)).isEqualTo(crc.of(DIGITS));
        }
    }

    @Test
    void noDataIsZero() {
        assertThat(Samples.WMMP.dialect().crc16(NOTHING)).isZero();
        assertThat(Samples.J2ME.dialect().crc16(NOTHING)).isZero();
    }
}
