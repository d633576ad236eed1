package io.wmmp.platform.queue;

import java.time.Instant;
import java.util.Objects;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;

/**
 * A command that waits for its terminal, as a {@link CommandStore} keeps it.
 *
 * @param id         names it; commands of one terminal leave in the order of their ids. Above 0
 * @param terminalId the terminal
 * @param command    the request
 * @param body       the body in the dialect of the terminal, without digest. It may hold secrets: a store enciphers it
 *                   wherever others might read it
 * @param expires    when it is given up, to the millisecond
 * @param maxTries   after how many deliveries without answer it is given up; 0 for no such bound
 */
public record QueuedCommand(long id, TerminalId terminalId, Command command, byte[] body, Instant expires, int maxTries) {

    /** Terminal id, command, body and expiry are compulsory. */
    public QueuedCommand {
        Objects.requireNonNull(terminalId, "terminalId");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(expires, "expires");
    }

    /**
     * @param  other another body
     * @return       the same command with that body
     */
    QueuedCommand withBody(byte[] other) {
        return new QueuedCommand(id, terminalId, command, other, expires, maxTries);
    }

    /** Tells the length of the body only. */
    @Override
    public String toString() {
        return "QueuedCommand[" + id + ", " + terminalId + ", " + command + ", " + body.length + " bytes, until " + expires
                + "]";
    }
}
