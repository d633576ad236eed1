package io.wmmp.docs;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docs/operations.md} promises. */
public final class OperationsPage {

    private static final Pattern METER = Pattern.compile("(?m)^\\| `(wmmp\\.[a-z.]+)` \\| (\\w+) \\| ([^|]*)\\|");

    private OperationsPage() {
    }

    /** The meters: name, type, and names of tags in order, those left out that all have. */
    public static Set<String> meters() {
        Set<String> rows = new TreeSet<>();
        Matcher row = METER.matcher(Docs.read("operations.md"));
        while (row.find()) {
            Set<String> tags = new TreeSet<>(Arrays.stream(row.group(3).replace("`", "").split(",")).map(String::strip)
                    .filter(tag -> !tag.isEmpty()).toList());
            rows.add(row.group(1) + " " + row.group(2) + " " + tags);
        }
        return rows;
    }
}
