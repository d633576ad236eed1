package io.wmmp.platform.firmware;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

import io.wmmp.protocol.Crc16;

/** What is computed of a file while it is read once. */
final class Checksums {

    /** A size of pieces that is worth its calls. */
    static final int BUFFER = 64 * 1024;

    private final MessageDigest sha256;
    private final CRC32 crc32 = new CRC32();
    private int crc16 = Crc16.START;
    private long size;

    Checksums() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    void update(byte[] piece, int length) {
        sha256.update(piece, 0, length);
        crc32.update(piece, 0, length);
        crc16 = Crc16.MODBUS.update(crc16, piece, 0, length);
        size += length;
    }

    long size() {
        return size;
    }

    Firmware toFirmware(String name, String version) {
        return new Firmware(name, version, size, crc16, crc32.getValue(), HexFormat.of().formatHex(sha256.digest()));
    }
}
