package io.wmmp.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.wmmp.session.SessionResources;

/**
 * When a terminal was last heard, and how long it may be silent while it is logged in: as many heartbeat intervals as its
 * listener allows. A million of these share one timer wheel, so the slot is not set anew with each message: when it fires,
 * it looks how long the silence has lasted and waits for the rest. Safe for use by any thread.
 */
final class Liveness implements TimerTask {

    private final TerminalSession session;
    private final SessionResources resources;
    private volatile long heardNanos;
    private volatile long heardMillis;
    /** The interval that the terminal is known to keep, in seconds; 0 while it has not said. */
    private volatile long ownSeconds;
    private Timeout slot;

    Liveness(TerminalSession session, SessionResources resources) {
        this.session = session;
        this.resources = resources;
        this.heardNanos = resources.nanoTime();
    }

    /** Something that proves or presumes its sender has come. */
    void heard() {
        heardNanos = resources.nanoTime();
        heardMillis = System.currentTimeMillis();
    }

    /** When the terminal was last heard, or null. */
    Instant lastHeard() {
        return heardMillis == 0 ? null : Instant.ofEpochMilli(heardMillis);
    }

    /** Whether anything has been heard since a moment. */
    boolean isHeardSince(long millis) {
        return heardMillis > millis;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(heardMillis);
        out.writeLong(ownSeconds);
    }

    /** Takes over what {@link #write} has written. The silence begins anew: meanwhile nobody was there to hear. */
    void read(DataInput in) throws IOException {
        heardMillis = in.readLong();
        ownSeconds = in.readLong();
    }

    /** Takes what the terminal has said of its interval, or has been told and has accepted. */
    void keeps(long seconds) {
        if (seconds != ownSeconds) {
            ownSeconds = seconds;
            watch();
        }
    }

    /**
     * The terminal has started a session: from now on it must be heard. A shorter interval than expected may have been lost
     * with its memory, and would end session after session; a longer one does no harm.
     */
    void loggedIn() {
        heard();
        if (TimeUnit.SECONDS.toMillis(ownSeconds) < session.expectedHeartbeatInterval().toMillis()) {
            ownSeconds = 0;
        }
        watch();
    }

    /** Starts to watch, or goes on with what counts now. */
    synchronized void watch() {
        stop();
        Duration limit = limit();
        if (limit != null && session.isOnline()) {
            arm(limit.toNanos() - silenceNanos());
        }
    }

    synchronized void stop() {
        if (slot != null) {
            slot.cancel();
            slot = null;
        }
    }

    private void arm(long nanos) {
        slot = resources.timer().newTimeout(this, Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run(Timeout fired) {
        Duration limit = limit();
        synchronized (this) {
            if (fired != slot || limit == null) {
                return;
            }
            long rest = limit.toNanos() - silenceNanos();
            if (rest > 0) {
                arm(rest);
                return;
            }
            slot = null;
        }
        session.presumeGone(limit);
    }

    /** How long nothing has been heard. */
    long silenceNanos() {
        return resources.nanoTime() - heardNanos;
    }

    /** How long the terminal may be silent; null for as long as it likes. */
    private Duration limit() {
        int missed = session.missedHeartbeats();
        if (missed == 0) {
            return null;
        }
        Duration interval = ownSeconds > 0 ? Duration.ofSeconds(ownSeconds) : session.expectedHeartbeatInterval();
        return interval.multipliedBy(missed);
    }
}
