package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.CRC32;

import io.netty.util.NetUtil;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;

/**
 * The configuration of a terminal: the values of its tags. What has been set in its life, by the platform or by its owner, lies
 * over what it was made with, outlives the process, and goes with {@link #forgetSettings}. Safe for use by any thread.
 */
final class TerminalStore {

    static final int HEARTBEAT_INTERVAL = 0x0011;
    static final int SMS_NUMBER = 0x0007;
    static final int SYNC_TAG_LIST = 0x0025;
    private static final int KEY_WAIT = 0x0026;
    private static final int CONNECTION_MODE = 0x4002;
    private static final int MAX_LOGIN_RETRIES = 0x0027;
    /** Whether messages are enciphered, from the next login on. */
    static final int ENCRYPTION_IN_USE = 0xE032;
    /** Whether the terminal could. */
    static final int ENCRYPTION_SUPPORTED = 0xE031;
    /** By name, since dialects may use the numbers otherwise. */
    static final String PLATFORM_APN = "m2m_apn";
    static final String PLATFORM_IP = "m2m_platform_ip";
    static final String PLATFORM_PORT = "m2m_platform_port";
    /** Keep the value before the last one until the next login (protocol reference, behaviour, section 10.4). */
    private static final Set<String> KEEP_COPY = Set.of(PLATFORM_IP, PLATFORM_PORT, "app_sms_number");
    private static final byte[] NONE = new byte[0];

    private final WmmpCodec codec;
    /** What it was made with, and what it measures. */
    private final Map<Integer, byte[]> own = new ConcurrentHashMap<>();
    /** What has been set. */
    private final Map<Integer, byte[]> settings = new ConcurrentHashMap<>();
    /** What had been set at the last login, empty for nothing, where that has changed since and must be able to come back. */
    private final Map<Integer, byte[]> former = new ConcurrentHashMap<>();

    /** What is looked up when somebody asks. */
    private final Map<Integer, Supplier<byte[]>> measured = new ConcurrentHashMap<>();
    private final BooleanSupplier canEncipher;

    /**
     * @param canEncipher  whether there is a base key, under which session keys travel
     * @param mustEncipher whether the terminal itself wants its messages enciphered
     */
    TerminalStore(WmmpCodec codec, BooleanSupplier canEncipher, boolean mustEncipher) {
        this.codec = codec;
        this.canEncipher = canEncipher;
        measure(ENCRYPTION_SUPPORTED, () -> new byte[] { (byte) (canEncipher() ? 1 : 0) });
        own.put(ENCRYPTION_IN_USE, new byte[] { (byte) (mustEncipher ? 1 : 0) });
    }

    /** Takes what a terminal is made with. */
    void setUp(TerminalOptions options) {
        put("heartbeat_interval", options.heartbeatInterval().toSeconds());
        put("sync_tag_list", List.of(HEARTBEAT_INTERVAL));
        put("imsi", options.credentials().imsi());
        put("firmware_version", options.softwareVersion());
        put("connection_mode", ConnectionMode.of(options.bearer(), !options.shortConnection()).ordinal());
        put("max_login_retries", options.loginRetries());
        put("key_sms_wait_timeout", options.keyWait().toSeconds());
        put("m2m_sms_special_number", options.platformNumber());
        putPlatform(options.bearer(), options.platform());
    }

    /** Where the platform is, as far as the tags can say it. */
    private void putPlatform(Bearer bearer, InetSocketAddress address) {
        if (address == null) {
            return;
        }
        if (NetUtil.isValidIpV4Address(address.getHostString())) {
            put(PLATFORM_IP, address.getHostString());
        }
        put(PLATFORM_PORT, bearer == Bearer.UDP ? (long) address.getPort() << Short.SIZE : address.getPort());
    }

    /** Takes a value that the terminal has of itself, by the name of its tag. */
    void put(String name, Object value) {
        put(codec.writeTlv(name, value));
    }

    /** As {@link #put(String, Object)}, in bytes. */
    synchronized void put(Tlv tlv) {
        own.put(tlv.tag(), tlv.value());
        settings.remove(tlv.tag());
    }

    /** Has a value looked up whenever somebody asks for it. */
    void measure(int tag, Supplier<byte[]> value) {
        measured.put(tag, value);
    }

    /**
     * Takes what has been set.
     *
     * @return undoes it
     */
    synchronized Runnable configure(List<Tlv> tlvs) {
        Map<Integer, byte[]> settingsBefore = new HashMap<>(settings);
        Map<Integer, byte[]> formerBefore = new HashMap<>(former);
        for (Tlv tlv : tlvs) {
            if (KEEP_COPY.contains(codec.nameOf(tlv.tag()))) {
                former.putIfAbsent(tlv.tag(), settings.getOrDefault(tlv.tag(), NONE));
            }
            settings.put(tlv.tag(), tlv.value());
        }
        return () -> replace(settingsBefore, formerBefore);
    }

    private synchronized void replace(Map<Integer, byte[]> set, Map<Integer, byte[]> copies) {
        settings.keySet().retainAll(set.keySet());
        settings.putAll(set);
        former.keySet().retainAll(copies.keySet());
        former.putAll(copies);
    }

    /** What has been set. */
    synchronized Map<Integer, byte[]> settings() {
        return new TreeMap<>(settings);
    }

