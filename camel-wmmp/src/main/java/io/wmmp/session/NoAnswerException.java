package io.wmmp.session;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;

/** A request was sent as often as allowed and not answered. It carries no stack trace: nothing in the code went wrong. */
public final class NoAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int sends;
    private final long millis;

    /**
     * @param terminalId the terminal of the session
     * @param command    the request
     * @param sends      how often it was sent
     * @param millis     how long the sender has waited, in milliseconds
     */
    public NoAnswerException(TerminalId terminalId, Command command, int sends, long millis) {
        super(command + " of terminal " + terminalId + ": no answer after " + sends + " send(s) and " + millis + " ms", null,
                false, false);
        this.sends = sends;
        this.millis = millis;
    }

    /** @return how often it was sent; 0 when its turn did not come */
    public int sends() {
        return sends;
    }

    /** @return how long the sender has waited, in milliseconds */
    public long millis() {
        return millis;
    }
}
