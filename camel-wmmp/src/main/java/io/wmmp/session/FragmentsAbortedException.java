package io.wmmp.session;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;

/**
 * A request or its answer went in fragments, and one of the two ends did not go on with them. It carries no stack trace:
 * nothing in the code went wrong.
 */
public final class FragmentsAbortedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param terminalId the terminal of the session
     * @param command    the request
     * @param why        which end stopped, where, and why
     */
    public FragmentsAbortedException(TerminalId terminalId, Command command, String why) {
        super(command + " of terminal " + terminalId + " was broken off: " + why, null, false, false);
    }
}