    /** What had been set before, empty for nothing, where the terminal has not logged in since. */
    synchronized Map<Integer, byte[]> former() {
        return new TreeMap<>(former);
    }

    /** Takes what was set in an earlier life, where it could still be. */
    synchronized void restore(Map<Integer, byte[]> earlier, Map<Integer, byte[]> copies, Predicate<Tlv> possible) {
        earlier.forEach((tag, value) -> {
            if (possible.test(Tlv.of(tag, value))) {
                settings.put(tag, value);
            }
        });
        former.putAll(copies);
    }

    /** A login has shown that what has been set is good. */
    synchronized void confirm() {
        former.clear();
    }

    /**
     * Goes back to what led to a login last.
     *
     * @return whether the platform has another address then
     */
    synchronized boolean rollBack() {
        boolean moves = former.keySet().stream().map(codec::nameOf).anyMatch(Set.of(PLATFORM_IP, PLATFORM_PORT)::contains);
        former.forEach((tag, value) -> {
            if (value.length == 0) {
                settings.remove(tag);
            } else {
                settings.put(tag, value);
            }
        });
        former.clear();
        return moves;
    }

    /** Is again what it was made as. */
    synchronized void forgetSettings() {
        settings.clear();
        former.clear();
    }

    /** Where to find the platform: as set, otherwise as given. */
    InetSocketAddress platform(Bearer bearer, InetSocketAddress given) {
        byte[] ip = setting(PLATFORM_IP);
        byte[] port = setting(PLATFORM_PORT);
        if (given == null || ip == null && port == null) {
            return given;
        }
        return InetSocketAddress.createUnresolved(ip == null ? given.getHostString() : NetUtil.bytesToIpAddress(ip),
                port == null ? given.getPort() : portOf(bearer, port));
    }

    private byte[] setting(String name) {
        return settings.get(codec.numberOf(name));
    }

    /** One number holds the port for UDP in its upper half and that for TCP in the lower one. */
    int portOf(Bearer bearer, byte[] ports) {
        int both = ByteBuffer.wrap(ports).order(uint32Order()).getInt();
        return bearer == Bearer.UDP ? both >>> Short.SIZE : both & 0xFFFF;
    }

    /** How numbers of four bytes lie in values. */
    ByteOrder uint32Order() {
        return codec.dialect().littleEndianUint32() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    /** The value of a tag; null for none. */
    byte[] value(int tag) {
        Supplier<byte[]> live = measured.get(tag);
        if (live != null) {
            return live.get();
        }
        byte[] set = settings.get(tag);
        return set != null ? set : own.get(tag);
    }

    private byte[] valueOrEmpty(int tag) {
        byte[] value = value(tag);
        return value == null ? NONE : value;
    }

    /** Whether messages shall be enciphered from the next login on. */
    boolean enciphers() {
        return unsigned(ENCRYPTION_IN_USE) == 1;
    }

    /** Whether a session key could be had. */
    boolean canEncipher() {
        return canEncipher.getAsBoolean();
    }

    /** The pause between heartbeats: the configured one where it makes sense, at least a second. */
    long heartbeatSeconds(Duration otherwise) {
        byte[] value = value(HEARTBEAT_INTERVAL);
        if (value == null || value.length != Integer.BYTES) {
            return Math.max(1, otherwise.toSeconds());
        }
        return Math.max(1, Integer.toUnsignedLong(ByteBuffer.wrap(value).order(uint32Order()).getInt()));
    }

    /** The value of a number of one or four bytes; 0 where there is none. */
    long number(int tag) {
        byte[] value = valueOrEmpty(tag);
        return value.length == Integer.BYTES ? Integer.toUnsignedLong(ByteBuffer.wrap(value).order(uint32Order()).getInt())
                : unsigned(tag);
    }

    /** How to keep in touch with the platform. */
    ConnectionMode connectionMode() {
        return ConnectionMode.of((int) unsigned(CONNECTION_MODE));
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
        for (byte b : valueOrEmpty(tag)) {
            number = number << Byte.SIZE | b & 0xFF;
        }
        return number;
    }

    /** The telephone number of the platform. */
    String smsNumber() {
        return new String(valueOrEmpty(SMS_NUMBER), StandardCharsets.US_ASCII).replace("\0", "");
    }

    /** The values of tags, keyed for a body; a tag without a value is there with none. */
    Map<String, Object> read(List<Integer> tags) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int tag : tags) {
            body.put(codec.nameOf(tag), value(tag));
        }
        return body;
    }

    /** The tags that terminal and platform keep alike, without those that the platform may list but must not or cannot be told. */
    List<Integer> syncTags() {
        List<Integer> tags = new ArrayList<>();
        byte[] list = valueOrEmpty(SYNC_TAG_LIST);
        for (int i = 0; i + 1 < list.length; i += 2) {
            int tag = (list[i] & 0xFF) << 8 | list[i + 1] & 0xFF;
            if (ConfigRules.isReadable(codec, tag)) {
                tags.add(tag);
            }
        }
        return tags;
    }

    /** The checksum of LOGIN over the values kept alike, in the order of their list. */
    long syncCrc32() {
        CRC32 crc = new CRC32();
        for (int tag : syncTags()) {
            byte[] value = value(tag);
            if (value != null) {
                crc.update(Tlv.of(tag, value).toBytes());
            }
        }
        return crc.getValue();
    }
}
