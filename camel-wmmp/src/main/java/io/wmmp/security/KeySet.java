package io.wmmp.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;

/**
 * The secrets of a terminal and when each of them ends: what SECURITY_CONFIG with operation 0 brings (protocol reference,
 * behaviour, section 3.3). Immutable; shows the ends, never the secrets.
 *
 * @param credentials    identity and secrets
 * @param uplinkExpiry   when the uplink password ends
 * @param downlinkExpiry when the downlink password ends
 * @param baseKeyExpiry  when the base key ends
 */
public record KeySet(Credentials credentials, Expiry uplinkExpiry, Expiry downlinkExpiry, Expiry baseKeyExpiry) {

    /** Tag of the uplink password. */
    public static final int UPLINK_PASSWORD = 0xE025;
    /** Tag of the downlink password. */
    public static final int DOWNLINK_PASSWORD = 0xE028;
    /** Tag of the base key. */
    public static final int BASE_KEY = 0xE036;
    private static final int UPLINK_EXPIRY = 0xE027;
    private static final int DOWNLINK_EXPIRY = 0xE02A;
    private static final int BASE_KEY_EXPIRY = 0xE038;

    private static final int MIN_BASE_KEY = SecretGenerator.KEY_LENGTH;
    private static final int MAX_BASE_KEY = 32;

    /** All of it is compulsory. */
    public KeySet {
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(uplinkExpiry, "uplinkExpiry");
        Objects.requireNonNull(downlinkExpiry, "downlinkExpiry");
        Objects.requireNonNull(baseKeyExpiry, "baseKeyExpiry");
    }

    /**
     * Secrets that never end.
     *
     * @param  credentials identity and secrets
     * @return             the set
     */
    public static KeySet of(Credentials credentials) {
        return new KeySet(credentials, Expiry.NEVER, Expiry.NEVER, Expiry.NEVER);
    }

    /**
     * New secrets for a terminal.
     *
     * @param  identity  whose; its secrets are left behind
     * @param  generator makes them
     * @param  dialect   its cipher says how long a base key must be
     * @param  expiry    when they end
     * @return           the set
     */
    public static KeySet generate(Credentials identity, SecretGenerator generator, Dialect dialect, Expiry expiry) {
        byte[] baseKey = generator.baseKey(dialect.cipher()).getBytes(StandardCharsets.US_ASCII);
        Credentials fresh = new Credentials(identity.imei(), identity.imsi(), generator.password(), generator.password(),
                baseKey);
        Arrays.fill(baseKey, (byte) 0);
        return new KeySet(fresh, expiry, expiry, expiry);
    }

    /**
     * The same secrets for another SIM.
     *
     * @param  imsi 15 digits
     * @return      the set
     */
    public KeySet withImsi(String imsi) {
        return new KeySet(credentials.withImsi(imsi), uplinkExpiry, downlinkExpiry, baseKeyExpiry);
    }

    /**
     * @param  now the time of day
     * @return     whether one of the secrets has ended
     */
    public boolean isPast(Instant now) {
        return credentials.hasPasswords() && (uplinkExpiry.isPast(now) || downlinkExpiry.isPast(now))
                || credentials.hasBaseKey() && baseKeyExpiry.isPast(now);
    }

