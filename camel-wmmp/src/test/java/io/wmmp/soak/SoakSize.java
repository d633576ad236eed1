package io.wmmp.soak;

/** How much the soak tests do: a little in every build, all of it with the profile {@code soak}. */
final class SoakSize {

    static final boolean FULL = Boolean.getBoolean("wmmp.soak");

    private SoakSize() {
    }

    static int of(int small, int full) {
        return FULL ? full : small;
    }
}
