package io.wmmp.platform;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the time of day of moments on the clock for measuring, so that these are read once and kept once. A moment keeps its
 * time of day, to the millisecond, unless the clock of the machine is set. Safe for use by any thread.
 */
final class WallClock {

    private static final long NANOS_IN_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    /** By how much the clocks must have moved against each other; less is a thread that had to wait between the two. */
    private static final long SET_MILLIS = 1000;

    private final LongSupplier millis;
    private final LongSupplier nanos;
    private volatile long offsetMillis;

    WallClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    /**
     * @param millis the time of day, in milliseconds since 1970
     * @param nanos  the clock for measuring
     */
    WallClock(LongSupplier millis, LongSupplier nanos) {
        this.millis = millis;
        this.nanos = nanos;
        this.offsetMillis = offsetNow();
    }

    /** The time of day of a moment, in milliseconds since 1970. */
    long millisOf(long moment) {
        return Math.floorDiv(moment, NANOS_IN_MILLI) + offset();
    }

    /** The moment of a time of day. */
    long nanosOf(long timeOfDay) {
        return (timeOfDay - offset()) * NANOS_IN_MILLI;
    }

    private long offset() {
        long now = offsetNow();
        if (Math.abs(now - offsetMillis) > SET_MILLIS) {
            offsetMillis = now;
        }
        return offsetMillis;
    }

    private long offsetNow() {
        return millis.getAsLong() - Math.floorDiv(nanos.getAsLong(), NANOS_IN_MILLI);
    }
}
