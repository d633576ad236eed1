package io.wmmp.platform;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Knows who has failed often of late: each failure adds one, and as many as are allowed in a minute run off in a minute.
 * Whoever fails chooses the names under which he fails, so the table has one size. Names that share a slot share its
 * count, which does no harm where it only makes a platform thriftier; a secret start keeps names from being chosen for
 * their slot. Safe for use by any thread.
 */
final class FailureMeter {

    /** The most failures a minute that can be told apart. */
    static final int MAX_LIMIT = 100_000;

    private static final int SLOTS = 1 << 16;
    private static final int LEVEL_BITS = 20;
    private static final long LEVEL_MASK = (1 << LEVEL_BITS) - 1;
    private static final long MILLIS_PER_MINUTE = TimeUnit.MINUTES.toMillis(1);

    /** In each slot the time of its last failure in milliseconds, and behind it the failures that have not run off. */
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
    private final int start = ThreadLocalRandom.current().nextInt();
    private final int perMinute;
    private final LongSupplier nanoTime;
    private final long epoch;

    FailureMeter(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
        this.epoch = nanoTime.getAsLong();
    }

    void failed(Object name) {
        long now = millis();
        slots.updateAndGet(slotOf(name), slot -> now << LEVEL_BITS | Math.min(level(slot, now) + 1, 2L * perMinute));
    }

    boolean isOverLimit(Object name) {
        return level(slots.get(slotOf(name)), millis()) > perMinute;
    }

    private long level(long slot, long now) {
        long gone = (now - (slot >>> LEVEL_BITS)) * perMinute / MILLIS_PER_MINUTE;
        return Math.max(0, (slot & LEVEL_MASK) - gone);
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - epoch);
    }

    private int slotOf(Object name) {
        // the finalizer of MurmurHash3
        int hash = name.hashCode() * 31 + start;
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
