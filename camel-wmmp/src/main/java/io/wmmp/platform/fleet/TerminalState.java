package io.wmmp.platform.fleet;

/** How a platform sees a terminal. */
public enum TerminalState {
    /** Known, and not logged in since the platform started. */
    REGISTERED,
    /** Logged in. */
    ONLINE,
    /** Logged out, or presumed gone. */
    OFFLINE
}
