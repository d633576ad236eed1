package io.wmmp.protocol;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the dictionary knows of one tag.
 *
 * @param number       the number on the wire, 0 to 0xFFFF
 * @param name         the key in body maps, in snake case
 * @param group        {@code config}, {@code update}, {@code statistics}, {@code status}, {@code control}, {@code custom}
 *                     or {@code security}
 * @param type         how the value is read and written
 * @param minLength    the shortest value in bytes
 * @param maxLength    the longest value in bytes, 0xFFFF where the registry gives no bound
 * @param unit         the unit of the value, empty where it has none
 * @param range        the numbers that the value may be, where it is one
 * @param access       who may read or write it, as the registry words it
 * @param defaultValue what terminals hold from the factory, as the registry words it
 * @param description  its meaning
 * @param names        what some of the numbers are called that it may have, in snake case; names may be written in their place
 */
public record Tag(int number, String name, String group, TagType type, int minLength, int maxLength, String unit,
        ValueRange range, String access, String defaultValue, String description, Map<String, Long> names) {

    private static final Pattern SETTING = Pattern.compile(
            "^(rw|r/w|w)\\b(?!.*REMOTE_CTRL)|CONFIG_SET accepted|^(?!SECURITY).*CONFIG_GET/SET");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** @throws IllegalArgumentException when number, name or lengths are not what their descriptions say */
    public Tag {
        if (number < 0 || number > 0xFFFF) {
            throw new IllegalArgumentException("The number of a tag is 0x0000 to 0xFFFF");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name in snake case");
        }
        if (minLength < 0 || minLength > maxLength || maxLength > 0xFFFF) {
            throw new IllegalArgumentException("The lengths of a tag ascend from 0 to 65535");
        }
        names = Map.copyOf(names);
    }

    /** @return whether the value always has one length; shorter text is then padded with NUL */
    public boolean isFixedLength() {
        return minLength == maxLength;
    }

    /** @return whether platforms may set it by CONFIG_SET; true where the registry does not say who may */
    public boolean isSetting() {
        return access.isEmpty() || SETTING.matcher(access).find();
    }

    /**
     * Whether bytes are a value that this tag may have: of its type, length and {@link #range()}.
     *
     * @param  value   the bytes
     * @param  dialect the dialect
     * @return         false too for a tag that is reserved
     */
    public boolean isValid(byte[] value, Dialect dialect) {
        if (value.length < minLength || value.length > maxLength || type == TagType.RESERVED) {
            return false;
        }
        if (value.length == 0 || !type.isRead()) {
            return true;
        }
        int text = type == TagType.ASCII ? Bytes.trimmedLength(value, 0, value.length) : value.length;
        Object read = text == 0 ? "" : type.decode(this, value, 0, isFixedLength() ? value.length : text, dialect);
        return read != null && (!(read instanceof Number number) || range.contains(number.longValue()));
    }

    /** @return the key by number, {@code 0x0011} */
    public String key() {
        return key(number);
    }

    /**
     * The key under which a tag without a free name stands in body maps.
     *
     * @param  number the number on the wire
     * @return        for instance {@code 0x8123}
     */
    public static String key(int number) {
        return String.format("0x%04X", number);
    }
}
