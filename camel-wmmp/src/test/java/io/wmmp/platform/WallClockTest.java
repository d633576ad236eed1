package io.wmmp.platform;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Moments have a time of day. */
class WallClockTest {

    private final WallClock clock = new WallClock();

    @Test
    void nowIsNow() {
        long before = System.currentTimeMillis();
        long now = clock.millisOf(System.nanoTime());
        assertThat(now).isBetween(before - 2000, System.currentTimeMillis() + 2000);
    }

    @Test
    void momentsMoveWithAClockThatIsSetAndNotWithAThreadThatWaits() {
        AtomicLong millis = new AtomicLong(1_000_000);
        AtomicLong nanos = new AtomicLong(5_000_000_000L);
        WallClock measured = new WallClock(millis::get, nanos::get);
        assertThat(measured.millisOf(4_000_000_000L)).isEqualTo(999_000);
        // between the two clocks a thread has waited
        nanos.addAndGet(900_000_000L);
        assertThat(measured.millisOf(4_000_000_000L)).isEqualTo(999_000);
        millis.addAndGet(3_600_900);
        assertThat(measured.millisOf(4_000_000_000L)).as("an hour later").isEqualTo(4_599_000);
        assertThat(measured.nanosOf(4_599_000)).isEqualTo(4_000_000_000L);
    }

    @Test
    void aTimeOfDayIsFoundAgainThoughItWasBeforeTheMachineWasStarted() {
        for (long millis : new long[] { 1, 1_000_000_000_000L, System.currentTimeMillis() }) {
            assertThat(clock.millisOf(clock.nanosOf(millis))).isEqualTo(millis);
        }
    }
}
