package io.wmmp.link;

import java.util.Arrays;
import java.util.Objects;

import io.wmmp.protocol.MalformedMessageException;

/**
 * A frame as an 8-bit short message: a user-data header of twelve bytes, which says that this is WMMP, and the frame
 * (protocol reference, section 16). One frame is one short message; there are no parts.
 *
 * @param source      the number that it comes from; null for that of whoever sends it
 * @param destination the number that it goes to; null for that of whoever has received it
 * @param frame       the bytes of one message
 */
public record ShortMessage(String source, String destination, byte[] frame) {

    /** The longest frame that fits: a short message has 140 bytes. */
    public static final int MAX_FRAME = 128;

    /** The longest frame that is taken: real modems hand over more than a short message has. */
    private static final int MAX_FRAME_TAKEN = 170;
    private static final int HEADER_LENGTH = 12;
    private static final int PORTS_ELEMENT = 0x0504;
    private static final int CONCATENATION_ELEMENT = 0x0003;
    private static final int PLATFORM_PORT = 0x0B2E;
    private static final int WMMP_PORT = 0xC002;
    private static final int PARTS_OFFSET = 10;
    private static final int ONE_OF_ONE = 0x0101;
    /** Header length, ports of destination and source, concatenation with the reference number of the samples, 1 of 1. */
    private static final byte[] HEADER = {
            HEADER_LENGTH - 1, PORTS_ELEMENT >> 8, (byte) PORTS_ELEMENT, PLATFORM_PORT >> 8, (byte) PLATFORM_PORT,
            (byte) (WMMP_PORT >> 8), (byte) WMMP_PORT, CONCATENATION_ELEMENT >> 8, (byte) CONCATENATION_ELEMENT, 4, 1, 1 };

    /** A short message always has a frame. */
    public ShortMessage {
        Objects.requireNonNull(frame, "frame");
    }

    /**
     * Reads a short message that has arrived. The destination port is not looked at, since real platforms write several.
     *
     * @param  source                    the number that it came from
     * @param  destination               the number that it went to, or null
     * @param  userData                  user-data header and frame
     * @return                           the short message
     * @throws MalformedMessageException when the header does not say that this is one whole WMMP message
     */
    public static ShortMessage read(String source, String destination, byte[] userData) {
        if (userData.length <= HEADER_LENGTH || userData.length > HEADER_LENGTH + MAX_FRAME_TAKEN) {
            throw new MalformedMessageException("short message of " + userData.length + " bytes, a frame with its header has "
                    + (HEADER_LENGTH + 1) + " to " + (HEADER_LENGTH + MAX_FRAME_TAKEN), 0);
        }
        expect(userData, 0, 1, HEADER_LENGTH - 1, "length of the user-data header");
        expect(userData, 1, 2, PORTS_ELEMENT, "element of the user-data header");
        expect(userData, 5, 2, WMMP_PORT, "source port");
        expect(userData, 7, 2, CONCATENATION_ELEMENT, "element of the user-data header");
        expect(userData, PARTS_OFFSET, 2, ONE_OF_ONE, "number of parts and part");
        return new ShortMessage(source, destination, Arrays.copyOfRange(userData, HEADER_LENGTH, userData.length));
    }

    private static void expect(byte[] userData, int offset, int size, int expected, String what) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value = value << Byte.SIZE | userData[offset + i] & 0xFF;
        }
        if (value != expected) {
            throw new MalformedMessageException(String.format("%s is 0x%X, not 0x%X: no short message of WMMP", what, value,
                    expected), offset);
        }
    }

    /**
     * Writes the short message.
     *
     * @return user-data header and frame
     */
    public byte[] userData() {
        byte[] userData = Arrays.copyOf(HEADER, HEADER_LENGTH + frame.length);
        System.arraycopy(frame, 0, userData, HEADER_LENGTH, frame.length);
        return userData;
    }

    /** Says where from, where to and how long; the frame may hold keys. */
    @Override
    public String toString() {
        return "short message from " + source + " to " + destination + ", " + frame.length + " bytes";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShortMessage message && Objects.equals(source, message.source)
                && Objects.equals(destination, message.destination) && Arrays.equals(frame, message.frame);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, destination, Arrays.hashCode(frame));
    }
}
