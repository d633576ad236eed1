package io.wmmp.platform;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.netty.util.Timeout;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.SessionResources;

/**
 * The sessions of a platform: no more than allowed, and none of a terminal that has been away for long. Safe for use by any
 * thread.
 */
final class TerminalSessions implements AutoCloseable {

    private static final long MIN_PAUSE_MILLIS = 10;
    private static final long MAX_PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final SessionTable sessions = new SessionTable();
    private final SessionResources resources;
    private final PlatformLimits limits;
    private final long pauseMillis;
    private volatile Timeout next;
    private volatile boolean closed;

    TerminalSessions(PlatformLimits limits, SessionResources resources) {
        this.limits = limits;
        this.resources = resources;
        pauseMillis = Math.max(MIN_PAUSE_MILLIS, Math.min(MAX_PAUSE_MILLIS, limits.offlineSessionTimeout().toMillis() / 4));
        schedule();
    }

    /** The session of a terminal, or null. */
    TerminalSession get(TerminalId id) {
        return sessions.get(id);
    }

    /** The session of a terminal, a new one where there is none; null where there is none and no more may be. */
    TerminalSession getOrAdd(TerminalId id, Supplier<TerminalSession> made) {
        TerminalSession session = sessions.get(id);
        if (session != null) {
            return session;
        }
        // a few more when many come at once do no harm
        return sessions.size() < limits.maxSessions() ? sessions.getOrAdd(id, made) : null;
    }

    int size() {
        return sessions.size();
    }

    void forEach(Consumer<TerminalSession> what) {
        sessions.forEach(what);
    }

    /** Looking through a million sessions takes its time, which the thread of the timer does not have. */
    private void schedule() {
        next = resources.timer().newTimeout(timeout -> resources.execute(() -> {
            forgetIdle();
            if (!closed) {
                schedule();
            }
        }), pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void forgetIdle() {
        long limit = limits.offlineSessionTimeout().toNanos();
        // whoever holds a session at this moment finds it closed, and the terminal repeats its message to a new one
        sessions.forEach(session -> {
            if (session.forget(limit)) {
                sessions.remove(session);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        next.cancel();
    }
}
