package io.wmmp.security;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/**
 * Signs messages with the digest TLV and checks it (protocol reference, section 5): MD5 over the message, the session
 * timestamp, IMEI, IMSI and the password of the direction. Pure functions, safe for use by any thread.
 */
public final class Digests {

    private static final int HEADER_LENGTH = WmmpMessage.HEADER_LENGTH;
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(Digests::newMd5);

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
        if (!credentials.hasPasswords()) {
            throw new IllegalArgumentException("Terminal " + message.terminalId() + " has no passwords to sign with");
        }
        WmmpMessage prepared = message.withEmptyDigest();
        return prepared.toBuilder().digest(compute(prepared, false, timestamp, credentials, direction)).build();
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
        boolean headerOnly = dialect.digestOverHeader(message.command());
        return MessageDigest.isEqual(message.digest(), compute(message, headerOnly, timestamp, credentials, direction));
    }

    private static byte[] compute(
            WmmpMessage message, boolean headerOnly, long timestamp, Credentials credentials, Direction direction) {
        MessageDigest md5 = MD5.get();
        if (headerOnly) {
            md5.update(message.toBytes(), 0, HEADER_LENGTH);
        } else {
            message.update(md5);
        }
        md5.update(ByteBuffer.allocate(4).putInt((int) timestamp).array());
        credentials.update(md5, direction);
        return md5.digest();
    }

    static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no MD5, without which WMMP cannot be spoken", e);
        }
    }
}
