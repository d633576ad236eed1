package io.wmmp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * How the value of a tag is read from bytes and written to bytes. Types are named as in the tag registry.
 * <p>
 * Java forms: integers are {@code Integer}, or {@code Long} above {@code Integer.MAX_VALUE} (as Jackson reads JSON); text
 * and IPv4 addresses are {@code String}; lists are {@code List}; everything else is {@code byte[]}. Where bytes are
 * expected, text is taken as base64, which is how JSON carries them; where an integer is expected, text is taken as
 * decimal, as hexadecimal after {@code 0x}, or as a name of {@link Tag#names()}.
 */
public enum TagType {
    UINT8("uint8") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            return unsigned(bytes, offset, length, 1);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            return integer(key, tag, value, 1);
        }
    },
    UINT16("uint16") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            return unsigned(bytes, offset, length, 2);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            return integer(key, tag, value, 2);
        }
    },
    UINT32("uint32") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            if (dialect.littleEndianUint32() && length == 4) {
                return number(Integer.toUnsignedLong(Integer.reverseBytes((int) Bytes.uint32(bytes, offset))));
            }
            return unsigned(bytes, offset, length, 4);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            byte[] bytes = integer(key, tag, value, 4);
            if (dialect.littleEndianUint32()) {
                Bytes.putUint32(bytes, 0, Integer.reverseBytes((int) Bytes.uint32(bytes, 0)));
            }
            return bytes;
        }
    },
    ASCII("ascii") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            boolean fixed = tag.isFixedLength();
            if (length < tag.minLength() || length > tag.maxLength()) {
                return null;
            }
            int text = fixed ? Bytes.trimmedLength(bytes, offset, length) : length;
            return text > 0 && Bytes.isPrintableAscii(bytes, offset, text)
                    ? new String(bytes, offset, text, StandardCharsets.US_ASCII) : null;
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            byte[] text = text(key, value);
            checkLength(key, tag, text.length, tag.isFixedLength() ? 0 : tag.minLength());
            return tag.isFixedLength() ? Arrays.copyOf(text, tag.maxLength()) : text;
        }
    },
    IPV4("ipv4") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            if (length != 4) {
                return null;
            }
            return (bytes[offset] & 0xFF) + "." + (bytes[offset + 1] & 0xFF) + "." + (bytes[offset + 2] & 0xFF) + "."
                    + (bytes[offset + 3] & 0xFF);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            String[] parts = value.toString().split("\\.", -1);
            byte[] address = new byte[4];
            if (parts.length != 4) {
                throw new InvalidFieldException(key, "expects an IPv4 address such as 192.0.2.1");
            }
            for (int i = 0; i < 4; i++) {
                if (!parts[i].matches("\\d{1,3}") || Integer.parseInt(parts[i]) > 255) {
                    throw new InvalidFieldException(key, "expects an IPv4 address such as 192.0.2.1");
                }
                address[i] = (byte) Integer.parseInt(parts[i]);
            }
            return address;
        }
    },
    UINT16_LIST("list<uint16>") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            if (length % 2 != 0 || length > tag.maxLength()) {
                return null;
            }
            List<Integer> list = new ArrayList<>();
            for (int i = offset; i < offset + length; i += 2) {
                list.add(Bytes.uint16(bytes, i));
            }
            return List.copyOf(list);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            byte[][] items = elements(key, value).stream().map(item -> integer(key, item, 2)).toArray(byte[][]::new);
            return checked(key, tag, concatenate(items));
        }
    },
    /** Pairs of a device number (16 bits) and its status (8 bits), each pair a list of two integers. */
    DEVICE_STATUS_LIST("list<uint16+uint8>") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            if (length % 3 != 0 || length > tag.maxLength()) {
                return null;
            }
            List<List<Integer>> list = new ArrayList<>();
            for (int i = offset; i < offset + length; i += 3) {
                list.add(List.of(Bytes.uint16(bytes, i), bytes[i + 2] & 0xFF));
            }
            return List.copyOf(list);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            List<byte[]> items = new ArrayList<>();
            for (Object item : elements(key, value)) {
                List<Object> pair = elements(key, item);
                if (pair.size() != 2) {
                    throw new InvalidFieldException(key, "expects pairs of device number and status");
                }
                items.add(integer(key, pair.get(0), 2));
                items.add(integer(key, pair.get(1), 1));
            }
            return checked(key, tag, concatenate(items.toArray(byte[][]::new)));
        }
    },
    BYTES8_LIST("list<bytes8>") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            return records(tag, bytes, offset, length, 8);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            return records(key, tag, value, 8);
        }
    },
    BYTES12_LIST("list<bytes12>") {
        @Override
        Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
            return records(tag, bytes, offset, length, 12);
        }

        @Override
        byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
            return records(key, tag, value, 12);
        }
    },
    /** Records whose layout the registry does not know. */
    BYTES_LIST("list<bytes>"),
    BYTES("bytes"),
    /** A tag that never has a value. */
    EMPTY("empty"),
    RESERVED("reserved"),
    UNKNOWN("unknown");

    private final String registryName;

    TagType(String registryName) {
        this.registryName = registryName;
    }

    /** @return the name in the tag registry, for instance {@code list<uint16>} */
    public String registryName() {
        return registryName;
    }

    static TagType of(String registryName) {
        for (TagType type : values()) {
            if (type.registryName.equals(registryName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("Unknown tag type '" + registryName + "'");
    }

    /** Whether bytes may be no value of this type; else any are, and stay bytes. */
    boolean isRead() {
        return switch (this) {
            case BYTES, BYTES_LIST, EMPTY, UNKNOWN, RESERVED -> false;
            default -> true;
        };
    }

    /**
     * Reads a value; never called for an empty one.
     *
     * @return the value, or null where these bytes are not what the type writes
     */
    Object decode(Tag tag, byte[] bytes, int offset, int length, Dialect dialect) {
        return null;
    }

    /** Writes the value of a key of a body map; never called for null or bytes. */
    byte[] encode(String key, Tag tag, Object value, Dialect dialect) {
        return checked(key, tag, bytes(key, value));
    }

    static byte[] bytes(String key, Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof CharSequence text) {
            try {
                return Base64.getDecoder().decode(text.toString());
            } catch (IllegalArgumentException e) {
                throw new InvalidFieldException(key, "expects bytes, or their base64 as text");
            }
        }
        throw new InvalidFieldException(key, "expects bytes, not " + typeOf(value));
    }

    /** The characters of a text, or of a number that stands for one, as bytes. */
    static byte[] text(String key, Object value) {
        if (!(value instanceof CharSequence) && !(value instanceof Number)) {
            throw new InvalidFieldException(key, "expects text, not " + typeOf(value));
        }
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        if (!Bytes.isPrintableAscii(text, 0, text.length)) {
            throw new InvalidFieldException(key, "has characters outside printable ASCII");
        }
        return text;
    }

    private static String typeOf(Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }

    static Object number(long value) {
        return value <= Integer.MAX_VALUE ? (Object) (int) value : (Object) value;
    }

    /** The number of a tag, which may be given by its name. */
    static byte[] integer(String key, Tag tag, Object value, int size) {
        Long named = value instanceof CharSequence || value instanceof Boolean ? tag.names().get(value.toString().strip())
                : null;
        return integer(key, named == null ? value : named, size);
    }

    static byte[] integer(String key, Object value, int size) {
        long number;
        if (value instanceof Number n && n.doubleValue() == n.longValue()) {
            number = n.longValue();
        } else if (value instanceof CharSequence text) {
            try {
                number = parse(text.toString().strip());
            } catch (NumberFormatException e) {
                throw new InvalidFieldException(key, "expects a whole number");
            }
        } else {
            throw new InvalidFieldException(key, "expects a whole number");
        }
        long max = (1L << 8 * size) - 1;
        if (number < 0 || number > max) {
            throw new InvalidFieldException(key, "expects a number from 0 to " + max);
        }
        return Bytes.fromUnsigned(number, size);
    }

    private static long parse(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        return hex ? Long.parseLong(text, 2, text.length(), 16) : Long.parseLong(text);
    }

    private static Object unsigned(byte[] bytes, int offset, int length, int size) {
        return length == size ? number(Bytes.unsigned(bytes, offset, size)) : null;
    }

    private static List<Object> elements(String key, Object value) {
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        throw new InvalidFieldException(key, "expects a list");
    }

    private static List<byte[]> records(Tag tag, byte[] bytes, int offset, int length, int size) {
        if (length % size != 0 || length > tag.maxLength()) {
            return null;
        }
        List<byte[]> list = new ArrayList<>();
        for (int i = offset; i < offset + length; i += size) {
            list.add(Arrays.copyOfRange(bytes, i, i + size));
        }
        return List.copyOf(list);
    }

    private static byte[] records(String key, Tag tag, Object value, int size) {
        byte[][] items = elements(key, value).stream().map(item -> bytes(key, item)).toArray(byte[][]::new);
        for (byte[] item : items) {
            if (item.length != size) {
                throw new InvalidFieldException(key, "expects records of " + size + " bytes");
            }
        }
        return checked(key, tag, concatenate(items));
    }

    private static byte[] concatenate(byte[][] items) {
        int length = 0;
        for (byte[] item : items) {
            length += item.length;
        }
        byte[] all = new byte[length];
        int position = 0;
        for (byte[] item : items) {
            System.arraycopy(item, 0, all, position, item.length);
            position += item.length;
        }
        return all;
    }

    private static byte[] checked(String key, Tag tag, byte[] value) {
        checkLength(key, tag, value.length, tag.minLength());
        return value;
    }

    private static void checkLength(String key, Tag tag, int length, int min) {
        if (length < min || length > tag.maxLength()) {
            String range = min == tag.maxLength() ? String.valueOf(min) : min + " to " + tag.maxLength();
            throw new InvalidFieldException(key, "expects " + range + " bytes, not " + length);
        }
    }
}
