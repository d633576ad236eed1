package io.wmmp.security;

import java.security.SecureRandom;
import java.util.Arrays;

import io.wmmp.protocol.CipherSuite;

/**
 * Makes passwords and keys from a strong source of random numbers. Passwords and base keys are text, since operators and
 * terminals handle them as such. Safe for use by any thread.
 */
public final class SecretGenerator {

    /** Bytes of a base key or session key, unless the cipher wants more; real ones have as many. */
    public static final int KEY_LENGTH = 24;

    /** Printable ASCII without what AT commands, CSV files and shells take for themselves: blank, comma, quotes and so on. */
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+-./:<=>?@[]^_{|}~";

    private final SecureRandom random;

    /** A generator on the JDK's default source. */
    public SecretGenerator() {
        this(new SecureRandom());
    }

    /**
     * @param random the source of random numbers
     */
    public SecretGenerator(SecureRandom random) {
        this.random = random;
    }

    /** @return a password of 8 printable ASCII characters */
    public String password() {
        return text(Credentials.PASSWORD_LENGTH);
    }

    /**
     * @param  suite the cipher of the dialect
     * @return       a base key of printable ASCII characters, 24 or as many as the cipher needs
     */
    public String baseKey(CipherSuite suite) {
        return text(Math.max(KEY_LENGTH, suite.keyLength()));
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    /**
     * Makes a session key. Nobody types it: all bytes are random, except that none is zero, on which a terminal that holds
     * it as text would stop.
     *
     * @param  suite  the cipher of the dialect
     * @param  expiry when it ends
     * @return        a key of 24 bytes, or as many as the cipher needs
     */
    public SessionKey sessionKey(CipherSuite suite, Expiry expiry) {
        byte[] key = new byte[Math.max(KEY_LENGTH, suite.keyLength())];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (1 + random.nextInt(0xFF));
        }
        try {
            return new SessionKey(key, expiry);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
