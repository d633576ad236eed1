package io.wmmp.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes messages and their bodies in one dialect. Pure functions, safe for use by any thread.
 */
public final class WmmpCodec {

    /** Key of the list of refused tags in the body of a negative answer. */
    public static final String FAULTY = "faulty";
    /** Key of the result code in the body of an answer. */
    public static final String RESULT = "result";
    /** Key of the user data in the body of TRANSPARENT_DATA. */
    public static final String USER_DATA = "user_data";
    /** Key of the user data as text, where it is printable UTF-8. */
    public static final String TEXT = "text";

    private static final Set<Integer> ROUTING_TAGS = Set.of(Tlv.DESTINATION_TERMINAL, Tlv.SOURCE_TERMINAL, Tlv.DESTINATION_EC,
            Tlv.SOURCE_EC);
    /** What TRANSPARENT_DATA and TRANSPARENT_CMD carry. */
    private static final Set<Integer> CARRIERS = Set.of(Tlv.USER_DATA, Tlv.COMMAND_PARAMETERS);
    private static final Set<Integer> WRAPPING_TAGS = Set.of(Tlv.FRAGMENT_INFO, Tlv.ENCRYPTED_BODY, Tlv.PACKED_BODY);
    private static final Pattern TAG_KEY = Pattern.compile("(?:(0[xX][0-9a-fA-F]{4})|([a-z0-9_]+))(?:#\\d+)?");
    private static final String DATA = "data";

    private final Dialect dialect;
    private final IntPredicate acceptedVersions;

    /**
     * @param dialect what the bytes mean
     */
    public WmmpCodec(Dialect dialect) {
        this.dialect = dialect;
        this.acceptedVersions = dialect::acceptsVersion;
    }

    /** @return what the bytes mean */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Reads one message.
     *
     * @param  frame                     exactly the bytes of one message; copied
     * @return                           the message
     * @throws MalformedMessageException when these bytes are not a message of this dialect; nothing else is thrown
     */
    public WmmpMessage decode(byte[] frame) {
        return wrap(frame.clone());
    }

    /**
     * As {@link #decode(byte[])}, for an array that nobody will change any more.
     *
     * @param  frame                     exactly the bytes of one message; taken over
     * @return                           the message
     * @throws MalformedMessageException when these bytes are not a message of this dialect; nothing else is thrown
     */
    public WmmpMessage wrap(byte[] frame) {
        return WmmpMessage.wrap(frame, acceptedVersions);
    }

