package io.wmmp.examples.simulator;

/**
 * Decides what becomes of datagrams. What happens to the n-th datagram of a terminal in a direction follows from the seed
 * alone, however threads and sockets take their turns: with the same seed the same datagrams are lost. Immutable.
 */
final class BadNetwork {

    /** Towards which end a datagram travels. */
    enum Way {
        TO_PLATFORM,
        TO_TERMINAL
    }

    private static final double TWO_TO_THE_53 = 0x1p53;

    private final long seed;
    private final double loss;
    private final double duplication;

    /**
     * @param seed        from which everything follows
     * @param loss        the share of datagrams that are lost, 0 to 1
     * @param duplication the share of the others that arrive twice, 0 to 1
     */
    BadNetwork(long seed, double loss, double duplication) {
        this.seed = seed;
        this.loss = loss;
        this.duplication = duplication;
    }

    /** How often a datagram arrives: 0, 1 or 2 times. */
    int copies(int terminal, Way way, int number) {
        long datagram = mix(mix(seed + terminal) + 2L * number + way.ordinal());
        if (share(datagram) < loss) {
            return 0;
        }
        return share(mix(datagram)) < duplication ? 2 : 1;
    }

    private static double share(long random) {
        return (random >>> 11) / TWO_TO_THE_53;
    }

    /** The mixing step of SplitMix64, which turns numbers that follow each other into random ones. */
    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
