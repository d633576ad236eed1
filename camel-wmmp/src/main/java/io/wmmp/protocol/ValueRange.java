package io.wmmp.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that a tag may have, where not every number of its type makes sense. Written as in the tag registry: numbers
 * and pairs of them, separated by blanks, such as {@code 0..31 99}. Immutable.
 */
public final class ValueRange {

    /** No bound but that of the type. */
    static final ValueRange ANY = new ValueRange("", List.of());

    private final String text;
    private final List<long[]> parts;

    private ValueRange(String text, List<long[]> parts) {
        this.text = text;
        this.parts = parts;
    }

    /**
     * Reads a range.
     *
     * @param  text                     the range; empty for any number
     * @return                          the range
     * @throws IllegalArgumentException when it is not written as it should be
     */
    static ValueRange of(String text) {
        if (text.isEmpty()) {
            return ANY;
        }
        List<long[]> parts = new ArrayList<>();
        for (String part : text.split(" ")) {
            String[] ends = part.split("\\.\\.", -1);
            if (ends.length > 2 || !part.matches("\\d{1,10}(\\.\\.\\d{1,10})?")) {
                throw new IllegalArgumentException("'" + text + "' is no range such as 0..31 99");
            }
            long[] bounds = { Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]) };
            if (bounds[0] > bounds[1]) {
                throw new IllegalArgumentException("the range " + text + " does not ascend");
            }
            parts.add(bounds);
        }
        return new ValueRange(text, parts);
    }

    /**
     * @param  number a number
     * @return        whether it is one of these
     */
    public boolean contains(long number) {
        return parts.isEmpty() || parts.stream().anyMatch(part -> part[0] <= number && number <= part[1]);
    }

    /** Tells it as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
