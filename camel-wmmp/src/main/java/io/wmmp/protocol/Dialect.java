package io.wmmp.protocol;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Set;

/**
 * How one family of terminals speaks WMMP where real stacks differ: the tags and their meaning, the versions accepted,
 * checksums, which messages must carry a digest, which results mean success, and timers. A dialect is a properties file
 * on the class path, {@code META-INF/wmmp/dialects/<name>.properties}; its keys are described in {@code docs/protocol.md}
 * and a file may extend another. Immutable, safe for use by any thread.
 */
public final class Dialect {

    /** The dialect of the protocol reference, on which the others build. */
    public static final String DEFAULT = "wmmp-3.0";

    private static final int MAX_PORT = 0xFFFF;
    private static final int MAX_LOGIN_RETRIES = 0xFF;
    private static final int MAX_KEY_WAIT = 0xFFFF;
    /** The longest body of a signed message that carries a fragment. */
    private static final int MAX_BODY = WmmpMessage.MAX_LENGTH - WmmpMessage.HEADER_LENGTH - WmmpMessage.DIGEST_LENGTH
            - Tlv.HEADER_LENGTH - Fragment.HEADER_LENGTH;

    private final String name;
    private final TagDictionary tags;
    private final Versions versions;
    private final boolean littleEndianUint32;
    private final Checksum checksum;
    private final Signing signing;
    private final ResultCodes results;
    private final Set<Command> foreignNumber;
    private final Set<Integer> secretTags;
    private final Addresses addresses;
    private final Sending sending;
    private final Life life;
    private final Encryption encryption;
    private final Fragmenting fragmenting;

