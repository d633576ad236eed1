package io.wmmp.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of a dialect by number and by name, read from comma-separated files with a header line. The columns
 * {@code tag_hex}, {@code name}, {@code group}, {@code type}, {@code length}, {@code unit}, {@code access},
 * {@code default}, {@code meaning}, {@code range} and {@code names} are used, the number, name and type compulsory; values hold
 * neither commas nor quotes. Names are {@code 0=closed 1=open}.
 */
public final class TagDictionary {

    private static final List<String> COLUMNS = List.of("tag_hex", "name", "group", "type", "length", "unit", "access",
            "default", "meaning", "range", "names");
    private static final List<String> COMPULSORY = List.of("tag_hex", "name", "type");
    private static final Pattern NAMED = Pattern.compile("(\\d{1,10})=([a-z][a-z0-9_]*)");
    private static final int UNBOUNDED = 0xFFFF;
    private static final Pattern EXACT = Pattern.compile("(\\d+)\\b(?!\\*|\\.\\.| \\+)");
    private static final Pattern RANGE = Pattern.compile("(\\d+)\\.\\.(\\d+)");
    private static final Pattern STORED = Pattern.compile("stored$|\\(storage\\)$");
    private static final Pattern STORAGE = Pattern.compile("\\(storage (\\d+)\\)");
    private static final Pattern MULTIPLE = Pattern.compile("(\\d+)\\*n; n<=(\\d+)");

    private final Map<Integer, Tag> byNumber;
    private final Map<String, Tag> byName;

    private TagDictionary(Map<Integer, Tag> byNumber) {
        this.byNumber = Map.copyOf(byNumber);
        Map<String, Tag> names = new HashMap<>();
        for (Tag tag : byNumber.values()) {
            Tag other = names.put(tag.name(), tag);
            if (other != null) {
                throw new IllegalArgumentException(
                        "Tags " + other.key() + " and " + tag.key() + " have one name, " + tag.name());
            }
        }
        this.byName = Map.copyOf(names);
    }

    static TagDictionary empty() {
        return new TagDictionary(Map.of());
    }

    /** A dictionary with the tags of this one, and those read, which replace tags of the same number. */
    TagDictionary plus(BufferedReader csv, String source) {
        Map<Integer, Tag> own = new TreeMap<>();
        try {
            String columns = csv.readLine();
            List<String> header = columns == null ? List.of() : List.of(columns.split(",", -1));
            if (!header.containsAll(COMPULSORY)) {
                throw new IllegalArgumentException(source + ": the first line does not name the columns " + COMPULSORY);
            }
            for (String line = csv.readLine(); line != null; line = csv.readLine()) {
                Tag tag = parse(header, line, source);
                if (own.put(tag.number(), tag) != null) {
                    throw new IllegalArgumentException(source + ": tag " + tag.key() + " stands there twice");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Integer, Tag> tags = new TreeMap<>(byNumber);
        tags.putAll(own);
        return new TagDictionary(tags);
    }

    private static Tag parse(List<String> header, String line, String source) {
        String[] values = line.split(",", -1);
        if (values.length != header.size()) {
            throw new IllegalArgumentException(
                    source + ": expected " + header.size() + " values, found " + values.length + " in: " + line);
        }
        Map<String, String> row = new LinkedHashMap<>();
        COLUMNS.forEach(column -> row.put(column, ""));
        for (int i = 0; i < values.length; i++) {
            row.put(header.get(i), values[i].strip());
        }
        try {
            int[] lengths = lengths(TagType.of(row.get("type")), row.get("length"));
            return new Tag(Integer.decode(row.get("tag_hex")), row.get("name"), row.get("group"), TagType.of(row.get("type")),
                    lengths[0], lengths[1], row.get("unit"), ValueRange.of(row.get("range")), row.get("access"),
                    row.get("default"), row.get("meaning"), names(row.get("names")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage() + " in: " + line, e);
        }
    }

    private static Map<String, Long> names(String text) {
        Map<String, Long> names = new HashMap<>();
        for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
            Matcher parts = NAMED.matcher(word);
            if (!parts.matches() || names.put(parts.group(2), Long.valueOf(parts.group(1))) != null) {
                throw new IllegalArgumentException("'" + text + "' are no names such as 0=closed 1=open");
            }
        }
        return names;
    }

    /**
     * Reads the bounds out of the registry's words: "4", "0..20", "24 (storage 32)", "2*n; n<=10". What one stack stores
     * ("0..20 stored", "0..20 (storage)") bounds that stack, not a message.
     */
    private static int[] lengths(TagType type, String text) {
        Matcher multiple = MULTIPLE.matcher(text);
        if (multiple.lookingAt()) {
            return new int[] { 0, Integer.parseInt(multiple.group(1)) * Integer.parseInt(multiple.group(2)) };
        }
        Matcher range = RANGE.matcher(text);
        if (range.lookingAt()) {
            int max = STORED.matcher(text).find() ? UNBOUNDED : Integer.parseInt(range.group(2));
            while (range.find()) {
                max = Math.max(max, Integer.parseInt(range.group(2)));
            }
            return new int[] { Integer.parseInt(text.substring(0, text.indexOf('.'))), max };
        }
        Matcher exact = EXACT.matcher(text);
        if (exact.lookingAt()) {
            int min = Integer.parseInt(exact.group(1));
            Matcher storage = STORAGE.matcher(text);
            return new int[] { min, storage.find() ? Integer.parseInt(storage.group(1)) : min };
        }
        return new int[] { 0, UNBOUNDED };
    }

    /**
     * @param  number the number on the wire
     * @return        the tag, or null where the dictionary has none of that number
     */
    public Tag byNumber(int number) {
        return byNumber.get(number);
    }

    /**
     * @param  name the name in snake case
     * @return      the tag, or null where the dictionary has none of that name
     */
    public Tag byName(String name) {
        return byName.get(name);
    }

    /** @return all tags, ascending by number */
    public Collection<Tag> tags() {
        return Collections.unmodifiableCollection(new TreeMap<>(byNumber).values());
    }
}
