package io.wmmp.platform;

import java.time.Duration;

import io.wmmp.protocol.TerminalId;

/**
 * A terminal was sent new keys and has not logged in with them in time. It is let in with the old ones and the new ones until
 * it has used the new; sending keys again sends the same.
 */
public final class KeysNotUsedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param terminalId the terminal
     * @param waited     how long it had
     */
    public KeysNotUsedException(TerminalId terminalId, Duration waited) {
        super("Terminal " + terminalId + " has not logged in with its new keys in " + waited.toMillis()
                + " ms; it may go on with either set, and rotating again sends it the same new keys");
    }
}
