package io.wmmp.platform.fleet;

import io.wmmp.protocol.TerminalId;

/** A request cannot be sent because the terminal is not logged in. */
public final class TerminalOfflineException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * @param terminalId the terminal
     */
    public TerminalOfflineException(TerminalId terminalId) {
        super("Terminal " + terminalId + " is not online");
    }
}
