package io.wmmp.platform.firmware;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file that terminals can be told to fetch.
 *
 * @param name    its name: letters, digits, dots, dashes and underscores, the first a letter or digit, 64 at most
 * @param version its version, as terminals are told: letters, digits, dots, dashes and underscores, 20 at most
 * @param size    its bytes, 1 or more
 * @param crc16   CRC-16/MODBUS of it
 * @param crc32   CRC-32 of it
 * @param sha256  SHA-256 of it, 64 hexadecimal digits in lower case; says whether two files are the same
 */
public record Firmware(String name, String version, long size, int crc16, long crc32, String sha256) {

    /** What the store writes beside a file; no name of a file ends so. */
    static final String SUFFIX = ".firmware";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._-]{1,20}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException when name, version or hash have another form
     */
    public Firmware {
        checkName(name);
        checkVersion(version);
        if (sha256 == null || !SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256");
        }
    }

    /**
     * Refuses names that a file of the store cannot have, whatever they would mean to a file system.
     *
     * @param  name                     a name
     * @throws IllegalArgumentException when it is no name, saying which are
     */
    public static void checkName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("firmware: '" + name + "' is no name for a file; names have up to 64 letters,"
                    + " digits, dots, dashes and underscores, the first a letter or digit, and do not end with " + SUFFIX);
        }
    }

    static boolean isName(String name) {
        return name != null && NAME.matcher(name).matches() && !name.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    /**
     * Refuses versions that cannot stand in a URL or tag.
     *
     * @param  version                  a version
     * @throws IllegalArgumentException when it is none, saying what a version is
     */
    public static void checkVersion(String version) {
        if (version == null || !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("version: '" + version + "' is none; versions have 1 to 20 letters, digits,"
                    + " dots, dashes and underscores");
        }
    }
}
