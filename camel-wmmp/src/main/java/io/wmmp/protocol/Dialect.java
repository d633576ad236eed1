package io.wmmp.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one family of terminals speaks WMMP where real stacks differ: the tags and their meaning, the versions accepted,
 * checksums, which messages must carry a digest, which results mean success, and timers. A dialect is a properties file
 * on the class path, {@code META-INF/wmmp/dialects/<name>.properties}; its keys are described in {@code docs/protocol.md}
 * and a file may extend another. Immutable, safe for use by any thread.
 */
public final class Dialect {

    private static final List<Integer> ZERO = List.of(0);

    /** The dialect of the protocol reference, on which the others build. */
    public static final String DEFAULT = "wmmp-3.0";

    private static final String LOCATION = "META-INF/wmmp/dialects/";
    private static final String SUCCESS_PREFIX = "success.";
    private static final String FAILURE_PREFIX = "failure.";
    private static final int MAX_PORT = 0xFFFF;
    private static final int MAX_RESULT = 0xFF;
    /** The longest body of a signed message that carries a fragment. */
    private static final int MAX_BODY = WmmpMessage.MAX_LENGTH - WmmpMessage.HEADER_LENGTH - WmmpMessage.DIGEST_LENGTH
            - Tlv.HEADER_LENGTH - Fragment.HEADER_LENGTH;

    private final String name;
    private final TagDictionary tags;
    private final int minVersion;
    private final int maxVersion;
    private final boolean littleEndianUint32;
    private final Crc16 crc16;
    private final ByteOrder crc16ByteOrder;
    private final boolean crc16Checked;
    private final Set<Command> digestRequired;
    private final Set<Command> digestOverHeader;
    private final Map<Command, List<Integer>> success;
    /** The same by the ordinal of the answer: it is asked for each message. */
    private final BitSet[] successes = new BitSet[Command.values().length];
    private final Map<Command, List<Integer>> failure;
    private final Set<Command> foreignNumber;
    private final Set<Integer> secretTags;
    private final int udpPort;
    private final int tcpPort;
    private final String smsNumber;
    private final Duration answerTimeout;
    private final int sends;
    private final double answerBackoff;
    private final double answerJitter;
    private final Duration heartbeatInterval;
    private final Duration retryInterval;
    private final Duration longPause;
    private final int registerTries;
    private final int loginRetries;
    private final Duration keyWait;
    private final Duration idleTimeout;
    private final Duration repeatTime;
    private final boolean repeatsWithNewNumber;
    private final int fragmentSize;
    private final CipherSuite cipher;
    private final Set<Command> encryptionRequired;
    private final Set<Integer> encryptedTags;
    private final int fragmentMaxMessage;
    private final Set<Command> fragmented;

    private Dialect(String name, Settings settings, TagDictionary tags) {
        this.name = name;
        this.tags = tags;
        int[] versions = settings.versions("versions");
        this.minVersion = versions[0];
        this.maxVersion = versions[1];
        this.littleEndianUint32 = settings.byteOrder("tlv.uint32.byte-order") == ByteOrder.LITTLE_ENDIAN;
        this.crc16 = settings.crc16("crc16");
        this.crc16ByteOrder = settings.byteOrder("crc16.byte-order");
        this.crc16Checked = settings.choice("crc16.policy", "check", "ignore");
        this.digestRequired = settings.commands("digest.required");
        this.digestOverHeader = settings.commands("digest.over-header");
        this.success = settings.results(SUCCESS_PREFIX);
        this.failure = settings.results(FAILURE_PREFIX);
        for (Command answer : Command.values()) {
            BitSet results = new BitSet();
            success.getOrDefault(answer, ZERO).forEach(results::set);
            successes[answer.ordinal()] = results;
        }
        this.foreignNumber = settings.commands("answer.foreign-number");
        this.secretTags = settings.tags("secret-tags");
        this.udpPort = settings.integer("port.udp", MAX_PORT);
        this.tcpPort = settings.integer("port.tcp", MAX_PORT);
        this.smsNumber = settings.digits("sms.number");
        this.answerTimeout = settings.seconds("answer.timeout");
        this.sends = settings.integer("answer.sends", Integer.MAX_VALUE);
        this.answerBackoff = settings.decimal("answer.backoff", 1, 10);
        this.answerJitter = settings.decimal("answer.jitter", 0, 1);
        this.heartbeatInterval = settings.seconds("heartbeat.interval");
        this.retryInterval = settings.seconds("retry.interval");
        this.longPause = settings.seconds("retry.long-pause");
        this.registerTries = settings.integer("register.tries", Integer.MAX_VALUE);
        this.loginRetries = settings.integer("login.retries", MAX_RESULT);
        this.keyWait = Duration.ofSeconds(settings.integer("keys.wait", MAX_PORT));
        this.idleTimeout = settings.seconds("idle.timeout");
        this.repeatTime = settings.seconds("repeat.time");
        this.repeatsWithNewNumber = settings.choice("repeat.style", "new-number", "identical");
        this.cipher = settings.cipher();
        this.encryptionRequired = settings.commands("encryption.required");
        this.encryptedTags = settings.tags("encryption.tags");
        this.fragmentSize = settings.integer("fragment.size", MAX_BODY);
        this.fragmentMaxMessage = settings.integer("fragment.max-message", MAX_BODY);
        this.fragmented = settings.commands("fragment.commands");
        settings.checkAllUsed();
        for (Command answer : success.keySet()) {
            if (isSuccess(answer, failureCode(answer))) {
                throw new IllegalArgumentException(FAILURE_PREFIX + answer + " must not mean success: " + failureCode(answer));
            }
        }
    }

