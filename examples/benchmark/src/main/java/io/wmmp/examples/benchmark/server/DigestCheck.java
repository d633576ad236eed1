package io.wmmp.examples.benchmark.server;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import io.wmmp.examples.benchmark.Fleet;
import io.wmmp.security.Credentials;

/**
 * The two digests of an exchange as cheaply as they can be had: all terminals share the secrets of the first, which are
 * prepared. Used by one thread.
 */
final class DigestCheck {

    /** Bytes of a digest TLV. */
    static final int TLV = 20;
    private static final int VALUE = 16;
    private static final int OFFSET_FLAG = 10;
    private static final byte FLAG_DIGEST = 0x20;
    /** Timestamp, IMEI, IMSI and the password of a direction. */
    private static final int SECRETS = 4 + 16 + 15 + 8;
    private static final byte[] TLV_HEADER = { 0x00, 0x05, 0x00, VALUE };

    private final MessageDigest md5;
    private final byte[] uplink;
    private final byte[] downlink;
    private final byte[] computed = new byte[VALUE];

    DigestCheck() throws NoSuchAlgorithmException {
        Credentials credentials = Fleet.credentials(0);
        md5 = MessageDigest.getInstance("MD5");
        uplink = secrets(credentials, credentials.uplinkPassword());
        downlink = secrets(credentials, credentials.downlinkPassword());
    }

    private static byte[] secrets(Credentials credentials, String password) {
        byte[] bytes = new byte[SECRETS];
        put(bytes, 4, credentials.imei());
        put(bytes, 20, credentials.imsi());
        put(bytes, 35, password);
        return bytes;
    }

    private static void put(byte[] bytes, int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, offset, ascii.length);
    }

    /** Whether a request is signed. */
    boolean verify(byte[] request) {
        md5.update(request, 0, request.length - TLV);
        md5.update(uplink);
        finish(computed, 0);
        return Arrays.equals(computed, 0, VALUE, request, request.length - VALUE, request.length);
    }

    /** Fills in the digest at the end of an answer. */
    void sign(byte[] answer) {
        answer[OFFSET_FLAG] |= FLAG_DIGEST;
        System.arraycopy(TLV_HEADER, 0, answer, answer.length - TLV, TLV_HEADER.length);
        md5.update(answer, 0, answer.length - TLV);
        md5.update(downlink);
        finish(answer, answer.length - VALUE);
    }

    private void finish(byte[] into, int offset) {
        try {
            md5.digest(into, offset, VALUE);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
