package io.wmmp.platform.queue;

/** Nobody has answered a command as long as its sender waits. It stays in the queue of its terminal. */
public final class CommandWaitsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long id;
    private final int position;
    private final long millis;

    /**
     * @param command  which command
     * @param position its place in the queue at the moment, from 1
     * @param why      what has happened
     * @param millis   how long its sender has waited, in milliseconds
     */
    CommandWaitsException(QueuedCommand command, int position, String why, long millis) {
        super(command.command() + " of terminal " + command.terminalId() + ": " + why + "; it stays queued as command "
                + command.id(), null, false, false);
        this.id = command.id();
        this.position = position;
        this.millis = millis;
    }

    /** @return the id of the command */
    public long id() {
        return id;
    }

    /** @return its place in the queue when its sender stopped waiting: 1 is next, or under way */
    public int position() {
        return position;
    }

    /** @return how long its sender has waited, in milliseconds */
    public long millis() {
        return millis;
    }
}
