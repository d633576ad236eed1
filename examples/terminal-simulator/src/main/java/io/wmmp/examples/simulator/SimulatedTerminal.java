package io.wmmp.examples.simulator;

import java.util.EnumSet;
import java.util.Set;

import io.wmmp.examples.simulator.SharedSockets.Line;
import io.wmmp.protocol.Command;
import io.wmmp.session.RequestHandler;
import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalPhase;

/** One of many: the terminal of the product, and what the simulation keeps about it. */
final class SimulatedTerminal {

    private static final Set<Command> DATA = Set.copyOf(EnumSet.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD));

    private final Terminal terminal;
    private final Line line;
    private long begun;
    private long messages;
    private volatile boolean sending;

    /**
     * @param terminal what speaks
     * @param line     its place among the sockets; null where it has a connection of its own
     * @param data     takes what the platform sends
     */
    SimulatedTerminal(Terminal terminal, Line line, RequestHandler data) {
        this.terminal = terminal;
        this.line = line;
        terminal.handle(DATA, data);
    }

    Terminal terminal() {
        return terminal;
    }

    /** Sets out to log in. */
    void start(long nanoTime) {
        begun = nanoTime;
        terminal.start();
    }

    /** When it has set out, on the clock of the simulation. */
    long begun() {
        return begun;
    }

    boolean isOnline() {
        return terminal.phase() == TerminalPhase.ONLINE;
    }

    /** Whether it is logged in and has no data message under way: real ones have one at a time. */
    boolean isFree() {
        return !sending && isOnline();
    }

    /** The number of its next data message, which is under way until {@link #done()}. */
    long next() {
        sending = true;
        return ++messages;
    }

    void done() {
        sending = false;
    }

    /** Gets another address, as behind a NAT that has forgotten it. */
    void move(int places) {
        line.move(places);
    }
}