    /**
     * Loads a dialect that ships with this library.
     *
     * @param  name                     {@code wmmp-3.0}, {@code j2me}, {@code health-tester}, or the name of a file that this
     *                                  library's class loader sees
     * @return                          the dialect
     * @throws IllegalArgumentException when there is no such dialect or its file is wrong, naming the key
     */
    public static Dialect load(String name) {
        return load(name, Dialect.class.getClassLoader());
    }

    /**
     * Loads a dialect from the class path.
     *
     * @param  name                     the name of the file, without directory and ending
     * @param  loader                   where to look
     * @return                          the dialect
     * @throws IllegalArgumentException when there is no such dialect or its file is wrong, naming the key
     */
    public static Dialect load(String name, ClassLoader loader) {
        try {
            Properties merged = new Properties();
            TagDictionary tags = merge(name, loader, merged, new LinkedHashSet<>());
            return new Dialect(name, new Settings(merged), tags);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Dialect " + name + ": " + e.getMessage(), e);
        }
    }

    private static TagDictionary merge(String name, ClassLoader loader, Properties merged, Set<String> chain) {
        if (!chain.add(name)) {
            throw new IllegalArgumentException(name + " extends itself: " + chain);
        }
        Properties own = new Properties();
        try (InputStream stream = open(LOCATION + name + ".properties", loader)) {
            own.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String parent = (String) own.remove("extends");
        TagDictionary tags = parent == null ? TagDictionary.empty() : merge(parent.strip(), loader, merged, chain);
        String file = (String) own.remove("tags");
        merged.putAll(own);
        if (file == null) {
            return tags;
        }
        try (BufferedReader csv = new BufferedReader(
                new InputStreamReader(open(file.strip(), loader), StandardCharsets.UTF_8))) {
            return tags.plus(csv, file.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource, ClassLoader loader) {
        InputStream stream = loader.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalArgumentException("the class path has no " + resource);
        }
        return stream;
    }

    /** @return the name under which it was loaded */
    public String name() {
        return name;
    }

    /** @return the tags and what they mean */
    public TagDictionary tags() {
        return tags;
    }

    /**
     * @param  version the version field of a header
     * @return         whether messages of this version are accepted
     */
    public boolean acceptsVersion(int version) {
        return version >= minVersion && version <= maxVersion;
    }

    /** @return whether 4-byte integers in TLVs are written low byte first */
    public boolean littleEndianUint32() {
        return littleEndianUint32;
    }

    /**
     * The checksum that stands before user data and file blocks.
     *
     * @param  data the bytes to sum
     * @return      the 16-bit number to write, big-endian; 0 for no bytes
     */
    public int crc16(byte[] data) {
        if (data.length == 0) {
            return 0;
        }
        int sum = crc16.of(data);
        return crc16ByteOrder == ByteOrder.LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) sum)) : sum;
    }

    /** @return whether data with a wrong checksum is refused; real stacks do not agree on the sum, so by default it is not */
    public boolean crc16Checked() {
        return crc16Checked;
    }

    /**
     * @param  command a message that a terminal sends
     * @return         whether it must carry a digest once the terminal has a session
     */
    public boolean requiresDigest(Command command) {
        return digestRequired.contains(command);
    }

    /**
     * @param  command a message that a terminal sends
     * @return         whether its digest covers the header alone, as one real client has it
     */
    public boolean digestOverHeader(Command command) {
        return digestOverHeader.contains(command);
    }

    /**
     * @param  answer the command of an answer
     * @param  result its result code
     * @return        whether the code means success
     */
    public boolean isSuccess(Command answer, int result) {
        return result >= 0 && successes[answer.ordinal()].get(result);
    }

    /**
     * @param  answer the command of an answer
     * @return        the code to send for success
     */
    public int successCode(Command answer) {
        return success.getOrDefault(answer, ZERO).get(0);
    }

    /**
     * @param  answer the command of an answer
     * @return        the code to send for a failure that has no code of its own
     */
    public int failureCode(Command answer) {
        return failure.getOrDefault(answer, List.of(1)).get(0);
    }

    /**
     * @param  answer the command of an answer
     * @return        whether real terminals send this answer under a number of their own
     */
    public boolean allowsForeignNumber(Command answer) {
        return foreignNumber.contains(answer);
    }

    /**
     * @param  tag the number of a tag
     * @return     whether its value is a secret, never to be shown
     */
    public boolean isSecret(int tag) {
        return secretTags.contains(tag);
    }

    /** @return the port on which platforms of this dialect listen for UDP */
    public int udpPort() {
        return udpPort;
    }

    /** @return the port on which platforms of this dialect listen for TCP */
    public int tcpPort() {
        return tcpPort;
    }

    /** @return the telephone number of platforms of this dialect */
    public String smsNumber() {
        return smsNumber;
    }

    /** @return how long the sender of a request waits for the answer before it sends again */
    public Duration answerTimeout() {
        return answerTimeout;
    }

    /** @return how often a request is sent at most, the first time included */
    public int sends() {
        return sends;
    }

    /** @return how much longer each wait for an answer is than the one before, 1 to 10 */
    public double answerBackoff() {
        return answerBackoff;
    }

    /** @return the part of a wait for an answer by which it is lengthened at random at most, 0 to 1 */
    public double answerJitter() {
        return answerJitter;
    }

    /** @return the pause between heartbeats of a terminal */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** @return the pause between tries to register or to log in */
    public Duration retryInterval() {
        return retryInterval;
    }

    /** @return the pause of a terminal that has been refused too often, before it registers anew */
    public Duration longPause() {
        return longPause;
    }

    /** @return how often a terminal registers before it gives up */
    public int registerTries() {
        return registerTries;
    }

    /** @return how often a terminal repeats a LOGIN that is refused */
    public int loginRetries() {
        return loginRetries;
    }

    /** @return how long a terminal waits for its keys */
    public Duration keyWait() {
        return keyWait;
    }

    /** @return how long after its last message a terminal with short connections logs out */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** @return how long after an answer the same body may be a repeat of the request */
    public Duration repeatTime() {
        return repeatTime;
    }

    /** @return whether terminals repeat a request under the next number; otherwise they send identical bytes */
    public boolean repeatsWithNewNumber() {
        return repeatsWithNewNumber;
    }

    /** @return the longest body in bytes that is sent whole, where the command allows fragments; also the size of a part */
    public int fragmentSize() {
        return fragmentSize;
    }

    /** @return how bodies and session keys are enciphered */
    public CipherSuite cipher() {
        return cipher;
    }

    /**
     * @param  command a message of either end
     * @return         whether its body must be enciphered whole
     */
    public boolean requiresEncryption(Command command) {
        return encryptionRequired.contains(command);
    }

    /** @return the tags that are enciphered where single values of a body are; immutable */
    public Set<Integer> encryptedTags() {
        return encryptedTags;
    }

    /** @return the longest body in bytes that is sent in fragments or put together from them */
    public int fragmentMaxMessage() {
        return fragmentMaxMessage;
    }

    /**
     * Whether messages of a command may go in fragments.
     *
     * @param  command a request or an answer
     * @return         whether the request, which stands for its answer too, is among those that may
     */
    public boolean allowsFragments(Command command) {
        return fragmented.contains(command.request());
    }

    @Override
    public String toString() {
        return name;
    }

    /** The keys of a dialect file, with the files that it extends merged in. */
    private record Settings(Properties values, Set<String> used) {

        Settings(Properties values) {
            this(values, new HashSet<>());
        }

        String text(String key) {
            used.add(key);
            String value = values.getProperty(key);
            if (value == null) {
                throw new IllegalArgumentException(key + " is missing");
            }
            return value.strip();
        }

        String digits(String key) {
            String text = text(key);
            if (!text.matches("[0-9]{1,20}")) {
                throw new IllegalArgumentException(key + " must be 1 to 20 digits, not '" + text + "'");
            }
            return text;
        }

        int integer(String key, int max) {
            return number(key, text(key), 10, 1, max);
        }

        double decimal(String key, int min, int max) {
            String text = text(key);
            try {
                double number = Double.parseDouble(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below, like a number out of range
            }
            throw new IllegalArgumentException(key + ": '" + text + "' is no number from " + min + " to " + max);
        }

        Duration seconds(String key) {
            return Duration.ofSeconds(integer(key, Integer.MAX_VALUE));
        }

        int[] versions(String key) {
            String[] bounds = text(key).split("\\s*-\\s*", 2);
            int min = number(key, bounds[0], 16, 0, 0xFFFF);
            return new int[] { min, number(key, bounds[bounds.length - 1], 16, min, 0xFFFF) };
        }

        private static int number(String key, String text, int radix, int min, int max) {
            try {
                int number = Integer.parseInt(text, radix);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below, like a number out of range
            }
            throw new IllegalArgumentException(key + ": '" + text + "' is no " + (radix == 16 ? "hexadecimal" : "whole")
                    + " number from " + Integer.toString(min, radix) + " to " + Integer.toString(max, radix));
        }

        Crc16 crc16(String key) {
            return constant(key, Crc16.values());
        }

        CipherSuite cipher() {
            return new CipherSuite(constant("cipher.algorithm", CipherSuite.Algorithm.values()),
                    constant("cipher.mode", CipherSuite.Mode.values()),
                    constant("cipher.padding", CipherSuite.Padding.values()), integer("cipher.key-length", 32));
        }

        private <E> E constant(String key, E[] constants) {
            String value = text(key);
            for (E constant : constants) {
                if (constant.toString().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(key + " has no choice '" + value + "'");
        }

        boolean choice(String key, String yes, String no) {
            String value = text(key);
            if (!value.equals(yes) && !value.equals(no)) {
                throw new IllegalArgumentException(key + " is neither " + yes + " nor " + no + ": " + value);
            }
            return value.equals(yes);
        }

        ByteOrder byteOrder(String key) {
            return choice(key, "big-endian", "little-endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        private String[] list(String key) {
            String value = text(key);
            return value.isEmpty() ? new String[0] : value.split("\\s*,\\s*");
        }

        Set<Command> commands(String key) {
            EnumSet<Command> commands = EnumSet.noneOf(Command.class);
            for (String name : list(key)) {
                commands.add(command(key, name));
            }
            return Collections.unmodifiableSet(commands);
        }

        private static Command command(String key, String name) {
            try {
                return Command.valueOf(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + " names no command: " + name, e);
            }
        }

        Set<Integer> tags(String key) {
            Set<Integer> numbers = new HashSet<>();
            for (String number : list(key)) {
                numbers.add(number(key, number, 16, 0, 0xFFFF));
            }
            return Set.copyOf(numbers);
        }

        Map<Command, List<Integer>> results(String prefix) {
            Map<Command, List<Integer>> codes = new EnumMap<>(Command.class);
            for (String key : values.stringPropertyNames()) {
                if (key.startsWith(prefix)) {
                    Command answer = command(key, key.substring(prefix.length()));
                    List<Integer> results = Arrays.stream(list(key)).map(code -> number(key, code, 10, 0, MAX_RESULT)).toList();
                    if (!answer.isAnswer() || results.isEmpty()) {
                        throw new IllegalArgumentException(key + " names no " + (results.isEmpty() ? "code" : "answer"));
                    }
                    codes.put(answer, results);
                }
            }
            return codes;
        }

        void checkAllUsed() {
            Set<String> unknown = new TreeSet<>(values.stringPropertyNames());
            unknown.removeAll(used);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("unknown keys " + unknown);
            }
        }
    }
}
