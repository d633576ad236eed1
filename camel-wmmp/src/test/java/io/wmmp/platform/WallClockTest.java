package io.wmmp.platform;

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
    void aMomentKeepsItsTimeOfDay() {
        long moment = System.nanoTime();
        assertThat(clock.millisOf(moment)).isEqualTo(clock.millisOf(moment));
    }

    @Test
    void aTimeOfDayIsFoundAgainThoughItWasBeforeTheMachineWasStarted() {
        for (long millis : new long[] { 1, 1_000_000_000_000L, System.currentTimeMillis() }) {
            assertThat(clock.millisOf(clock.nanosOf(millis))).isEqualTo(millis);
        }
    }
}
