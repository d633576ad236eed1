package io.wmmp.terminal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
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
    private static final int FIRST_SECURITY_TAG = 0xE001;
    private static final int LAST_SECURITY_TAG = 0xE044;

    private final WmmpCodec codec;
    private final Map<Integer, byte[]> values = new ConcurrentSkipListMap<>();

    TerminalStore(WmmpCodec codec) {
        this.codec = codec;
    }

    /** Sets a value by the name of its tag. */
    void put(String name, Object value) {
        Tlv tlv = codec.writeTlv(name, value);
        values.put(tlv.tag(), tlv.value());
    }

    void put(Tlv tlv) {
        values.put(tlv.tag(), tlv.value());
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
                || isSecurityTag(tlv.tag());
        boolean never = tlv.tag() == KEY_WAIT && (tlv.length() != Short.BYTES || tlv.value()[0] == 0 && tlv.value()[1] == 0);
        never |= tlv.tag() == CONNECTION_MODE && isWrongMode(tlv);
        return tag != null && !readOnly && !never && tlv.length() <= tag.maxLength() && tag.maxLength() > 0;
    }

    private static boolean isSecurityTag(int tag) {
        return tag >= FIRST_SECURITY_TAG && tag <= LAST_SECURITY_TAG;
    }

    /** The values of tags, keyed for a body; a tag without a value is there with none. */
    Map<String, Object> read(List<Integer> tags) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int tag : tags) {
            body.put(codec.nameOf(tag), values.get(tag));
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
