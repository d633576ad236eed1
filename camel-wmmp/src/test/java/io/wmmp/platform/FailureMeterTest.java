package io.wmmp.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureMeterTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final FailureMeter meter = new FailureMeter(10, nanos::get);

    private void fail(String name, int times) {
        for (int i = 0; i < times; i++) {
            meter.failed(name);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void overLimitWithMoreThanAMinuteMayBring() {
        fail("one", 10);
        assertThat(meter.isOverLimit("one")).isFalse();
        fail("one", 1);
        assertThat(meter.isOverLimit("one")).isTrue();
        assertThat(meter.isOverLimit("another")).isFalse();
    }

    @Test
    void failuresRunOff() {
        fail("one", 15);
        pass(Duration.ofSeconds(29));
        assertThat(meter.isOverLimit("one")).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(meter.isOverLimit("one")).isFalse();
    }

    @Test
    void aLongAttackIsForgottenWithinTwoMinutes() {
        fail("one", 100_000);
        pass(Duration.ofSeconds(59));
        assertThat(meter.isOverLimit("one")).isTrue();
        pass(Duration.ofSeconds(61));
        fail("one", 10);
        assertThat(meter.isOverLimit("one")).isFalse();
    }

    @Test
    void slowFailuresNeverAddUp() {
        for (int i = 0; i < 1000; i++) {
            meter.failed("one");
            pass(Duration.ofSeconds(7));
        }
        assertThat(meter.isOverLimit("one")).isFalse();
    }
}
