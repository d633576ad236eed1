package io.wmmp.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is dropped, by reason, and warns of it: for each reason at most once in a while, so that a flood of bad
 * frames cannot flood the log. Safe for use by any thread.
 */
public final class Drops {

    private static final Logger LOG = LoggerFactory.getLogger(Drops.class);
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final Map<DropReason, Counter> counters = new EnumMap<>(DropReason.class);
    private final LongSupplier nanoTime;

    /** Counters that start at zero. */
    public Drops() {
        this(System::nanoTime);
    }

    Drops(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (DropReason reason : DropReason.values()) {
            counters.put(reason,
                    new Counter(new LongAdder(), new AtomicLong(nanoTime.getAsLong() - QUIET_NANOS), new LongAdder()));
        }
    }

    /**
     * Counts one and warns when the last warning of this reason is long enough ago.
     *
     * @param reason why it was dropped
     * @param from   where it came from
     * @param detail what it was; must not hold secrets
     */
    public void drop(DropReason reason, Object from, Object detail) {
        Counter counter = counters.get(reason);
        counter.all.increment();
        counter.unreported.increment();
        long now = nanoTime.getAsLong();
        long last = counter.lastWarning.get();
        if (now - last >= QUIET_NANOS && counter.lastWarning.compareAndSet(last, now)) {
            LOG.warn("Dropped {} message(s), {}; the last from {}: {}", counter.unreported.sumThenReset(), reason, from,
                    detail);
        }
    }

    /**
     * @param  reason a reason
     * @return        how often something was dropped for it
     */
    public long count(DropReason reason) {
        return counters.get(reason).all.sum();
    }

    private record Counter(LongAdder all, AtomicLong lastWarning, LongAdder unreported) {
    }
}
