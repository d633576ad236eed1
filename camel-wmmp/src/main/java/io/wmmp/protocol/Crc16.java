package io.wmmp.protocol;

/**
 * The 16-bit checksums seen in TRANSPARENT_DATA and FILE_REQ_ACK (protocol reference, section 11). No source of the
 * polynomial of the module stack is public: which of them a dialect uses is our reading.
 */
public enum Crc16 {
    /** CRC-16/MODBUS: register FFFF, reflected polynomial A001. "123456789" gives 4B37. */
    MODBUS(0),
    /** The same with each byte mixed into the high half of the register, as the Java client does. "123456789" gives CCAE. */
    MODBUS_HIGH_BYTE(8);

    private final int shift;

    Crc16(int shift) {
        this.shift = shift;
    }

    /**
     * Computes the checksum.
     *
     * @param  data the bytes to sum
     * @return      0 to 0xFFFF; 0xFFFF for no bytes
     */
    public int of(byte[] data) {
        int register = 0xFFFF;
        for (byte b : data) {
            register ^= (b & 0xFF) << shift;
            for (int bit = 0; bit < 8; bit++) {
                register = (register & 1) != 0 ? register >>> 1 ^ 0xA001 : register >>> 1;
            }
        }
        return register;
    }
}
