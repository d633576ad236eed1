package io.wmmp.security;

/** The two ways that messages go; each has a password of its own. */
public enum Direction {
    /** From terminal to platform. */
    UPLINK,
    /** From platform to terminal. */
    DOWNLINK;

    /** @return the other way */
    public Direction opposite() {
        return this == UPLINK ? DOWNLINK : UPLINK;
    }
}
