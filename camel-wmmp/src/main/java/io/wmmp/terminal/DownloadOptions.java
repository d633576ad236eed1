package io.wmmp.terminal;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How a terminal fetches the files that its platform offers.
 *
 * @param directory where it keeps them, and what it has of one that it is fetching; of this terminal alone
 * @param blockSize the bytes to ask for at a time, 1 to 32767; real terminals ask for 800
 * @param maxSize   the bytes of the longest file that it takes, 1 or more
 * @param checks    whether blocks and files must have the checksums that the platform names; else they are only looked at
 *                  for their length, for platforms that compute them otherwise
 * @param logsOut   whether it logs out with reason 1 and logs in again when it has a file, as real terminals do to install it
 */
public record DownloadOptions(Path directory, int blockSize, long maxSize, boolean checks, boolean logsOut) {

    /** The block of real terminals. */
    public static final int DEFAULT_BLOCK_SIZE = 800;
    /** The bytes of the longest file where no other bound is given. */
    public static final long DEFAULT_MAX_SIZE = 64L << 20;

    /**
     * @throws IllegalArgumentException when a number is out of range
     */
    public DownloadOptions {
        Objects.requireNonNull(directory, "directory");
        if (blockSize < 1 || blockSize > Short.MAX_VALUE) {
            throw new IllegalArgumentException("Option downloadBlockSize must be from 1 to " + Short.MAX_VALUE);
        }
        if (maxSize < 1) {
            throw new IllegalArgumentException("Option maxDownloadSize must be at least 1");
        }
    }

    /**
     * The usual ones.
     *
     * @param  directory where the terminal keeps its files
     * @return           blocks of 800 bytes, files of 64 MiB at most, checksums checked, with a logout at the end
     */
    public static DownloadOptions in(Path directory) {
        return new DownloadOptions(directory, DEFAULT_BLOCK_SIZE, DEFAULT_MAX_SIZE, true, true);
    }
}
