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

    /** The register before the first byte. */
    public static final int START = 0xFFFF;

    private static final int POLYNOMIAL = 0xA001;
    private static final int[] TABLE = table();

    private final int shift;

    Crc16(int shift) {
        this.shift = shift;
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int low = 0; low < table.length; low++) {
            int register = low;
            for (int bit = 0; bit < 8; bit++) {
                register = (register & 1) != 0 ? register >>> 1 ^ POLYNOMIAL : register >>> 1;
            }
            table[low] = register;
        }
        return table;
    }

    /**
     * Computes the checksum.
     *
     * @param  data the bytes to sum
     * @return      0 to 0xFFFF; 0xFFFF for no bytes
     */
    public int of(byte[] data) {
        return update(START, data, 0, data.length);
    }

    /**
     * Goes on with a checksum, for data that comes in pieces.
     *
     * @param  register what came out for the pieces before, {@link #START} for the first
     * @param  data     holds the next piece
     * @param  offset   where it begins
     * @param  length   its bytes
     * @return          the checksum of all pieces so far, 0 to 0xFFFF
     */
    public int update(int register, byte[] data, int offset, int length) {
        int sum = register;
        for (int i = offset; i < offset + length; i++) {
            sum ^= (data[i] & 0xFF) << shift;
            sum = sum >>> 8 ^ TABLE[sum & 0xFF];
        }
        return sum;
    }
}
