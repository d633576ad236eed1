package io.wmmp.terminal;

import io.wmmp.link.Bearer;

/** How a terminal keeps in touch: the values of tag 0x4002 (protocol reference, behaviour, section 1). */
enum ConnectionMode {
    UDP_SHORT(Bearer.UDP, false),
    UDP_LONG(Bearer.UDP, true),
    TCP_SHORT(Bearer.TCP, false),
    TCP_LONG(Bearer.TCP, true),
    SMS(Bearer.SMS, false);

    private final Bearer bearer;
    private final boolean permanent;

    ConnectionMode(Bearer bearer, boolean permanent) {
        this.bearer = bearer;
        this.permanent = permanent;
    }

    static ConnectionMode of(Bearer bearer, boolean permanent) {
        return switch (bearer) {
            case UDP -> permanent ? UDP_LONG : UDP_SHORT;
            case TCP -> permanent ? TCP_LONG : TCP_SHORT;
            case SMS -> SMS;
        };
    }

    /** The mode of a value of the tag, or null. */
    static ConnectionMode of(int value) {
        return value >= 0 && value < values().length ? values()[value] : null;
    }

    Bearer bearer() {
        return bearer;
    }

    /** Whether it stays logged in and sends heartbeats. */
    boolean isLong() {
        return permanent;
    }

    /** Whether it logs out when there is nothing to send. */
    boolean isShort() {
        return !permanent && bearer != Bearer.SMS;
    }
}
