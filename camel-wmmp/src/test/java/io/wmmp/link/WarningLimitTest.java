package io.wmmp.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One warning in ten seconds, and how many there would have been. */
class WarningLimitTest {

    private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(9));
    private final WarningLimit limit = new WarningLimit(now::get);

    @Test
    void whatComesTooSoonIsCountedWithTheNext() {
        assertThat(limit.pass()).isEqualTo(1);
        assertThat(limit.pass()).isZero();
        now.addAndGet(TimeUnit.SECONDS.toNanos(9));
        assertThat(limit.pass()).isZero();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(limit.pass()).isEqualTo(3);
    }

    /** The classes of a native executable may be initialised when it is built, where the clock of that machine counts. */
    @Test
    void aLimitThatWasMadeOnAMachineThatRanForLongerWarnsAtOnce() {
        now.set(TimeUnit.SECONDS.toNanos(1));
        assertThat(limit.pass()).isEqualTo(1);
    }
}
