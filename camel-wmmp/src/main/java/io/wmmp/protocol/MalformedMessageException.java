package io.wmmp.protocol;

/**
 * Bytes that are not a WMMP message. It says what was wrong and at which byte of the frame, and is the only exception
 * that decoding throws. It carries no stack trace: such bytes come from the network, at any rate that a peer chooses.
 */
public final class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param problem what is wrong, without the place
     * @param offset  the byte of the frame where it is wrong, from 0
     */
    public MalformedMessageException(String problem, int offset) {
        super(problem + " at byte " + offset, null, false, false);
        this.offset = offset;
    }

    /** @return the byte of the frame where it is wrong, from 0 */
    public int offset() {
        return offset;
    }
}
