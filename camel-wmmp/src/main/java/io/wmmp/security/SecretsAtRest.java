package io.wmmp.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;

/**
 * Enciphers secrets that are stored, with AES-256-GCM under a key that the user supplies. Immutable, safe for use by any
 * thread.
 * <p>
 * What is stored is a version byte (1), 4 bytes that tell one key from another, a random nonce of 12 bytes, the ciphertext
 * and its tag of 16 bytes: 33 bytes more than the secret. Each is bound to a place, for instance terminal and column, so that
 * one cannot be put where another was.
 */
public final class SecretsAtRest {

    /** Bytes of the key. */
    public static final int KEY_LENGTH = 32;

    private static final byte VERSION = 1;
    private static final int MARK_LENGTH = 4;
    private static final int HEADER_LENGTH = 1 + MARK_LENGTH;

    private final SuiteCipher cipher = new SuiteCipher(new CipherSuite(Algorithm.AES, Mode.GCM, Padding.NONE, KEY_LENGTH));
    private final byte[] key;
    private final byte[] mark;

    /**
     * @param  key                      32 random bytes; copied
     * @throws IllegalArgumentException when it has another length
     */
    public SecretsAtRest(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("The key for stored secrets must have " + KEY_LENGTH + " bytes, it has "
                    + key.length + "; make one with: openssl rand -base64 " + KEY_LENGTH);
        }
        this.key = key.clone();
        this.mark = markOf(key);
    }

    /**
     * @param  base64                   32 random bytes as base64, as {@code openssl rand -base64 32} prints them
     * @return                          what enciphers with that key
     * @throws IllegalArgumentException when it is not, without repeating it
     */
    public static SecretsAtRest withKey(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // its message would show a part of the key
            throw new IllegalArgumentException(
                    "The key for stored secrets is not base64; make one with: openssl rand -base64 " + KEY_LENGTH);
        }
        try {
            return new SecretsAtRest(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] markOf(byte[] key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update("camel-wmmp secrets at rest".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(sha.digest(key), MARK_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no SHA-256", e);
        }
    }

    /** @return 8 hexadecimal digits that tell this key from others and say nothing else of it */
    public String keyMark() {
        return HexFormat.of().formatHex(mark);
    }

    /**
     * Enciphers a secret.
     *
     * @param  secret the secret
     * @param  place  where it is stored
     * @return        what to store
     */
    public byte[] seal(byte[] secret, String place) {
        byte[] enciphered = cipher.encipher(key, secret, associated(place));
        return ByteBuffer.allocate(HEADER_LENGTH + enciphered.length).put(VERSION).put(mark).put(enciphered).array();
    }

    /**
     * Deciphers a secret.
     *
     * @param  stored          what {@link #seal} gave
     * @param  place           the same as there
     * @return                 the secret
     * @throws CipherException when it was enciphered under another key, or changed, or stored elsewhere, saying which
     */
    public byte[] open(byte[] stored, String place) {
        if (stored.length < HEADER_LENGTH || stored[0] != VERSION) {
            throw new CipherException("What is stored for " + place + " is no secret of a version that is known here");
        }
        byte[] itsMark = Arrays.copyOfRange(stored, 1, HEADER_LENGTH);
        if (!Arrays.equals(mark, itsMark)) {
            throw new CipherException(
                    "The secret of " + place + " was stored under the key " + HexFormat.of().formatHex(itsMark)
                            + ", the key supplied is " + keyMark() + ": supply the key of before");
        }
        try {
            return cipher.decipher(key, Arrays.copyOfRange(stored, HEADER_LENGTH, stored.length), associated(place));
        } catch (CipherException e) {
            throw new CipherException(
                    "The secret of " + place + " cannot be read: it was changed, cut off or stored in another place");
        }
    }

    private static byte[] associated(String place) {
        return place.getBytes(StandardCharsets.UTF_8);
    }

    /** Shows the mark of the key, never the key. */
    @Override
    public String toString() {
        return "SecretsAtRest[key " + keyMark() + "]";
    }
}
