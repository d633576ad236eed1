package io.wmmp.security;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;

/**
 * One cipher suite as the JDK's ciphers do it. CBC puts a random first block before the ciphertext, GCM a random nonce of
 * 12 bytes, and its tag of 16 bytes behind. Immutable, safe for use by any thread.
 */
final class SuiteCipher {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int GCM_NONCE_LENGTH = 12;
    private static final int GCM_TAG_LENGTH = 16;
    private static final int TRIPLE_DES_KEY_LENGTH = 24;

    private final CipherSuite suite;
    private final String transformation;

    SuiteCipher(CipherSuite suite) {
        this.suite = suite;
        this.transformation = (suite.algorithm() == Algorithm.AES ? "AES" : "DESede") + "/" + suite.mode() + "/"
                + (suite.padding() == Padding.PKCS5 ? "PKCS5Padding" : "NoPadding");
    }

    /**
     * @param  key             at least as long as the suite wants
     * @param  plain           what to encipher, any length
     * @param  associated      what is not sent but must be the same at the receiver; heeded by GCM alone
     * @return                 what to send
     * @throws CipherException when the key is too short
     */
    byte[] encipher(byte[] key, byte[] plain, byte[] associated) {
        byte[] start = new byte[startLength()];
        RANDOM.nextBytes(start);
        byte[] filled = filled(plain);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, start, associated);
            byte[] sent = Arrays.copyOf(start, start.length + cipher.getOutputSize(filled.length));
            int end = start.length + cipher.doFinal(filled, 0, filled.length, sent, start.length);
            return end == sent.length ? sent : Arrays.copyOf(sent, end);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot encipher with " + transformation, e);
        } finally {
            if (filled != plain) {
                Arrays.fill(filled, (byte) 0);
            }
        }
    }

    /**
     * @param  key             at least as long as the suite wants
     * @param  received        what {@link #encipher} has made
     * @param  associated      the same as there
     * @return                 what was enciphered; with zero padding the zeros are still there
     * @throws CipherException when it cannot be deciphered; what a wrong key gives is seen here with GCM alone, and mostly
     *                         with PKCS5 padding
     */
    byte[] decipher(byte[] key, byte[] received, byte[] associated) {
        int start = startLength();
        int block = suite.algorithm().blockLength();
        int length = received.length - start;
        boolean fits = suite.mode() == Mode.GCM ? length >= GCM_TAG_LENGTH
                : length >= 0 && length % block == 0 && (length > 0 || suite.padding() == Padding.ZERO);
        if (!fits) {
            throw new CipherException("ciphertext of " + received.length + " bytes cannot be " + this
                    + ": it is cut off, or was enciphered in another way");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(received, start), associated).doFinal(received, start,
                    length);
        } catch (AEADBadTagException e) {
            throw new CipherException("ciphertext does not verify as " + this
                    + ": it was changed or cut off, belongs to another message, or was enciphered with another key");
        } catch (BadPaddingException e) {
            throw new CipherException(
                    "ciphertext does not end as " + this + " does: it was enciphered with another key or in another way");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot decipher with " + transformation, e);
        }
    }

    private int startLength() {
        return switch (suite.mode()) {
            case ECB -> 0;
            case CBC -> suite.algorithm().blockLength();
            case GCM -> GCM_NONCE_LENGTH;
        };
    }

    private byte[] filled(byte[] plain) {
        int block = suite.algorithm().blockLength();
        boolean whole = suite.padding() != Padding.ZERO || plain.length % block == 0;
        return whole ? plain : Arrays.copyOf(plain, (plain.length / block + 1) * block);
    }

    private Cipher cipher(int operation, byte[] key, byte[] start, byte[] associated) throws GeneralSecurityException {
        AlgorithmParameterSpec parameters = switch (suite.mode()) {
            case ECB -> null;
            case CBC -> new IvParameterSpec(start);
            case GCM -> new GCMParameterSpec(GCM_TAG_LENGTH * Byte.SIZE, start);
        };
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(operation, keyOf(key), parameters);
        if (suite.mode() == Mode.GCM) {
            cipher.updateAAD(associated);
        }
        return cipher;
    }

    private SecretKeySpec keyOf(byte[] key) {
        if (key.length < suite.keyLength()) {
            throw new CipherException("the key has " + key.length + " bytes, " + this + " needs " + suite.keyLength());
        }
        if (suite.algorithm() == Algorithm.AES) {
            return new SecretKeySpec(key, 0, suite.keyLength(), "AES");
        }
        byte[] three = Arrays.copyOf(key, TRIPLE_DES_KEY_LENGTH);
        if (suite.keyLength() < TRIPLE_DES_KEY_LENGTH) {
            // with two keys the first is used again as the third
            System.arraycopy(key, 0, three, suite.keyLength(), TRIPLE_DES_KEY_LENGTH - suite.keyLength());
        }
        try {
            return new SecretKeySpec(three, "DESede");
        } finally {
            Arrays.fill(three, (byte) 0);
        }
    }

    /** Names the suite, for messages of errors. */
    @Override
    public String toString() {
        return suite.algorithm() + " in mode " + suite.mode() + " with padding " + suite.padding();
    }
}
