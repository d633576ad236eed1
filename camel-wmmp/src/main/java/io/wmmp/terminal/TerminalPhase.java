package io.wmmp.terminal;

/** Where a terminal stands in its life (protocol reference, behaviour, section 2). */
public enum TerminalPhase {
    /** Not started, or stopped. */
    STOPPED,
    /** Opening its socket. */
    CONNECTING,
    /** REGISTER is under way, or its next try is waited for. */
    REGISTERING,
    /** Registered, without passwords: the platform shall send them. */
    WAITING_FOR_KEYS,
    /** LOGIN is under way, or its next try is waited for. */
    LOGGING_IN,
    /** Logged in. */
    ONLINE,
    /** Logged out by the platform; quiet until somebody starts it again. */
    IDLE,
    /** Has tried often enough: tries again after a long pause. */
    PAUSING,
    /** Has given up, and reports so by short messages. */
    ALARM,
    /** Has given up and says nothing until it is woken up or reset. */
    SILENT
}
