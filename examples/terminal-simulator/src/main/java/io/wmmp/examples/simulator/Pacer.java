package io.wmmp.examples.simulator;

/** Says how many of something are due, so that they come at a steady rate. For one thread. */
final class Pacer {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double most;
    private long last;
    private boolean begun;
    private double due;

    /**
     * @param perSecond how many, 0 for none
     */
    Pacer(double perSecond) {
        this.perSecond = perSecond;
        this.most = Math.max(1, perSecond);
    }

    /** How many have become due since the last call, none at the first; after a standstill those of one second at most. */
    int due(long nanoTime) {
        if (!begun) {
            begun = true;
            last = nanoTime;
        }
        due = Math.min(most, due + perSecond * (nanoTime - last) / NANOS);
        last = nanoTime;
        int whole = (int) due;
        due -= whole;
        return whole;
    }
}
