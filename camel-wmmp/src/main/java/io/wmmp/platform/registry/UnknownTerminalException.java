package io.wmmp.platform.registry;

/** A terminal was named that the platform does not know. */
public final class UnknownTerminalException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * @param terminalId the terminal id as it was given
     */
    public UnknownTerminalException(String terminalId) {
        super("Terminal " + terminalId + " is not known");
    }
}
