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
 * @param reason        why, for {@link Type#OFFLINE} and {@link Type#DOWNLOAD_FAILED}; otherwise null
 * @param download      what the terminal was to fetch, for {@link Type#DOWNLOADED} and {@link Type#DOWNLOAD_FAILED}; otherwise
 *                      null
 */
public record PlatformEvent(Type type, TerminalId terminalId, Bearer bearer, String remoteAddress, String reason,
        Download download) {

    /** What can happen. */
    public enum Type {
        /** A terminal has registered. */
        REGISTERED,
        /** A terminal has logged in. */
        ONLINE,
        /** A terminal that is logged in is heard from another address. */
        MOVED,
        /** A terminal has logged out or is presumed gone. */
        OFFLINE,
        /** A terminal has fetched the file that it was told to fetch. */
        DOWNLOADED,
        /** A terminal has refused to fetch a file, or has given up. */
        DOWNLOAD_FAILED
    }
}
