package io.wmmp.examples.simulator;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.wmmp.examples.simulator.BadNetwork.Way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class BadNetworkTest {

    private static int[] fates(long seed, int terminal, Way way) {
        BadNetwork network = new BadNetwork(seed, 0.3, 0.1);
        return IntStream.range(0, 1000).map(number -> network.copies(terminal, way, number)).toArray();
    }

    @Test
    void theSameSeedLosesTheSameDatagrams() {
        assertThat(fates(7, 3, Way.TO_PLATFORM)).isEqualTo(fates(7, 3, Way.TO_PLATFORM))
                .isNotEqualTo(fates(8, 3, Way.TO_PLATFORM)).isNotEqualTo(fates(7, 4, Way.TO_PLATFORM))
                .isNotEqualTo(fates(7, 3, Way.TO_TERMINAL));
    }

    @Test
    void theSharesAreAsWanted() {
        int[] all = IntStream.range(0, 100).flatMap(terminal -> IntStream.of(fates(1, terminal, Way.TO_PLATFORM))).toArray();
        double lost = IntStream.of(all).filter(copies -> copies == 0).count() / (double) all.length;
        double doubled = IntStream.of(all).filter(copies -> copies == 2).count() / (double) all.length;
        assertThat(lost).isCloseTo(0.3, within(0.01));
        assertThat(doubled).isCloseTo(0.7 * 0.1, within(0.01));
    }

    @Test
    void aGoodNetworkDeliversAllOnce() {
        BadNetwork network = new BadNetwork(1, 0, 0);
        assertThat(IntStream.range(0, 1000).map(number -> network.copies(0, Way.TO_TERMINAL, number)).toArray())
                .containsOnly(1);
        assertThat(new BadNetwork(1, 1, 1).copies(0, Way.TO_TERMINAL, 0)).isZero();
    }
}
