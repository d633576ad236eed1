package io.wmmp.platform.queue;

/** A queued command was given up: its time was over, it was delivered too often in vain, or a newer one has replaced it. */
public final class CommandExpiredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param command which command
     * @param reason  why
     */
    CommandExpiredException(QueuedCommand command, String reason) {
        super(command.command() + " of terminal " + command.terminalId() + " (command " + command.id() + ") given up: "
                + reason,
                null, false, false);
    }
}
