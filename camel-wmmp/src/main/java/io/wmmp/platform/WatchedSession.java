package io.wmmp.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Session;
import io.wmmp.session.SessionResources;

/**
 * A session that knows when its terminal was last heard, and how long that may be silent while it is logged in: as many
 * heartbeat intervals as its listener allows. There may be a million, each heard again and again, so a message is noted in one
 * field and sets no timer anew: when {@link SilenceWatch} wakes the session, it looks how long the silence has lasted and
 * sleeps for the rest. Safe for use by any thread.
 */
abstract class WatchedSession extends Session {

    private static final VarHandle HEARD_NANOS;

    static {
        try {
            HEARD_NANOS = MethodHandles.lookup().findVarHandle(WatchedSession.class, "heardNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final WallClock CLOCK = new WallClock();
    /** No silence is longer, whatever a terminal says of its interval. */
    private static final long MAX_LIMIT = TimeUnit.DAYS.toNanos(36_500);
    private static final long NO_LIMIT = 0;

    final Platform platform;
    /** Its place at the {@link SilenceWatch}, which sees to these. */
    volatile SilenceWatch.Group group;
    WatchedSession previous;
    WatchedSession next;
    /** When it was last heard; while it never was, when it was made. Nothing else is ordered by it: hence no fence. */
    private long heardNanos;
    private volatile boolean everHeard;
    private volatile boolean heardSinceWritten;
    /** The interval that the terminal is known to keep; 0 while it has not said. */
    private volatile int ownSeconds;

    WatchedSession(TerminalId terminalId, Platform platform) {
        super(terminalId);
        this.platform = platform;
        this.heardNanos = platform.resources().nanoTime();
    }

    @Override
    protected final SessionResources resources() {
        return platform.resources();
    }

    /** Whether its terminal is logged in, which is when it must be heard. */
    public abstract boolean isOnline();

    /** The interval of terminals that have not said what they keep. */
    abstract Duration expectedHeartbeatInterval();

    /** After how many intervals of silence it is presumed gone; 0 for never. */
    abstract int missedHeartbeats();

    /** Nothing has come for too long. */
    abstract void presumeGone(Duration silence);

    /** Something that proves or presumes its sender has come. */
    final void heard(long nanos) {
        HEARD_NANOS.setOpaque(this, nanos);
        // a field that has its value already is not written, which would cost a fence
        if (!heardSinceWritten) {
            everHeard = true;
            heardSinceWritten = true;
        }
    }

    private long heardNanos() {
        return (long) HEARD_NANOS.getOpaque(this);
    }

    /** When the terminal was last heard, or null. */
    final Instant lastHeard() {
        return everHeard ? Instant.ofEpochMilli(CLOCK.millisOf(heardNanos())) : null;
    }

    /** Whether it has been heard since it was written last, which alone is not worth writing it. */
    final boolean isHeardSinceWritten() {
        return heardSinceWritten;
    }

    final void writeHeard(DataOutput out) throws IOException {
        heardSinceWritten = false;
        out.writeLong(everHeard ? CLOCK.millisOf(heardNanos()) : 0);
        out.writeLong(ownSeconds);
    }

    /** Takes over what {@link #writeHeard} has written. */
    final void readHeard(DataInput in) throws IOException {
        long millis = in.readLong();
        if (millis != 0) {
            // the clock may have been set back since
            long now = platform.resources().nanoTime();
            long heard = CLOCK.nanosOf(millis);
            HEARD_NANOS.setOpaque(this, now - heard < 0 ? now : heard);
            everHeard = true;
        }
        ownSeconds = atMostInt(in.readLong());
    }

    private static int atMostInt(long seconds) {
        return (int) Math.min(seconds, Integer.MAX_VALUE);
    }

    /** Takes what the terminal has said of its interval, or has been told and has accepted. */
    final void keepsInterval(long seconds) {
        int kept = atMostInt(seconds);
        if (kept != ownSeconds) {
            ownSeconds = kept;
            watch();
        }
    }

    /**
     * The terminal has started a session: from now on it must be heard. A shorter interval than expected may have been lost
     * with its memory, and would end session after session; a longer one does no harm.
     */
    final void watchAfterLogin() {
        heard(platform.resources().nanoTime());
        if (TimeUnit.SECONDS.toMillis(ownSeconds) < expectedHeartbeatInterval().toMillis()) {
            ownSeconds = 0;
        }
        watch();
    }

    /** Starts to watch, or goes on with what counts now. Its terminal speaks, or could not be heard before. */
    final synchronized void watch() {
        long limit = limitNanos();
        if (limit != NO_LIMIT && isOnline()) {
            platform.silenceWatch().wake(this, limit, limit);
        } else {
            unwatch();
        }
    }

    final synchronized void unwatch() {
        platform.silenceWatch().letSleep(this);
    }

    /** It is time to look how long the silence has lasted; on the timer thread. */
    final void wake() {
        long limit;
        synchronized (this) {
            limit = limitNanos();
            boolean watchedAnew = group != null;
            if (watchedAnew || limit == NO_LIMIT || !isOnline()) {
                return;
            }
            long rest = limit - silenceNanos();
            if (rest > 0) {
                platform.silenceWatch().wake(this, rest, limit);
                return;
            }
        }
        presumeGone(Duration.ofNanos(limit));
    }

    /** How long nothing has been heard. */
    final long silenceNanos() {
        return platform.silenceWatch().silenceSince(heardNanos());
    }

    /** How long the terminal may be silent. */
    private long limitNanos() {
        int missed = missedHeartbeats();
        if (missed == 0) {
            return NO_LIMIT;
        }
        long interval = ownSeconds > 0 ? TimeUnit.SECONDS.toNanos(ownSeconds) : expectedHeartbeatInterval().toNanos();
        return Math.min(interval, MAX_LIMIT / missed) * missed;
    }
}
