package io.wmmp.platform;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.TerminalId;

/**
 * Something that happened to a terminal.
 *
 * @param type          what happened
 * @param terminalId    to which terminal
 * @param bearer        what carried the message that caused it, or null
 * @param remoteAddress where that message came from, or null
 * @param reason        why, for {@link Type#OFFLINE}; otherwise null
 */
public record PlatformEvent(Type type, TerminalId terminalId, Bearer bearer, String remoteAddress, String reason) {

    /** What can happen. */
    public enum Type {
        /** A terminal has registered. */
        REGISTERED,
        /** A terminal has logged in. */
        ONLINE,
        /** A terminal that is logged in is heard from another address. */
        MOVED,
        /** A terminal has logged out or is presumed gone. */
        OFFLINE
    }
}
