package io.wmmp.platform.firmware;

import java.time.Instant;
import java.util.Objects;

import io.wmmp.protocol.TerminalId;

/**
 * What a terminal was told to fetch last, and how far it is. Immutable.
 *
 * @param terminalId    the terminal
 * @param name          the name of the firmware
 * @param version       its version
 * @param size          its bytes
 * @param sha256        its SHA-256: another file of the same name is not served under this transaction
 * @param transactionId the number under which the terminal asks for it, 1 to 65535: real terminals keep 16 bits
 * @param offset        the bytes that the terminal has, as it says itself: where it read last, or all
 * @param status        how it stands
 * @param reason        why it has failed; null otherwise
 * @param changed       when the terminal was last heard of in this matter
 */
public record Download(TerminalId terminalId, String name, String version, long size, String sha256, long transactionId,
        long offset, Status status, String reason, Instant changed) {

    /** How a download stands. */
    public enum Status {
        /** The terminal has been told, or is just being told, and has asked for nothing yet. */
        OFFERED,
        /** The terminal has asked for a block. */
        RUNNING,
        /** The terminal has said that it has the whole file. */
        COMPLETED,
        /** The terminal has refused or given up; it may still go on, and is RUNNING again then. */
        FAILED
    }

    /** All but the reason are compulsory. */
    public Download {
        Objects.requireNonNull(terminalId, "terminalId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(changed, "changed");
    }

    /**
     * A download of which the terminal has not been told yet.
     *
     * @param  terminalId    the terminal
     * @param  firmware      what it shall fetch
     * @param  transactionId the number under which it will ask for it
     * @return               the download, OFFERED
     */
    public static Download of(TerminalId terminalId, Firmware firmware, long transactionId) {
        return new Download(terminalId, firmware.name(), firmware.version(), firmware.size(), firmware.sha256(), transactionId,
                0, Status.OFFERED, null, Instant.now());
    }

    /**
     * @param  readPoint the bytes that the terminal has
     * @return           this download, RUNNING
     */
    public Download runningAt(long readPoint) {
        return with(readPoint, Status.RUNNING, null);
    }

    /** @return this download, COMPLETED */
    public Download completed() {
        return with(size, Status.COMPLETED, null);
    }

    /**
     * @param  why the reason
     * @return     this download, FAILED
     */
    public Download failed(String why) {
        return with(offset, Status.FAILED, why);
    }

    private Download with(long readPoint, Status next, String why) {
        return new Download(terminalId, name, version, size, sha256, transactionId, readPoint, next, why, Instant.now());
    }

    /** @return whether nothing more is expected of the terminal */
    public boolean hasEnded() {
        return status == Status.COMPLETED || status == Status.FAILED;
    }

    /**
     * @param  firmware a file
     * @return          whether it is of this very file
     */
    public boolean isOf(Firmware firmware) {
        return name.equals(firmware.name()) && sha256.equals(firmware.sha256());
    }
}