    /**
     * What carries these secrets to a terminal, without those that are not there.
     *
     * @param  codec the dialect of the terminal
     * @return       secrets and ends, keyed for a body
     */
    public Map<String, Object> toBody(WmmpCodec codec) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (credentials.hasPasswords()) {
            body.put(codec.nameOf(UPLINK_PASSWORD), credentials.uplinkPassword());
            body.put(codec.nameOf(UPLINK_EXPIRY), uplinkExpiry.seconds());
            body.put(codec.nameOf(DOWNLINK_PASSWORD), credentials.downlinkPassword());
            body.put(codec.nameOf(DOWNLINK_EXPIRY), downlinkExpiry.seconds());
        }
        byte[] baseKey = credentials.baseKey();
        if (baseKey != null) {
            body.put(codec.nameOf(BASE_KEY), baseKey);
            body.put(codec.nameOf(BASE_KEY_EXPIRY), baseKeyExpiry.seconds());
        }
        return body;
    }

    /**
     * Whether a message would change secrets.
     *
     * @param  tlvs the TLVs of a body
     * @return      whether one of the three secrets is among them
     */
    public static boolean isIn(List<Tlv> tlvs) {
        return tlvs.stream().anyMatch(tlv -> isSecret(tlv.tag()));
    }

    /**
     * @param  tag a tag
     * @return     whether it is that of a secret of a key set, or of its end
     */
    public static boolean carries(int tag) {
        return isSecret(tag) || tag == UPLINK_EXPIRY || tag == DOWNLINK_EXPIRY || tag == BASE_KEY_EXPIRY;
    }

    private static boolean isSecret(int tag) {
        return tag == UPLINK_PASSWORD || tag == DOWNLINK_PASSWORD || tag == BASE_KEY;
    }

    /**
     * What is wrong with the secrets of a message: each that has the wrong length, and each password that is missing there
     * and here.
     *
     * @param  tlvs    the TLVs of a body
     * @param  dialect its cipher says how long a base key must be
     * @return         the tags at fault; none when {@link #changedBy} may be asked
     */
    public List<Integer> faults(List<Tlv> tlvs, Dialect dialect) {
        List<Integer> faulty = new ArrayList<>();
        for (int tag : new int[] { UPLINK_PASSWORD, DOWNLINK_PASSWORD }) {
            Tlv password = find(tlvs, tag);
            if (password == null ? !credentials.hasPasswords() : text(password) == null) {
                faulty.add(tag);
            }
        }
        Tlv baseKey = find(tlvs, BASE_KEY);
        if (baseKey != null && (baseKey.length() < Math.max(MIN_BASE_KEY, dialect.cipher().keyLength())
                || baseKey.length() > MAX_BASE_KEY)) {
            faulty.add(BASE_KEY);
        }
        for (int tag : new int[] { UPLINK_EXPIRY, DOWNLINK_EXPIRY, BASE_KEY_EXPIRY }) {
            Tlv expiry = find(tlvs, tag);
            if (expiry != null && expiry.length() != Integer.BYTES) {
                faulty.add(tag);
            }
        }
        return faulty;
    }

    /**
     * This set with what a message brings. A secret without its end never ends; what is not there stays.
     *
     * @param  tlvs    the TLVs of a body, without {@link #faults}
     * @param  dialect the byte order of the ends
     * @return         the new set
     */
    public KeySet changedBy(List<Tlv> tlvs, Dialect dialect) {
        Tlv uplink = find(tlvs, UPLINK_PASSWORD);
        Tlv downlink = find(tlvs, DOWNLINK_PASSWORD);
        Tlv baseKey = find(tlvs, BASE_KEY);
        byte[] key = baseKey == null ? credentials.baseKey() : baseKey.value();
        Credentials changed = new Credentials(credentials.imei(), credentials.imsi(),
                uplink == null ? credentials.uplinkPassword() : text(uplink),
                downlink == null ? credentials.downlinkPassword() : text(downlink), key);
        if (key != null) {
            Arrays.fill(key, (byte) 0);
        }
        return new KeySet(changed, expiry(tlvs, UPLINK_EXPIRY, dialect, uplink == null ? uplinkExpiry : Expiry.NEVER),
                expiry(tlvs, DOWNLINK_EXPIRY, dialect, downlink == null ? downlinkExpiry : Expiry.NEVER),
                expiry(tlvs, BASE_KEY_EXPIRY, dialect, baseKey == null ? baseKeyExpiry : Expiry.NEVER));
    }

    private static Expiry expiry(List<Tlv> tlvs, int tag, Dialect dialect, Expiry otherwise) {
        Tlv tlv = find(tlvs, tag);
        if (tlv == null) {
            return otherwise;
        }
        ByteOrder order = dialect.littleEndianUint32() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return new Expiry(Integer.toUnsignedLong(ByteBuffer.wrap(tlv.value()).order(order).getInt()));
    }

    private static Tlv find(List<Tlv> tlvs, int tag) {
        return tlvs.stream().filter(tlv -> tlv.tag() == tag).findFirst().orElse(null);
    }

    /** The text of a password; null where it is none that both ends would read alike. */
    private static String text(Tlv password) {
        if (password.length() != Credentials.PASSWORD_LENGTH) {
            return null;
        }
        String text = new String(password.value(), StandardCharsets.UTF_8);
        if (text.getBytes(StandardCharsets.UTF_8).length != Credentials.PASSWORD_LENGTH) {
            return null;
        }
        int end = text.indexOf('\0');
        String stripped = end < 0 ? text : text.substring(0, end);
        // padding is zeros to the end, and not all of it
        return stripped.isEmpty() || end >= 0 && !text.substring(end).replace("\0", "").isEmpty() ? null : stripped;
    }
}
