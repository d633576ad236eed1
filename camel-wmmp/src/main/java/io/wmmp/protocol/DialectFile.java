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
 * The keys and the tags of a dialect file, with those of the files that it extends. What is missing or has no meaning is refused,
 * naming the key. For use by one thread.
 */
final class DialectFile {

    private static final String LOCATION = "META-INF/wmmp/dialects/";
    private static final int MAX_RESULT = 0xFF;

    private final Properties values;
    private final TagDictionary tags;
    private final Set<String> used = new HashSet<>();

    private DialectFile(Properties values, TagDictionary tags) {
        this.values = values;
        this.tags = tags;
    }

    /** Reads the file of this name from the class path. */
    static DialectFile read(String name, ClassLoader loader) {
        Properties merged = new Properties();
        TagDictionary tags = merge(name, loader, merged, new LinkedHashSet<>());
        return new DialectFile(merged, tags);
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

    TagDictionary tags() {
        return tags;
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

    /** A hexadecimal number, or the first and the last of some: both ends. */
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

    /** The result codes of each answer under the keys with a prefix, in the order of the file. */
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

    /** Refuses a file with a key for which nobody has asked. */
    void checkAllUsed() {
        Set<String> unknown = new TreeSet<>(values.stringPropertyNames());
        unknown.removeAll(used);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown keys " + unknown);
        }
    }
}
