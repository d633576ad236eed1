package io.wmmp.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Lets one warning through in ten seconds and counts those in between, so that nobody can flood the log from outside. Safe
 * for use by any thread.
 */
public final class WarningLimit {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    /** When it has let a warning through; null before the first, which may be in another process than the constructor. */
    private final AtomicReference<Long> last = new AtomicReference<>();
    private final LongAdder unreported = new LongAdder();

    /** One that lets the first warning through. */
    public WarningLimit() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime a clock for measuring, in nanoseconds
     */
    public WarningLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Asks whether to warn of something that has just happened.
     *
     * @return how often it has happened since the last warning, this time included; 0 for not to warn
     */
    public long pass() {
        unreported.increment();
        long now = nanoTime.getAsLong();
        Long before = last.get();
        boolean quietForLong = before == null || now - before >= QUIET_NANOS;
        return quietForLong && last.compareAndSet(before, now) ? unreported.sumThenReset() : 0;
    }
}
