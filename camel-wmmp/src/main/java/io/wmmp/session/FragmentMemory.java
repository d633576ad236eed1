package io.wmmp.session;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all sessions of one end may hold of bodies of which parts are still missing. Safe for use by any thread. */
public final class FragmentMemory {

    /** The bound where none is given: 16 MiB. */
    public static final long DEFAULT_MAX = 16L << 20;

    private final long max;
    private final AtomicLong used = new AtomicLong();

    FragmentMemory(long max) {
        if (max < 0) {
            throw new IllegalArgumentException("maxFragmentMemory is negative");
        }
        this.max = max;
    }

    boolean reserve(int bytes) {
        if (used.addAndGet(bytes) <= max) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void release(int bytes) {
        used.addAndGet(-bytes);
    }

    /** @return the bytes held at the moment */
    public long used() {
        return used.get();
    }

    /** @return the most bytes that may be held */
    public long max() {
        return max;
    }
}
