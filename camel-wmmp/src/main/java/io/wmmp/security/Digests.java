package io.wmmp.security;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/**
 * Signs messages with the digest TLV and checks it (protocol reference, section 5): MD5 over the message, the session
 * timestamp, IMEI, IMSI and the password of the direction. Pure functions, safe for use by any thread.
 */
public final class Digests {

    private static final ThreadLocal<Digests> OF_THREAD = ThreadLocal.withInitial(Digests::new);

    private final MessageDigest md5 = newMd5();
    /** What a digest covers behind the message: the session timestamp and the secrets. */
    private final byte[] secrets = new byte[Integer.BYTES + Credentials.DIGESTED_LENGTH];
    private final byte[] computed = new byte[md5.getDigestLength()];

    private Digests() {
    }

    /**
     * Signs a message.
     *
     * @param  message                  the message; a digest that it has is replaced
     * @param  timestamp                the session timestamp, 0 before there is one
     * @param  credentials              identity and passwords
     * @param  direction                which password to use
     * @return                          the message with its digest
     * @throws IllegalArgumentException when it has no room left for a digest, or the credentials have no password
     */
    public static WmmpMessage sign(WmmpMessage message, long timestamp, Credentials credentials, Direction direction) {
        return sign(message.toBuilder(), timestamp, credentials, direction);
    }

    /**
     * Makes a message that is signed.
     *
     * @param  message                  all but the digest
     * @param  timestamp                the session timestamp, 0 before there is one
     * @param  credentials              identity and passwords
     * @param  direction                which password to use
     * @return                          the message with its digest
     * @throws IllegalArgumentException when it has no room left for a digest, or the credentials have no password
     */
    public static WmmpMessage sign(
            WmmpMessage.Builder message, long timestamp, Credentials credentials, Direction direction) {
        if (!credentials.hasPasswords()) {
            throw new IllegalArgumentException("Terminal " + message.build().terminalId() + " has no passwords to sign with");
        }
        Digests digests = OF_THREAD.get();
        digests.cover(timestamp, credentials, direction);
        return message.signed(digests.md5, digests.secrets);
    }

    /**
     * Checks the digest of a message, in a time that does not depend on where it differs.
     *
     * @param  message     the message
     * @param  timestamp   the session timestamp, 0 before there is one
     * @param  credentials identity and passwords
     * @param  direction   which password to use
     * @param  dialect     the dialect of the sender
     * @return             false when the digest is wrong or missing, or there is no password to check it with
     */
    public static boolean verify(
            WmmpMessage message, long timestamp, Credentials credentials, Direction direction, Dialect dialect) {
        if (!message.hasDigest() || !credentials.hasPasswords()) {
            return false;
        }
        return OF_THREAD.get().isRight(message, timestamp, credentials, direction, dialect);
    }

    private boolean isRight(
            WmmpMessage message, long timestamp, Credentials credentials, Direction direction, Dialect dialect) {
        cover(timestamp, credentials, direction);
        message.update(md5, dialect.digestOverHeader(message.command()));
        md5.update(secrets);
        try {
            md5.digest(computed, 0, computed.length);
        } catch (DigestException e) {
            throw new IllegalStateException("MD5 has not the length that it says", e);
        }
        return message.hasDigest(computed);
    }

    private void cover(long timestamp, Credentials credentials, Direction direction) {
        for (int i = 0; i < Integer.BYTES; i++) {
            secrets[i] = (byte) (timestamp >>> Byte.SIZE * (Integer.BYTES - 1 - i));
        }
        credentials.copyTo(secrets, Integer.BYTES, direction);
    }

    static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no MD5, without which WMMP cannot be spoken", e);
        }
    }
}
