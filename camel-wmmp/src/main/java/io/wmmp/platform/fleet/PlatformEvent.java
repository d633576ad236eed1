package io.wmmp.platform.fleet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.platform.firmware.Download;
import io.wmmp.protocol.TerminalId;

/**
 * Something that happened to a terminal.
 *
 * @param type          what happened
 * @param terminalId    to which terminal
 * @param bearer        what carried the message that caused it, or null
 * @param remoteAddress where that message came from, or null
 * @param reason        why, for {@link Type#OFFLINE}, {@link Type#DOWNLOAD_FAILED} and {@link Type#COMMAND_EXPIRED};
 *                      otherwise null
 * @param download      what the terminal was to fetch, for {@link Type#DOWNLOADED} and {@link Type#DOWNLOAD_FAILED}; otherwise
 *                      null
 * @param details       what else there is to say, by names in camel case; immutable, empty for most types
 */
public record PlatformEvent(Type type, TerminalId terminalId, Bearer bearer, String remoteAddress, String reason,
        Download download, Map<String, Object> details) {

    /** Details are copied. */
    public PlatformEvent {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /**
     * An event without details.
     *
     * @param type          what happened
     * @param terminalId    to which terminal
     * @param bearer        what carried the message that caused it, or null
     * @param remoteAddress where that message came from, or null
     * @param reason        why, or null
     * @param download      what the terminal was to fetch, or null
     */
    public PlatformEvent(Type type, TerminalId terminalId, Bearer bearer, String remoteAddress, String reason,
            Download download) {
        this(type, terminalId, bearer, remoteAddress, reason, download, Map.of());
    }

    /**
     * An event that a message has caused.
     *
     * @param  type       what happened
     * @param  terminalId to which terminal
     * @param  from       where the message came from, or null
     * @param  reason     why, or null
     * @return            the event
     */
    public static PlatformEvent of(Type type, TerminalId terminalId, Peer from, String reason) {
        return new PlatformEvent(type, terminalId, from == null ? null : from.bearer(), from == null ? null : from.address(),
                reason, null);
    }

    /**
     * The end of a download.
     *
     * @param  type     DOWNLOADED or DOWNLOAD_FAILED
     * @param  download what the terminal was to fetch
     * @param  from     where the message came from that caused it, or null
     * @return          the event
     */
    public static PlatformEvent of(Type type, Download download, Peer from) {
        return new PlatformEvent(type, download.terminalId(), from == null ? null : from.bearer(),
                from == null ? null : from.address(), download.reason(), download);
    }

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
        DOWNLOAD_FAILED,
        /**
         * A terminal has answered a queued command, and nobody has waited for it. Details: {@code commandId}, {@code command},
         * {@code result}, {@code answer} (the body of the answer as a map).
         */
        COMMAND_ANSWERED,
        /** A queued command was given up. Details: {@code commandId}, {@code command}. */
        COMMAND_EXPIRED,
        /**
         * A terminal has reported that it has carried out a command, or not. Details: {@code sequenceNumber} of the command,
         * {@code status} (0 for carried out), and where they are known {@code command}, {@code commandId} and
         * {@code crc32Matches} (whether the checksum of the settings is right).
         */
        COMMAND_EXECUTED,
        /** A terminal has all the values that it shall have. */
        TWIN_IN_SYNC,
        /** A terminal does not take values that it shall have. Details: {@code tags}, their names. */
        TWIN_REFUSED
    }
}
