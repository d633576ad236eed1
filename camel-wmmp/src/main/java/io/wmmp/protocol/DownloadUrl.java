package io.wmmp.protocol;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL with which DOWNLOAD_INFO offers a file that is fetched with FILE_REQ (protocol reference, section 14):
 * {@code WMMP://host:port/path?TRANS_ID=<8 hex>&FILE_SIZE=<decimal>&CRC16=<hex>&CRC32=<hex>&VER_DSC=<text>}. Other URLs, of http for
 * instance, say nothing to this class.
 *
 * @param host          where the file is, for people: it is fetched in the session
 * @param port          the port there, 0 to 65535; 0 for none
 * @param path          the path of the file, with a slash before it
 * @param transactionId the number under which to ask for the file, 32 bits
 * @param size          the bytes of the file, 1 to 4294967294
 * @param crc16         CRC-16/MODBUS of the file, where it is given
 * @param crc32         CRC-32 of the file, where it is given
 * @param version       the version of the file
 */
public record DownloadUrl(String host, int port, String path, long transactionId, long size, OptionalInt crc16,
        OptionalLong crc32, String version) {

    /** The offset that stands in FILE_REQ where there is none; no file is as long. */
    public static final long NO_OFFSET = 0xFFFF_FFFFL;

    private static final Pattern URL = Pattern.compile("WMMP://(\\[[^]]+]|[^/?:]+)(?::(\\d{1,5}))?(/[^?]*)?\\?(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String TRANS_ID = "TRANS_ID";
    private static final String FILE_SIZE = "FILE_SIZE";
    private static final String CRC16 = "CRC16";
    private static final String CRC32 = "CRC32";
    private static final String VER_DSC = "VER_DSC";
    private static final int MAX_PORT = 0xFFFF;
    private static final int HEX = 16;

    /**
     * @throws IllegalArgumentException when transaction, size or port are beyond their range
     */
    public DownloadUrl {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(crc16, "crc16");
        Objects.requireNonNull(crc32, "crc32");
        Objects.requireNonNull(version, "version");
        require(port >= 0 && port <= MAX_PORT, "port", port);
        require(transactionId >= 0 && transactionId <= NO_OFFSET, TRANS_ID, transactionId);
        require(size > 0 && size < NO_OFFSET, FILE_SIZE, size);
    }

    private static void require(boolean holds, String what, long value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + value + " of a download URL is out of range");
        }
    }

    /**
     * Whether this is a URL of this form, well written or not.
     *
     * @param  url any text
     * @return     whether it begins with {@code WMMP://}
     */
    public static boolean isWmmp(String url) {
        return url.regionMatches(true, 0, "WMMP://", 0, "WMMP://".length());
    }

    /**
     * Reads a URL. Transaction, size and version are compulsory; the size may be hexadecimal, after 0x.
     *
     * @param  url                      the text
     * @return                          what it says
     * @throws IllegalArgumentException when it has another form; the message says which part is at fault
     */
    public static DownloadUrl parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a URL of the form WMMP://host:port/path?TRANS_ID=...: '" + url + "'");
        }
        String query = parts.group(4);
        String crc16 = value(query, CRC16);
        String crc32 = value(query, CRC32);
        return new DownloadUrl(parts.group(1), parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2)),
                parts.group(3) == null ? "/" : parts.group(3),
                number(TRANS_ID, compulsory(query, TRANS_ID), HEX, NO_OFFSET), size(compulsory(query, FILE_SIZE)),
                crc16 == null ? OptionalInt.empty() : OptionalInt.of((int) number(CRC16, crc16, HEX, 0xFFFF)),
                crc32 == null ? OptionalLong.empty() : OptionalLong.of(number(CRC32, crc32, HEX, NO_OFFSET)),
                compulsory(query, VER_DSC));
    }

    private static long size(String text) {
        boolean hex = text.regionMatches(true, 0, "0x", 0, 2);
        return number(FILE_SIZE, hex ? text.substring(2) : text, hex ? HEX : 10, NO_OFFSET - 1);
    }

    private static String compulsory(String query, String key) {
        String value = value(query, key);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(key + " is missing in a download URL");
        }
        return value;
    }

    private static String value(String query, String key) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(key + "=")) {
                return pair.substring(key.length() + 1);
            }
        }
        return null;
    }

    private static long number(String key, String text, int radix, long max) {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, like what is out of range
        }
        throw new IllegalArgumentException(key + " of a download URL expects a number up to " + max + ", not '" + text + "'");
    }

    /** @return the last part of the path, which names the file; empty where the path ends with a slash */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The URL as it is sent. */
    @Override
    public String toString() {
        StringBuilder url = new StringBuilder("WMMP://").append(host);
        if (port != 0) {
            url.append(':').append(port);
        }
        url.append(path).append('?').append("%s=%08X&%s=%d".formatted(TRANS_ID, transactionId, FILE_SIZE, size));
        crc16.ifPresent(sum -> url.append("&%s=%04x".formatted(CRC16, sum)));
        crc32.ifPresent(sum -> url.append("&%s=%08x".formatted(CRC32, sum)));
        return url.append('&').append(VER_DSC).append('=').append(version).toString();
    }
}
