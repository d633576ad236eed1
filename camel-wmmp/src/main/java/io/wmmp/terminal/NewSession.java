package io.wmmp.terminal;

/** Why a terminal leaves its session for another one (protocol reference, behaviour, section 6). */
enum NewSession {
    /** The platform wants messages enciphered. */
    ENCIPHERMENT(0, "the platform wants it to log in anew", false),
    /** It has new firmware, and begins a session with that. */
    FIRMWARE(1, "it installs new firmware", false),
    /** Somebody has changed at the terminal what the session rests on. */
    LOCAL_SETTINGS(3, "its settings have been changed at the terminal", true),
    /** The platform has, or has had everything set back. */
    SETTINGS(7, "the platform has changed its settings", true),
    /** The session key has ended: the next login brings another. */
    SESSION_KEY_ENDED(8, "its session key has ended", false);

    private final int reason;
    private final String text;
    private final boolean reconnects;

    NewSession(int reason, String text, boolean reconnects) {
        this.reason = reason;
        this.text = text;
        this.reconnects = reconnects;
    }

    /** What LOGOUT says. */
    int reason() {
        return reason;
    }

    /** The reason for people. */
    String text() {
        return text;
    }

    /** Whether the platform may be elsewhere then. */
    boolean reconnects() {
        return reconnects;
    }
}
