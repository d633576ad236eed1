package io.wmmp.terminal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;

import io.wmmp.protocol.Tag;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;

/**
 * The configuration of a terminal: the values of its tags. Safe for use by any thread.
 */
final class TerminalStore {

    static final int HEARTBEAT_INTERVAL = 0x0011;
    static final int SMS_NUMBER = 0x0007;
    static final int SYNC_TAG_LIST = 0x0025;
    private static final int KEY_WAIT = 0x0026;
    private static final int CONNECTION_MODE = 0x4002;
    private static final int MAX_LOGIN_RETRIES = 0x0027;
    private static final int SERIAL_NUMBER = 0x3002;
    private static final int PROTOCOL_VERSION = 0x3001;
    private static final int LOCAL_CONFIG_FLAG = 0x4011;
    /** Whether messages are enciphered, from the next login on. */
    static final int ENCRYPTION_IN_USE = 0xE032;
    /** Whether the terminal could. */
    private static final int ENCRYPTION_SUPPORTED = 0xE031;
    private static final int FIRST_SECURITY_TAG = 0xE001;
    private static final int LAST_SECURITY_TAG = 0xE044;

    private final WmmpCodec codec;
    private final Map<Integer, byte[]> values = new ConcurrentSkipListMap<>();
    /** What the platform has set. */
    private final Set<Integer> configured = ConcurrentHashMap.newKeySet();

    private final BooleanSupplier canEncipher;
    private final boolean mustEncipher;

    /**
     * @param canEncipher  whether there is a base key, under which session keys travel
     * @param mustEncipher whether the terminal itself wants its messages enciphered
     */
    TerminalStore(WmmpCodec codec, BooleanSupplier canEncipher, boolean mustEncipher) {
        this.codec = codec;
        this.canEncipher = canEncipher;
        this.mustEncipher = mustEncipher;
        values.put(ENCRYPTION_IN_USE, new byte[] { (byte) (mustEncipher ? 1 : 0) });
    }

    /** Sets a value by the name of its tag. */
    void put(String name, Object value) {
        Tlv tlv = codec.writeTlv(name, value);
        values.put(tlv.tag(), tlv.value());
    }

    /** Takes what the platform has set, which outlives the process. */
    void configure(Tlv tlv) {
        values.put(tlv.tag(), tlv.value());
        configured.add(tlv.tag());
    }

    /** The values that the platform has set. */
    Map<Integer, byte[]> configured() {
        Map<Integer, byte[]> all = new TreeMap<>();
        configured.forEach(tag -> all.put(tag, values.get(tag)));
        return all;
    }

    /** Takes what was configured in an earlier life, where it could still be. */
    void restore(Map<Integer, byte[]> earlier) {
        earlier.forEach((tag, value) -> {
            Tlv tlv = Tlv.of(tag, value);
            if (isWritable(tlv)) {
                configure(tlv);
            }
        });
    }

    /** Whether messages shall be enciphered from the next login on. */
    boolean enciphers() {
        return unsigned(ENCRYPTION_IN_USE) == 1;
    }

    /** Whether a session key could be had. */
    boolean canEncipher() {
        return canEncipher.getAsBoolean();
    }

    /** What cannot be switched on without a base key, and not off where the terminal itself wants it. */
    private boolean isEncryptionRefused(Tlv tlv) {
        int wanted = tlv.length() == 1 ? tlv.value()[0] : -1;
        return wanted == 1 ? !canEncipher() : wanted != 0 || mustEncipher;
    }

    /** The pause between heartbeats: the configured one where it makes sense, at least a second. */
    long heartbeatSeconds(Duration otherwise) {
        byte[] value = values.get(HEARTBEAT_INTERVAL);
        if (value == null || value.length != Integer.BYTES) {
            return Math.max(1, otherwise.toSeconds());
        }
        ByteOrder order = codec.dialect().littleEndianUint32() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return Math.max(1, Integer.toUnsignedLong(ByteBuffer.wrap(value).order(order).getInt()));
    }

    /** How to keep in touch with the platform. */
    ConnectionMode connectionMode() {
        return ConnectionMode.of((int) unsigned(CONNECTION_MODE));
    }