    private Dialect(String name, DialectFile file) {
        this.name = name;
        this.tags = file.tags();
        this.versions = new Versions(file);
        this.littleEndianUint32 = file.byteOrder("tlv.uint32.byte-order") == ByteOrder.LITTLE_ENDIAN;
        this.checksum = new Checksum(file);
        this.signing = new Signing(file);
        this.results = new ResultCodes(file);
        this.foreignNumber = file.commands("answer.foreign-number");
        this.secretTags = file.tags("secret-tags");
        this.addresses = new Addresses(file);
        this.sending = new Sending(file);
        this.life = new Life(file);
        this.encryption = new Encryption(file);
        this.fragmenting = new Fragmenting(file);
        file.checkAllUsed();
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
            return new Dialect(name, DialectFile.read(name, loader));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Dialect " + name + ": " + e.getMessage(), e);
        }
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
        return version >= versions.min() && version <= versions.max();
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
        int sum = checksum.crc16().of(data);
        return checksum.byteOrder() == ByteOrder.LITTLE_ENDIAN ? Short.toUnsignedInt(Short.reverseBytes((short) sum)) : sum;
    }

    /** @return whether data with a wrong checksum is refused; real stacks do not agree on the sum, so by default it is not */
    public boolean crc16Checked() {
        return checksum.checked();
    }

    /**
     * @param  command a message that a terminal sends
     * @return         whether it must carry a digest once the terminal has a session
     */
    public boolean requiresDigest(Command command) {
        return signing.required().contains(command);
    }

    /**
     * @param  command a message that a terminal sends
     * @return         whether its digest covers the header alone, as one real client has it
     */
    public boolean digestOverHeader(Command command) {
        return signing.overHeader().contains(command);
    }

    /**
     * @param  answer the command of an answer
     * @param  result its result code
     * @return        whether the code means success
     */
    public boolean isSuccess(Command answer, int result) {
        return results.isSuccess(answer, result);
    }

    /**
     * @param  answer the command of an answer
     * @return        the code to send for success
     */
    public int successCode(Command answer) {
        return results.success(answer);
    }

    /**
     * @param  answer the command of an answer
     * @return        the code to send for a failure that has no code of its own
     */
    public int failureCode(Command answer) {
        return results.failure(answer);
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
        return addresses.udpPort();
    }

    /** @return the port on which platforms of this dialect listen for TCP */
    public int tcpPort() {
        return addresses.tcpPort();
    }

    /** @return the telephone number of platforms of this dialect */
    public String smsNumber() {
        return addresses.smsNumber();
    }

    /** @return how long the sender of a request waits for the answer before it sends again */
    public Duration answerTimeout() {
        return sending.answerTimeout();
    }

    /** @return how often a request is sent at most, the first time included */
    public int sends() {
        return sending.sends();
    }

    /** @return how much longer each wait for an answer is than the one before, 1 to 10 */
    public double answerBackoff() {
        return sending.backoff();
    }

    /** @return the part of a wait for an answer by which it is lengthened at random at most, 0 to 1 */
    public double answerJitter() {
        return sending.jitter();
    }

    /** @return the pause between heartbeats of a terminal */
    public Duration heartbeatInterval() {
        return life.heartbeatInterval();
    }

    /** @return the pause between tries to register or to log in */
    public Duration retryInterval() {
        return life.retryInterval();
    }

    /** @return the pause of a terminal that has been refused too often, before it registers anew */
    public Duration longPause() {
        return life.longPause();
    }

    /** @return how often a terminal registers before it gives up */
    public int registerTries() {
        return life.registerTries();
    }

    /** @return how often a terminal repeats a LOGIN that is refused */
    public int loginRetries() {
        return life.loginRetries();
    }

    /** @return how long a terminal waits for its keys */
    public Duration keyWait() {
        return life.keyWait();
    }

    /** @return how long after its last message a terminal with short connections logs out */
    public Duration idleTimeout() {
        return life.idleTimeout();
    }

    /** @return how long after an answer the same body may be a repeat of the request */
    public Duration repeatTime() {
        return sending.repeatTime();
    }

    /** @return whether terminals repeat a request under the next number; otherwise they send identical bytes */
    public boolean repeatsWithNewNumber() {
        return sending.newNumbers();
    }

    /** @return the longest body in bytes that is sent whole, where the command allows fragments; also the size of a part */
    public int fragmentSize() {
        return fragmenting.size();
    }

    /** @return how bodies and session keys are enciphered */
    public CipherSuite cipher() {
        return encryption.cipher();
    }

    /**
     * @param  command a message of either end
     * @return         whether its body must be enciphered whole
     */
    public boolean requiresEncryption(Command command) {
        return encryption.required().contains(command);
    }

    /** @return the tags that are enciphered where single values of a body are; immutable */
    public Set<Integer> encryptedTags() {
        return encryption.tags();
    }

    /** @return the longest body in bytes that is sent in fragments or put together from them */
    public int fragmentMaxMessage() {
        return fragmenting.maxMessage();
    }

    /**
     * Whether messages of a command may go in fragments.
     *
     * @param  command a request or an answer
     * @return         whether the request, which stands for its answer too, is among those that may
     */
    public boolean allowsFragments(Command command) {
        return fragmenting.commands().contains(command.request());
    }

    @Override
    public String toString() {
        return name;
    }

    /** Which versions are accepted, both ends included. */
    private record Versions(int min, int max) {

        Versions(DialectFile file) {
            this(file.versions("versions"));
        }

        private Versions(int[] bounds) {
            this(bounds[0], bounds[1]);
        }
    }

    /** The checksum of user data. */
    private record Checksum(Crc16 crc16, ByteOrder byteOrder, boolean checked) {

        Checksum(DialectFile file) {
            this(file.crc16("crc16"), file.byteOrder("crc16.byte-order"), file.choice("crc16.policy", "check", "ignore"));
        }
    }

    /** Where platforms are found. */
    private record Addresses(int udpPort, int tcpPort, String smsNumber) {

        Addresses(DialectFile file) {
            this(file.integer("port.udp", MAX_PORT), file.integer("port.tcp", MAX_PORT), file.digits("sms.number"));
        }
    }

    /** How long a request waits for its answer, how often it is sent, and how a repeat is known. */
    private record Sending(Duration answerTimeout, int sends, double backoff, double jitter, Duration repeatTime,
            boolean newNumbers) {

        Sending(DialectFile file) {
            this(file.seconds("answer.timeout"), file.integer("answer.sends", Integer.MAX_VALUE),
                    file.decimal("answer.backoff", 1, 10), file.decimal("answer.jitter", 0, 1), file.seconds("repeat.time"),
                    file.choice("repeat.style", "new-number", "identical"));
        }
    }

    /** When a terminal does by itself what keeps it in touch with its platform. */
    private record Life(Duration heartbeatInterval, Duration retryInterval, Duration longPause, int registerTries,
            int loginRetries, Duration keyWait, Duration idleTimeout) {

        Life(DialectFile file) {
            this(file.seconds("heartbeat.interval"), file.seconds("retry.interval"), file.seconds("retry.long-pause"),
                    file.integer("register.tries", Integer.MAX_VALUE), file.integer("login.retries", MAX_LOGIN_RETRIES),
                    Duration.ofSeconds(file.integer("keys.wait", MAX_KEY_WAIT)), file.seconds("idle.timeout"));
        }
    }

    /** What is signed, and what of it. */
    private record Signing(Set<Command> required, Set<Command> overHeader) {

        Signing(DialectFile file) {
            this(file.commands("digest.required"), file.commands("digest.over-header"));
        }
    }

    /** What is enciphered, and how. */
    private record Encryption(CipherSuite cipher, Set<Command> required, Set<Integer> tags) {

        Encryption(DialectFile file) {
            this(file.cipher(), file.commands("encryption.required"), file.tags("encryption.tags"));
        }
    }

    /** What goes in fragments. */
    private record Fragmenting(int size, int maxMessage, Set<Command> commands) {

        Fragmenting(DialectFile file) {
            this(file.integer("fragment.size", MAX_BODY), file.integer("fragment.max-message", MAX_BODY),
                    file.commands("fragment.commands"));
        }
    }
}
