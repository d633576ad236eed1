package io.wmmp.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.WarningLimit;

/**
 * Counts what is dropped, by reason, and warns of it: for each reason at most once in a while, so that a flood of bad
 * frames cannot flood the log. Safe for use by any thread.
 */
public final class Drops {

    private static final Logger LOG = LoggerFactory.getLogger(Drops.class);

    private final Map<DropReason, Counter> counters = new EnumMap<>(DropReason.class);

    /** Counters that start at zero. */
    public Drops() {
        this(System::nanoTime);
    }

    Drops(LongSupplier nanoTime) {
        for (DropReason reason : DropReason.values()) {
            counters.put(reason, new Counter(new LongAdder(), new WarningLimit(nanoTime)));
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
        long times = counter.warnings.pass();
        if (times > 0) {
            LOG.warn("Dropped {} message(s), {}; the last from {}: {}", times, reason, from, detail);
        }
    }

    /**
     * @param  reason a reason
     * @return        how often something was dropped for it
     */
    public long count(DropReason reason) {
        return counters.get(reason).all.sum();
    }

    private record Counter(LongAdder all, WarningLimit warnings) {
    }
}
