package io.wmmp.protocol;

/** 64-bit hashes that tell copies of a message apart from other messages. Not the same in every version. */
public final class FrameHash {

    private static final long SEED = 0xCBF29CE484222325L;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private FrameHash() {
    }

    /**
     * @param  frame any bytes
     * @return       the same for identical bytes
     */
    public static long of(byte[] frame) {
        return of(frame, 0, frame.length);
    }

    /**
     * @param  message a message
     * @return         the same for one command with one body, whatever the number, the digest and the rest of the header
     */
    public static long ofBody(WmmpMessage message) {
        return of(message.frame(), WmmpMessage.HEADER_LENGTH, message.bodyEnd()) * 31 + message.command().id();
    }

    /** Eight bytes at a time: it is done for each message, more than once. */
    private static long of(byte[] bytes, int start, int end) {
        long hash = SEED ^ end - start;
        int offset = start;
        for (; offset <= end - Long.BYTES; offset += Long.BYTES) {
            hash = mix(hash ^ Bytes.uint64(bytes, offset));
        }
        return mix(hash ^ Bytes.unsigned(bytes, offset, end - offset));
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * PRIME;
        return mixed ^ mixed >>> 29;
    }
}
