package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;

import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.Peer;

/**
 * The connection of a terminal to its platform, which it opens however often it has to try (protocol reference, behaviour,
 * section 1). Its methods run under the monitor of the life.
 */
final class PlatformConnection {

    /** So many failures to connect in a row are reported. */
    private static final int MAX_FAILURES = 4;

    private final Terminal terminal;
    private final TerminalLife life;
    private final TerminalOptions options;
    private final TerminalStore store;
    private final Connector connector;
    private final Alarm alarm;
    private volatile Peer peer;
    /** Failures to connect since it has been connected. */
    private int failures;

    PlatformConnection(Terminal terminal, TerminalLife life, TerminalOptions options, TerminalStore store, Connector connector,
            Alarm alarm) {
        this.terminal = terminal;
        this.life = life;
        this.options = options;
        this.store = store;
        this.connector = connector;
        this.alarm = alarm;
    }

    /** The platform; null while there is no connection. Needs no monitor. */
    Peer peer() {
        return peer;
    }

    void forgetFailures() {
        failures = 0;
    }

    /** Connects, however often it has to try, and takes a step then. */
    void open(Runnable then) {
        synchronized (life) {
            int number = life.enter(TerminalPhase.CONNECTING, "it is connecting to " + platform());
            connector.connect(options.bearer(), address(), terminal.frames()).whenComplete((opened, failure) -> {
                life.<Peer>in(number, (connected, trouble) -> opened(connected, trouble, then)).accept(opened, failure);
                if (opened != null && opened != peer) {
                    opened.close();
                }
            });
        }
    }

    private void opened(Peer opened, Throwable failure, Runnable then) {
        if (failure == null) {
            peer = opened;
            failures = 0;
            then.run();
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String reason = "it cannot connect to " + platform() + ": " + cause.getMessage();
        failures++;
        if (failures >= MAX_FAILURES && life.returnsToFormerPlatform(reason)) {
            return;
        }
        life.tryAgain(reason, options.retryInterval(), () -> open(then));
        if (failures == MAX_FAILURES) {
            alarm.send(Alarm.Cause.BEARER);
        }
    }

    /** Takes a step at once where there is a connection, and otherwise when there is one again. */
    void whenOpen(Runnable step) {
        if (peer != null) {
            step.run();
        } else {
            open(step);
        }
    }

    void close() {
        Peer last = peer;
        peer = null;
        if (last != null) {
            last.close();
        }
    }

    /** Whether a connection that has been closed by others is this one, which is over then. */
    boolean isLostWith(Peer closed) {
        if (!closed.equals(peer)) {
            return false;
        }
        peer = null;
        return true;
    }

    /** Where it connects to, for people. */
    String platform() {
        return options.bearer() == Bearer.SMS ? "the number " + store.smsNumber()
                : address().getHostString() + ":" + address().getPort();
    }

    private InetSocketAddress address() {
        return store.platform(options.bearer(), options.platform());
    }
}
