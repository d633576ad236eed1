package io.wmmp.terminal;

import java.time.Duration;

import io.netty.util.Timeout;
import io.wmmp.protocol.Command;
import io.wmmp.session.SessionResources;

/**
 * What a terminal that is logged in does by the clock: heartbeats in a long connection, the logout in a short one (protocol
 * reference, behaviour, sections 1 and 6). Its methods run under the monitor of the life, but for {@link #sending()}.
 */
final class SessionKeeper {

    private final Terminal terminal;
    private final TerminalLife life;
    private final TerminalOptions options;
    private final TerminalStore store;
    private final SessionResources resources;
    private Timeout next;
    private volatile long lastSentNanos;

    SessionKeeper(Terminal terminal, TerminalLife life, TerminalOptions options, TerminalStore store,
            SessionResources resources) {
        this.terminal = terminal;
        this.life = life;
        this.options = options;
        this.store = store;
        this.resources = resources;
    }

    void start() {
        ConnectionMode mode = store.connectionMode();
        if (mode.isLong()) {
            next = life.schedule(Duration.ofSeconds(store.heartbeatSeconds(options.heartbeatInterval())).toNanos(), this::beat);
        } else if (mode.isShort()) {
            next = life.schedule(options.idleTimeout().toNanos() - quietNanos(), this::logOutWhenIdle);
        }
    }

    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    /** A message is about to go out; called by any thread. */
    void sending() {
        lastSentNanos = resources.nanoTime();
    }

    private long quietNanos() {
        return resources.nanoTime() - lastSentNanos;
    }

    private void beat() {
        start();
        if (!terminal.isBusy()) {
            terminal.request(Command.HEART_BEAT, new byte[0], options.patience());
        }
    }

    private void logOutWhenIdle() {
        if (terminal.isBusy()) {
            sending();
        }
        if (quietNanos() < options.idleTimeout().toNanos()) {
            start();
        } else {
            life.sessionChange().rest();
        }
    }
}
