package io.wmmp.security;

import java.security.MessageDigest;

/**
 * The key that enciphers the bodies of one session, and when it ends (tags E03B and E03D). Immutable; shows itself to
 * nobody.
 */
public final class SessionKey {

    static final int MAX_LENGTH = 64;

    private final byte[] bytes;
    private final Expiry expiry;

    /**
     * @param  bytes                    the key, 1 to 64 bytes; copied
     * @param  expiry                   when it ends
     * @throws IllegalArgumentException when it is empty or longer
     */
    public SessionKey(byte[] bytes, Expiry expiry) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("A session key has 1 to " + MAX_LENGTH + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
        this.expiry = expiry;
    }

    /** @return the key, a secret, a new array */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** @return when the key ends */
    public Expiry expiry() {
        return expiry;
    }

    byte[] shared() {
        return bytes;
    }

    /** Compares in a time that does not depend on where the keys differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SessionKey key && expiry.equals(key.expiry) && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return expiry.hashCode();
    }

    /** Shows the end, never the key. */
    @Override
    public String toString() {
        return "SessionKey[expiry=" + (expiry.isNever() ? "never" : expiry.seconds()) + "]";
    }
}
