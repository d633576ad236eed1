package io.wmmp.protocol;

/**
 * The form in which many frames are kept for long: without what whoever keeps them knows otherwise, which is the length, the
 * terminal id, and the tag and length of the digest. That is 22 bytes less, of 48 that the answer to a heartbeat has.
 */
public final class CompactFrame {

    /** Of the header: all from the command to the reserved byte. */
    private static final int KEPT_OF_HEADER = WmmpMessage.OFFSET_TERMINAL_ID - WmmpMessage.OFFSET_COMMAND;
    private static final int FLAG = WmmpMessage.OFFSET_FLAG - WmmpMessage.OFFSET_COMMAND;

    private CompactFrame() {
    }

    /**
     * @param  frame                    a frame, with a digest at its end where its flag says so
     * @return                          how many bytes it takes
     * @throws IllegalArgumentException when there is no digest though its flag says so
     */
    public static int length(byte[] frame) {
        boolean signed = isSigned(frame[WmmpMessage.OFFSET_FLAG]);
        if (signed && !WmmpMessage.endsWithDigest(frame)) {
            throw new IllegalArgumentException("a frame of " + frame.length + " bytes has no digest, though its flag says so");
        }
        return frame.length - WmmpMessage.HEADER_LENGTH + KEPT_OF_HEADER - (signed ? Tlv.HEADER_LENGTH : 0);
    }

    /**
     * Writes a frame.
     *
     * @param frame  a frame, as for {@link #length}
     * @param to     gets it, as many bytes as {@link #length} says
     * @param offset where to begin
     */
    public static void write(byte[] frame, byte[] to, int offset) {
        System.arraycopy(frame, WmmpMessage.OFFSET_COMMAND, to, offset, KEPT_OF_HEADER);
        int digest = isSigned(frame[WmmpMessage.OFFSET_FLAG]) ? WmmpMessage.DIGEST_LENGTH : 0;
        int body = frame.length - WmmpMessage.HEADER_LENGTH - digest;
        System.arraycopy(frame, WmmpMessage.HEADER_LENGTH, to, offset + KEPT_OF_HEADER, body);
        int value = Math.max(0, digest - Tlv.HEADER_LENGTH);
        System.arraycopy(frame, frame.length - value, to, offset + KEPT_OF_HEADER + body, value);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @param  from       has it, to its end
     * @param  offset     where it begins
     * @param  terminalId the terminal of the frame
     * @return            the frame, a new array
     */
    public static byte[] read(byte[] from, int offset, TerminalId terminalId) {
        boolean signed = isSigned(from[offset + FLAG]);
        int value = signed ? WmmpMessage.DIGEST_LENGTH - Tlv.HEADER_LENGTH : 0;
        int body = from.length - offset - KEPT_OF_HEADER - value;
        byte[] frame = new byte[WmmpMessage.HEADER_LENGTH + body + (signed ? WmmpMessage.DIGEST_LENGTH : 0)];
        Bytes.putUint16(frame, 0, frame.length);
        System.arraycopy(from, offset, frame, WmmpMessage.OFFSET_COMMAND, KEPT_OF_HEADER);
        terminalId.write(frame, WmmpMessage.OFFSET_TERMINAL_ID);
        System.arraycopy(from, offset + KEPT_OF_HEADER, frame, WmmpMessage.HEADER_LENGTH, body);
        if (signed) {
            Bytes.putUint16(frame, WmmpMessage.HEADER_LENGTH + body, Tlv.MESSAGE_DIGEST);
            Bytes.putUint16(frame, WmmpMessage.HEADER_LENGTH + body + 2, value);
            System.arraycopy(from, from.length - value, frame, frame.length - value, value);
        }
        return frame;
    }

    /**
     * @param  from   has what {@link #write} has written
     * @param  offset where it begins
     * @return        the command of the frame
     */
    public static Command command(byte[] from, int offset) {
        return Command.of(Bytes.uint16(from, offset));
    }

    private static boolean isSigned(byte flag) {
        return (flag & WmmpMessage.FLAG_DIGEST) != 0;
    }
}