    /**
     * Reads the body of a message into a map.
     *
     * @param  message the message; a wrapped one gives its single TLV
     * @return         the body
     */
    public WmmpBody readBody(WmmpMessage message) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (FixedField field : message.command().fixedFields()) {
            if (message.has(field.name())) {
                values.put(field.name(), switch (field.kind()) {
                    case UNSIGNED -> TagType.number(message.unsigned(field.name()));
                    case ASCII -> readText(message.bytes(field.name()));
                    case DATA -> message.bytes(field.name());
                });
            }
        }
        List<Tlv> tlvs = message.tlvs();
        if (namesFaultyTags(message, tlvs)) {
            values.put(FAULTY, tlvs.stream().map(tlv -> nameOf(tlv.tag())).toList());
            return new WmmpBody(message, dialect, values, Set.of());
        }
        Set<String> secrets = new HashSet<>();
        Map<Integer, Integer> counts = new HashMap<>();
        for (Tlv tlv : tlvs) {
            int count = counts.merge(tlv.tag(), 1, Integer::sum);
            String key = keyOf(tlv.tag(), message.command()) + (count == 1 ? "" : "#" + count);
            values.put(key, readValue(tlv));
            if (dialect.isSecret(tlv.tag())) {
                secrets.add(key);
            }
        }
        return new WmmpBody(message, dialect, values, secrets);
    }

    /**
     * A message for eyes that may not see secrets: each byte of their values is an asterisk.
     *
     * @param  message a message
     * @return         the message without its secrets and its digest, which would help to guess them; the same one where it has
     *                 no secrets
     */
    public WmmpMessage redacted(WmmpMessage message) {
        if (message.tlvs().stream().noneMatch(tlv -> dialect.isSecret(tlv.tag()))) {
            return message;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int tlvsAt = message.body().length - message.tlvs().stream().mapToInt(tlv -> tlv.toBytes().length).sum();
        body.write(message.body(), 0, tlvsAt);
        for (Tlv tlv : message.tlvs()) {
            byte[] value = tlv.value();
            if (dialect.isSecret(tlv.tag())) {
                Arrays.fill(value, (byte) '*');
            }
            body.writeBytes(Tlv.of(tlv.tag(), value).toBytes());
        }
        return message.toBuilder().body(body.toByteArray()).build();
    }

    private static Object readText(byte[] bytes) {
        int length = Bytes.trimmedLength(bytes, 0, bytes.length);
        return Bytes.isPrintableAscii(bytes, 0, length) ? new String(bytes, 0, length, StandardCharsets.US_ASCII) : bytes;
    }

    private static boolean namesFaultyTags(WmmpMessage message, List<Tlv> tlvs) {
        return message.command().isAnswer() && message.has(RESULT) && message.unsigned(RESULT) != 0 && !tlvs.isEmpty()
                && tlvs.stream().allMatch(tlv -> tlv.length() == 0);
    }

    private String keyOf(int number, Command command) {
        String name = nameOf(number);
        return isTaken(name, command) ? Tag.key(number) : name;
    }

    private static boolean isTaken(String name, Command command) {
        return FAULTY.equals(name) || TEXT.equals(name) && command == Command.TRANSPARENT_DATA || isFixed(name, command);
    }

    private static boolean isFixed(String name, Command command) {
        return command.fixedFields().stream().anyMatch(field -> field.name().equals(name));
    }

    private Object readValue(Tlv tlv) {
        if (tlv.length() == 0) {
            return null;
        }
        Tag tag = dialect.tags().byNumber(tlv.tag());
        Object value = tag == null ? null : tag.type().decode(tag, tlv.source(), tlv.valueOffset(), tlv.length(), dialect);
        return value == null ? tlv.value() : value;
    }

    /**
     * The key under which a tag stands where its name is free.
     *
     * @param  number the number of a tag
     * @return        its name, or its number ({@code 0x8123}) when the dictionary has no name for it
     */
    public String nameOf(int number) {
        Tag tag = dialect.tags().byNumber(number);
        return tag == null ? Tag.key(number) : tag.name();
    }

    /**
     * The number of the tag that a key of a body map means.
     *
     * @param  key                   a name of the dictionary or {@code 0x} and four hexadecimal digits, either with
     *                               {@code #2} and so on behind it
     * @return                       the number, 0 to 0xFFFF
     * @throws InvalidFieldException when the dictionary has no such name
     */
    public int numberOf(String key) {
        int number = find(key);
        if (number < 0) {
            throw new InvalidFieldException(key, "is no field of the message and no tag of dialect " + dialect);
        }
        return number;
    }

    /**
     * Whether a key of a body map means a tag whose value must not be shown.
     *
     * @param  key see {@link #numberOf(String)}
     * @return     false too for a key that means no tag
     */
    public boolean isSecret(String key) {
        int number = find(key);
        return number >= 0 && dialect.isSecret(number);
    }

    private int find(String key) {
        Matcher parts = TAG_KEY.matcher(String.valueOf(key));
        if (!parts.matches()) {
            return -1;
        }
        if (parts.group(1) != null) {
            return Integer.decode(parts.group(1));
        }
        Tag tag = dialect.tags().byName(parts.group(2));
        return tag == null ? -1 : tag.number();
    }

    /**
     * Writes the body of a message from a map. Keys and values are those of {@link WmmpBody}; {@code crc16} is computed where
     * it is left out and {@code length} always, {@code result} is 0 unless given. A map of nothing but {@code fragment_info},
     * {@code encrypted_body} or {@code encrypted_body_packed} is a wrapped body, without fixed fields. An unchanged {@link WmmpBody} of the same command gives
     * the bytes from which it was read.
     *
     * @param  command               the command of the message
     * @param  values                the values; order counts
     * @return                       the bytes of the body, without digest
     * @throws InvalidFieldException when a key is unknown, a value does not fit, or a compulsory field is missing
     */
    public byte[] writeBody(Command command, Map<String, ?> values) {
        if (values instanceof WmmpBody body && body.message().command() == command && body.dialect() == dialect) {
            return body.message().body();
        }
        List<Tlv> tlvs = writeTlvs(command, values);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean wrapped = values.size() == 1 && tlvs.size() == 1 && WRAPPING_TAGS.contains(tlvs.get(0).tag());
        if (!wrapped) {
            byte[] data = switch (command) {
                case TRANSPARENT_DATA -> userData(tlvs);
                case FILE_REQ_ACK -> fileData(values);
                default -> new byte[0];
            };
            for (FixedField field : command.fixedFields()) {
                writeField(command, field, values, data, tlvs.isEmpty(), out);
            }
        }
        tlvs.forEach(tlv -> out.writeBytes(tlv.toBytes()));
        return out.toByteArray();
    }

    private List<Tlv> writeTlvs(Command command, Map<String, ?> values) {
        List<Tlv> tlvs = new ArrayList<>();
        values.forEach((key, value) -> {
            if (TEXT.equals(key) && command == Command.TRANSPARENT_DATA) {
                // says again what user_data holds; it counts where it stands alone
                if (!values.containsKey(USER_DATA)) {
                    tlvs.add(tlvOf(key, Tlv.USER_DATA, textBytes(value)));
                }
            } else if (FAULTY.equals(key)) {
                tlvs.addAll(faultyTags(command, value));
            } else if (!isFixed(key, command)) {
                tlvs.add(writeTlv(key, value));
            }
        });
        if (command == Command.TRANSPARENT_DATA || command == Command.TRANSPARENT_CMD) {
            // decoders of real terminals read the routing tag and what follows it by position
            tlvs.sort(Comparator
                    .comparingInt(tlv -> ROUTING_TAGS.contains(tlv.tag()) ? 0 : CARRIERS.contains(tlv.tag()) ? 1 : 2));
        }
        return tlvs;
    }

    private static byte[] textBytes(Object text) {
        if (text != null && !(text instanceof CharSequence)) {
            throw new InvalidFieldException(TEXT, "expects text");
        }
        return text == null ? new byte[0] : text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<Tlv> faultyTags(Command command, Object value) {
        if (!isFixed(RESULT, command)) {
            throw new InvalidFieldException(FAULTY, "stands in answers with a result, not in " + command);
        }
        if (!(value instanceof Collection<?> names)) {
            throw new InvalidFieldException(FAULTY, "expects a list of tag names");
        }
        List<Tlv> tlvs = new ArrayList<>();
        for (Object name : names) {
            int number = find(String.valueOf(name));
            if (number < 0) {
                throw new InvalidFieldException(FAULTY, name + " is no tag of dialect " + dialect);
            }
            tlvs.add(new Tlv(number, new byte[0], 0, 0));
        }
        return tlvs;
    }

    /**
     * Refuses numbers that their tag may not have, though they fit its type. What real terminals send is never refused for
     * that; this is for what is about to be sent.
     *
     * @param  values                the values of a body
     * @throws InvalidFieldException naming the first tag whose value is outside its range
     */
    public void checkRanges(Map<String, ?> values) {
        values.forEach((key, value) -> {
            Tag tag = value == null ? null : dialect.tags().byNumber(find(key));
            if (tag != null && !tag.range().toString().isEmpty() && readValue(writeTlv(key, value)) instanceof Number number
                    && !tag.range().contains(number.longValue())) {
                throw new InvalidFieldException(key, "expects " + tag.range() + (tag.unit().isEmpty() ? "" : " (" + tag.unit()
                        + ")") + ", not " + number);
            }
        });
    }

    /**
     * Writes one tag.
     *
     * @param  key                   the key of a body map, see {@link #numberOf(String)}
     * @param  value                 the value; null for a tag without a value
     * @return                       the TLV
     * @throws InvalidFieldException when the key is unknown or the value does not fit the type of the tag
     */
    public Tlv writeTlv(String key, Object value) {
        int number = numberOf(key);
        if (number == Tlv.MESSAGE_DIGEST) {
            throw new InvalidFieldException(key, "is computed when the message is sent and cannot be given");
        }
        Tag tag = dialect.tags().byNumber(number);
        byte[] bytes;
        if (value == null || "".equals(value)) {
            bytes = new byte[0];
        } else if (tag == null || value instanceof byte[]) {
            bytes = TagType.bytes(key, value).clone();
        } else {
            bytes = tag.type().encode(key, tag, value, dialect);
        }
        return tlvOf(key, number, bytes);
    }

    private static Tlv tlvOf(String key, int number, byte[] value) {
        return new Tlv(number, checkLength(key, value), 0, value.length);
    }

    private static byte[] checkLength(String key, byte[] value) {
        if (value.length > WmmpMessage.MAX_LENGTH) {
            throw new InvalidFieldException(key, "has " + value.length + " bytes, more than a message can hold");
        }
        return value;
    }

    private void writeField(Command command, FixedField field, Map<String, ?> values, byte[] data, boolean last,
            ByteArrayOutputStream out) {
        Object value = field.name().equals("length") ? null : values.get(field.name());
        if (value == null) {
            value = defaultValue(field, data);
        }
        if (value == null) {
            if (field.optional() && last) {
                return;
            }
            throw new InvalidFieldException(field.name(), "is missing in " + command);
        }
        switch (field.kind()) {
            case UNSIGNED -> out.writeBytes(TagType.integer(field.name(), value, field.size()));
            case ASCII -> out.writeBytes(writeText(field, value));
            case DATA -> out.writeBytes(data);
        }
    }

    private Object defaultValue(FixedField field, byte[] data) {
        return switch (field.name()) {
            case RESULT, "reason", "sync_crc32" -> 0;
            case "software_version" -> "";
            case "crc16" -> dialect.crc16(data);
            case "length" -> data.length;
            case DATA -> data;
            default -> null;
        };
    }

    private static byte[] writeText(FixedField field, Object value) {
        byte[] bytes = value instanceof byte[] raw ? raw : TagType.text(field.name(), value);
        if (bytes.length > field.size()) {
            throw new InvalidFieldException(field.name(), "expects at most " + field.size() + " characters");
        }
        return Arrays.copyOf(bytes, field.size());
    }

    private static byte[] userData(List<Tlv> tlvs) {
        return tlvs.stream().filter(tlv -> tlv.tag() == Tlv.USER_DATA).findFirst().map(Tlv::value).orElse(new byte[0]);
    }

    private static byte[] fileData(Map<String, ?> values) {
        Object value = values.get(DATA);
        return value == null ? new byte[0] : checkLength(DATA, TagType.bytes(DATA, value));
    }
}
