package io.wmmp.security;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

import io.wmmp.protocol.Tlv;

/**
 * Proofs that an end holds a secret without sending it: MD5 over the TLV of the secret and the TLV of its expiry
 * (protocol reference, section 6).
 *
 * @param tag       the tag that carries the proof
 * @param secretTag the tag of the secret
 * @param expiryTag the tag of its expiry
 */
public record KeyProof(int tag, int secretTag, int expiryTag) {

    /** Proof of the uplink password, E026. */
    public static final KeyProof UPLINK_PASSWORD = new KeyProof(0xE026, 0xE025, 0xE027);
    /** Proof of the downlink password, E029. */
    public static final KeyProof DOWNLINK_PASSWORD = new KeyProof(0xE029, 0xE028, 0xE02A);
    /** Proof of the base key, E03A. */
    public static final KeyProof BASE_KEY = new KeyProof(0xE03A, 0xE036, 0xE038);
    /** An expiry that never comes; registration always proves with it. */
    public static final long NEVER = 0xFFFFFFFFL;

    /**
     * Computes the proof.
     *
     * @param  credentials the secrets
     * @param  expiry      when the secret ends, in Unix seconds; {@link #NEVER} at registration
     * @return             16 bytes, or null when the secret is not known
     */
    public byte[] of(Credentials credentials, long expiry) {
        byte[] secret = secret(credentials);
        if (secret == null) {
            return null;
        }
        MessageDigest md5 = Digests.newMd5();
        byte[] tlv = Tlv.of(secretTag, secret).toBytes();
        md5.update(tlv);
        Arrays.fill(tlv, (byte) 0);
        Arrays.fill(secret, (byte) 0);
        md5.update(Tlv.of(expiryTag, ByteBuffer.allocate(4).putInt((int) expiry).array()).toBytes());
        return md5.digest();
    }

    private byte[] secret(Credentials credentials) {
        if (secretTag == BASE_KEY.secretTag) {
            return credentials.baseKey();
        }
        if (!credentials.hasPasswords()) {
            return null;
        }
        return credentials.password(secretTag == UPLINK_PASSWORD.secretTag ? Direction.UPLINK : Direction.DOWNLINK);
    }

    /**
     * Checks a proof.
     *
     * @param  proof       the value received, or null
     * @param  credentials the secrets
     * @param  expiry      when the secret ends, in Unix seconds
     * @return             whether the sender holds the secret; false when it is not known here
     */
    public boolean matches(Tlv proof, Credentials credentials, long expiry) {
        byte[] expected = of(credentials, expiry);
        return proof != null && expected != null && MessageDigest.isEqual(expected, proof.value());
    }
}