    /** A terminal keeps the bearer that it was made for; on that, it can change between long and short. */
    private boolean isWrongMode(Tlv tlv) {
        ConnectionMode wanted = tlv.length() == 1 ? ConnectionMode.of(tlv.value()[0]) : null;
        return wanted == null || wanted.bearer() != connectionMode().bearer();
    }

    /** How long to wait for keys. */
    Duration keyWait() {
        return Duration.ofSeconds(unsigned(KEY_WAIT));
    }

    /** How often a LOGIN that is refused is repeated. */
    int maxLoginRetries() {
        return (int) unsigned(MAX_LOGIN_RETRIES);
    }

    /** A value of up to four bytes, high byte first; 0 for none. */
    private long unsigned(int tag) {
        long number = 0;
        for (byte b : values.getOrDefault(tag, new byte[0])) {
            number = number << Byte.SIZE | b & 0xFF;
        }
        return number;
    }

    /** The telephone number of the platform. */
    String smsNumber() {
        return new String(values.getOrDefault(SMS_NUMBER, new byte[0]), StandardCharsets.US_ASCII).replace("\0", "");
    }

    /** The tags of a CONFIG_GET that must not or cannot be told (protocol reference, behaviour, section 10.2). */
    List<String> unreadable(List<Tlv> wanted) {
        return wanted.stream().filter(tlv -> !isReadable(tlv.tag())).map(tlv -> codec.nameOf(tlv.tag())).toList();
    }

    private boolean isReadable(int tag) {
        return !isSecurityTag(tag) && codec.dialect().tags().byNumber(tag) != null;
    }

    /** The tags of a CONFIG_SET that must not be set, or not to this value (behaviour, section 10.1). */
    List<String> unwritable(List<Tlv> given) {
        return given.stream().filter(tlv -> !isWritable(tlv)).map(tlv -> codec.nameOf(tlv.tag())).toList();
    }

    private boolean isWritable(Tlv tlv) {
        Tag tag = codec.dialect().tags().byNumber(tlv.tag());
        boolean readOnly = tlv.tag() == SERIAL_NUMBER || tlv.tag() == PROTOCOL_VERSION || tlv.tag() == LOCAL_CONFIG_FLAG
                || tlv.tag() == ENCRYPTION_SUPPORTED || isSecurityTag(tlv.tag());
        boolean never = tlv.tag() == KEY_WAIT && (tlv.length() != Short.BYTES || tlv.value()[0] == 0 && tlv.value()[1] == 0);
        never |= tlv.tag() == CONNECTION_MODE && isWrongMode(tlv);
        never |= tlv.tag() == ENCRYPTION_IN_USE && isEncryptionRefused(tlv);
        return tag != null && !readOnly && !never && tlv.length() <= tag.maxLength() && tag.maxLength() > 0;
    }

    private static boolean isSecurityTag(int tag) {
        return tag >= FIRST_SECURITY_TAG && tag <= LAST_SECURITY_TAG && tag != ENCRYPTION_IN_USE
                && tag != ENCRYPTION_SUPPORTED;
    }

    /** The values of tags, keyed for a body; a tag without a value is there with none. */
    Map<String, Object> read(List<Integer> tags) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int tag : tags) {
            body.put(codec.nameOf(tag), tag == ENCRYPTION_SUPPORTED ? new byte[] { (byte) (canEncipher() ? 1 : 0) }
                    : values.get(tag));
        }
        return body;
    }

    /** The tags that terminal and platform keep alike, without those that the platform may list but must not or cannot be told. */
    List<Integer> syncTags() {
        List<Integer> tags = new ArrayList<>();
        byte[] list = values.getOrDefault(SYNC_TAG_LIST, new byte[0]);
        for (int i = 0; i + 1 < list.length; i += 2) {
            int tag = (list[i] & 0xFF) << 8 | list[i + 1] & 0xFF;
            if (isReadable(tag)) {
                tags.add(tag);
            }
        }
        return tags;
    }

    /** The checksum of LOGIN over the values kept alike, in the order of their list. */
    long syncCrc32() {
        CRC32 crc = new CRC32();
        for (int tag : syncTags()) {
            byte[] value = values.get(tag);
            if (value != null) {
                crc.update(Tlv.of(tag, value).toBytes());
            }
        }
        return crc.getValue();
    }
}
