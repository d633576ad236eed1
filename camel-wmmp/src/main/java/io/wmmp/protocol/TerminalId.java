package io.wmmp.protocol;

import java.nio.charset.StandardCharsets;

/**
 * The 16 characters of the header that name a terminal: its serial number. Shorter names (the codes of applications)
 * are padded with NUL on the wire; the text form leaves the padding away.
 *
 * @param high the first eight bytes, big-endian
 * @param low  the last eight bytes, big-endian
 */
public record TerminalId(long high, long low) implements Comparable<TerminalId> {

    /** Bytes on the wire. */
    public static final int LENGTH = 16;

    /**
     * Makes an id from its text.
     *
     * @param  text                     1 to 16 printable ASCII characters
     * @return                          the id
     * @throws IllegalArgumentException when the text is longer, empty, or has other characters
     */
    public static TerminalId of(String text) {
        if (text == null || text.isEmpty() || text.length() > LENGTH) {
            throw new IllegalArgumentException("A terminal id has 1 to 16 characters, not '" + text + "'");
        }
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("A terminal id has printable ASCII characters only, not '" + text + "'");
            }
            bytes[i] = (byte) c;
        }
        return of(bytes, 0);
    }

    /**
     * Reads an id as {@link #toBytes} gives it.
     *
     * @param  bytes                     has 16 bytes or more from the offset on
     * @param  offset                    where the id begins
     * @return                           the id
     * @throws IndexOutOfBoundsException when there are fewer bytes
     */
    public static TerminalId of(byte[] bytes, int offset) {
        return new TerminalId(Bytes.uint64(bytes, offset), Bytes.uint64(bytes, offset + 8));
    }

    void write(byte[] frame, int offset) {
        Bytes.putUint64(frame, offset, high);
        Bytes.putUint64(frame, offset + 8, low);
    }

    /** @return the 16 bytes as they stand in a header, a new array at each call */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        write(bytes, 0);
        return bytes;
    }

    /** In the order of their characters, a shorter one before those that it begins. */
    @Override
    public int compareTo(TerminalId other) {
        return high != other.high ? Long.compareUnsigned(high, other.high) : Long.compareUnsigned(low, other.low);
    }

    /** As that of any record, in plain code: it is asked for each message. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TerminalId id && high == id.high && low == id.low;
    }

    /** Mixes both halves: serial numbers of one maker differ only in their last digits. */
    @Override
    public int hashCode() {
        long mixed = (high * 0x9E3779B97F4A7C15L) ^ low;
        mixed *= 0xBF58476D1CE4E5B9L;
        return (int) (mixed ^ (mixed >>> 32));
    }

    /** @return the characters without the padding */
    @Override
    public String toString() {
        byte[] bytes = toBytes();
        return new String(bytes, 0, Bytes.trimmedLength(bytes, 0, LENGTH), StandardCharsets.ISO_8859_1);
    }
}
