package io.wmmp.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.wmmp.protocol.WmmpMessage;

/**
 * The password of an application, with which it and the platform sign what they say to each other. The digest TLV is that
 * of terminals; its 16 bytes are the first of HMAC-SHA-256 under the password, over the message, the session timestamp and the
 * direction, since an application has neither IMEI nor SIM, and one password for both ways (docs/protocol.md, section 14: our
 * profile). Immutable, safe for use by any thread.
 */
public final class ApplicationKey {

    /** Characters of the longest password. */
    public static final int MAX_LENGTH = 64;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST_BYTES = 16;

    private final SecretKeySpec key;

    /**
     * @param  password                 1 to 64 printable ASCII characters
     * @throws IllegalArgumentException when it is something else; the message does not repeat it
     */
    public ApplicationKey(String password) {
        if (password.isEmpty() || password.length() > MAX_LENGTH || !password.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("The password of an application has 1 to " + MAX_LENGTH
                    + " printable ASCII characters");
        }
        this.key = new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), ALGORITHM);
    }

    /**
     * Signs a message.
     *
     * @param  message   the message; a digest that it has is replaced
     * @param  timestamp the session timestamp, 0 before there is one
     * @param  direction uplink is from the application to the platform
     * @return           the message with its digest
     */
    public WmmpMessage sign(WmmpMessage message, long timestamp, Direction direction) {
        WmmpMessage prepared = message.withEmptyDigest();
        return prepared.toBuilder().digest(compute(prepared, timestamp, direction)).build();
    }

    /**
     * Checks the digest of a message, in a time that does not depend on where it differs.
     *
     * @param  message   the message
     * @param  timestamp the session timestamp, 0 before there is one
     * @param  direction uplink is from the application to the platform
     * @return           false when the digest is wrong or missing
     */
    public boolean verify(WmmpMessage message, long timestamp, Direction direction) {
        return message.hasDigest() && MessageDigest.isEqual(message.digest(), compute(message, timestamp, direction));
    }

    private byte[] compute(WmmpMessage message, long timestamp, Direction direction) {
        byte[] frame = message.toBytes();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(frame, 0, frame.length - WmmpMessage.DIGEST_LENGTH);
            mac.update(
                    ByteBuffer.allocate(5).putInt((int) timestamp).put((byte) (direction == Direction.UPLINK ? 0 : 1)).array());
            return Arrays.copyOf(mac.doFinal(), DIGEST_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApplicationKey that && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "ApplicationKey";
    }
}
