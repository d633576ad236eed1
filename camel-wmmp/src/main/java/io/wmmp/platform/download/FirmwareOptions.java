package io.wmmp.platform.download;

import io.wmmp.platform.firmware.FirmwareStore;

/**
 * What a platform goes by when terminals fetch files from it.
 *
 * @param store        the files; null for none
 * @param address      host and port for the URL in DOWNLOAD_INFO, for terminals that look at them; null for the address of
 *                     the listener at which the terminal was heard
 * @param blockSize    the bytes of the longest block that is served, 1 to 32767; real terminals ask for 800
 * @param maxDownloads how many downloads may be held in memory because terminals are busy with them, 1 or more
 */
public record FirmwareOptions(FirmwareStore store, String address, int blockSize, int maxDownloads) {

    /** What counts where nothing else is said: no files. */
    public static final FirmwareOptions DEFAULTS = new FirmwareOptions(null, null, 800, 100_000);

    /**
     * @throws IllegalArgumentException when a number is out of range
     */
    public FirmwareOptions {
        if (blockSize < 1 || blockSize > Short.MAX_VALUE) {
            throw new IllegalArgumentException("Option firmwareBlockSize must be from 1 to " + Short.MAX_VALUE);
        }
        if (maxDownloads < 1) {
            throw new IllegalArgumentException("Option maxDownloads must be at least 1");
        }
    }

    /**
     * @param  files the files
     * @return       these options with that store
     */
    public FirmwareOptions with(FirmwareStore files) {
        return new FirmwareOptions(files, address, blockSize, maxDownloads);
    }
}
