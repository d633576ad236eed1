package io.wmmp.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a terminal and its platform both know: the identity of device and SIM, the password of each direction, and the
 * base key. Immutable; compact, since a platform holds one per terminal.
 * <p>
 * The passwords may be missing (a terminal that has not yet received its keys); such credentials sign nothing.
 */
public final class Credentials {

    /** Characters of a password, shorter ones are padded with NUL. */
    public static final int PASSWORD_LENGTH = 8;
    private static final int IMEI_LENGTH = 16;
    private static final int IMSI_LENGTH = 15;
    private static final int UPLINK = IMEI_LENGTH + IMSI_LENGTH;
    private static final int DOWNLINK = UPLINK + PASSWORD_LENGTH;
    private static final int END = DOWNLINK + PASSWORD_LENGTH;
    /** Bytes of what a digest covers: IMEI, IMSI and one password. */
    static final int DIGESTED_LENGTH = DOWNLINK;

    /** IMEI, IMSI, uplink password, downlink password, each padded as a digest takes it. */
    private final byte[] bytes;
    private final byte[] baseKey;
    private final boolean passwords;

    /**
     * @param  imei                     15 digits
     * @param  imsi                     15 digits
     * @param  uplinkPassword           the password from terminal to platform, 1 to 8 bytes, or null
     * @param  downlinkPassword         the password from platform to terminal, 1 to 8 bytes, or null
     * @param  baseKey                  the key that protects session keys, or null; copied
     * @throws IllegalArgumentException when a value is too long, naming it but not its text
     */
    public Credentials(String imei, String imsi, String uplinkPassword, String downlinkPassword, byte[] baseKey) {
        this.bytes = new byte[END];
        this.passwords = uplinkPassword != null && downlinkPassword != null;
        put("IMEI", imei, 0, IMEI_LENGTH);
        put("IMSI", imsi, IMEI_LENGTH, IMSI_LENGTH);
        put("uplink password", uplinkPassword, UPLINK, PASSWORD_LENGTH);
        put("downlink password", downlinkPassword, DOWNLINK, PASSWORD_LENGTH);
        this.baseKey = baseKey == null ? null : baseKey.clone();
    }

    private void put(String what, String text, int offset, int length) {
        byte[] value = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        if (value.length > length) {
            throw new IllegalArgumentException("The " + what + " has " + value.length + " bytes, at most " + length + " fit");
        }
        System.arraycopy(value, 0, bytes, offset, value.length);
        Arrays.fill(value, (byte) 0);
    }

    private Credentials(byte[] bytes, byte[] baseKey, boolean passwords) {
        this.bytes = bytes;
        this.baseKey = baseKey;
        this.passwords = passwords;
    }

    /**
     * The same secrets for another SIM.
     *
     * @param  imsi                     15 digits
     * @return                          the credentials
     * @throws IllegalArgumentException when it is too long
     */
    public Credentials withImsi(String imsi) {
        Credentials moved = new Credentials(bytes.clone(), baseKey, passwords);
        Arrays.fill(moved.bytes, IMEI_LENGTH, UPLINK, (byte) 0);
        moved.put("IMSI", imsi, IMEI_LENGTH, IMSI_LENGTH);
        return moved;
    }

    /** @return the identity of the device */
    public String imei() {
        return text(0, IMEI_LENGTH);
    }

    /** @return the identity of the SIM */
    public String imsi() {
        return text(IMEI_LENGTH, IMSI_LENGTH);
    }

    /** @return whether both passwords are known */
    public boolean hasPasswords() {
        return passwords;
    }

    /** @return the uplink password, a secret; null when there is none */
    public String uplinkPassword() {
        return passwords ? text(UPLINK, PASSWORD_LENGTH) : null;
    }

    /** @return the downlink password, a secret; null when there is none */
    public String downlinkPassword() {
        return passwords ? text(DOWNLINK, PASSWORD_LENGTH) : null;
    }

    /** @return whether there is a base key */
    public boolean hasBaseKey() {
        return baseKey != null;
    }

    /** @return the bytes of the base key; 0 when there is none */
    public int baseKeyLength() {
        return baseKey == null ? 0 : baseKey.length;
    }

    /** @return the base key, a secret, a new array; null when there is none */
    public byte[] baseKey() {
        return baseKey == null ? null : baseKey.clone();
    }

    private String text(int offset, int length) {
        int end = length;
        while (end > 0 && bytes[offset + end - 1] == 0) {
            end--;
        }
        return new String(bytes, offset, end, StandardCharsets.UTF_8);
    }

    byte[] password(Direction direction) {
        int offset = direction == Direction.UPLINK ? UPLINK : DOWNLINK;
        return Arrays.copyOfRange(bytes, offset, offset + PASSWORD_LENGTH);
    }

    /** Writes what a digest covers: identity and password of a direction (protocol reference, section 5). */
    void copyTo(byte[] target, int offset, Direction direction) {
        System.arraycopy(bytes, 0, target, offset, UPLINK);
        System.arraycopy(bytes, direction == Direction.UPLINK ? UPLINK : DOWNLINK, target, offset + UPLINK, PASSWORD_LENGTH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials credentials && passwords == credentials.passwords
                && MessageDigest.isEqual(bytes, credentials.bytes) && MessageDigest.isEqual(baseKey, credentials.baseKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Shows the identity, never passwords or keys. */
    @Override
    public String toString() {
        return "Credentials[imei=" + imei() + ", imsi=" + imsi() + "]";
    }
}
