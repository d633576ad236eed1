package io.wmmp.docs;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Writes the tables of {@code docs/component.adoc} and {@code docs/dataformat.adoc} from the catalog entries. Camel has a
 * goal for that too, but what it writes can be rendered on Camel's own site only.
 * <p>
 * Each table stands between the lines {@code // begin generated: <name>} and {@code // end generated}.
 */
final class ComponentReference {

    static final String COMPONENT = "/META-INF/io/wmmp/camel/wmmp.json";
    static final String DATA_FORMAT = "/META-INF/io/wmmp/camel/dataformat/wmmp.json";
    private static final Pattern SECTION = Pattern.compile("(?s)(// begin generated: ([a-z-]+)\n).*?(// end generated\n)");

    private final JsonNode catalogEntry;
    private final Map<String, Function<JsonNode, String>> tables;

    private ComponentReference(JsonNode catalogEntry, Map<String, Function<JsonNode, String>> tables) {
        this.catalogEntry = catalogEntry;
        this.tables = tables;
    }

    /** The tables of {@code component.adoc}. */
    static ComponentReference ofComponent() throws IOException {
        Map<String, Function<JsonNode, String>> tables = new LinkedHashMap<>();
        tables.put("facts", ComponentReference::facts);
        tables.put("component-options", entry -> table(entry.get("componentProperties"), option -> true));
        tables.put("endpoint-path", entry -> table(entry.get("properties"), option -> isOfKind(option, "path")));
        tables.put("endpoint-query", entry -> table(entry.get("properties"), option -> isOfKind(option, "parameter")));
        tables.put("headers", entry -> table(entry.get("headers"), option -> true));
        return new ComponentReference(read(COMPONENT), tables);
    }

    /** The table of {@code dataformat.adoc}. */
    static ComponentReference ofDataFormat() throws IOException {
        return new ComponentReference(read(DATA_FORMAT),
                Map.of("data-format-options", entry -> table(entry.get("properties"), option -> true)));
    }

    /** The catalog entry that is this resource. */
    static JsonNode read(String catalogEntry) throws IOException {
        try (InputStream json = ComponentReference.class.getResourceAsStream(catalogEntry)) {
            return new ObjectMapper().readTree(json);
        }
    }

    /** The document with its tables written anew. */
    String update(String document) {
        Map<String, Function<JsonNode, String>> missing = new LinkedHashMap<>(tables);
        Matcher section = SECTION.matcher(document);
        StringBuilder updated = new StringBuilder();
        while (section.find()) {
            Function<JsonNode, String> table = missing.remove(section.group(2));
            if (table == null) {
                throw new IllegalArgumentException("No table, or a second one, of the name " + section.group(2));
            }
            section.appendReplacement(updated,
                    Matcher.quoteReplacement(section.group(1) + table.apply(catalogEntry) + section.group(3)));
        }
        section.appendTail(updated);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("The document has no place for " + missing.keySet());
        }
        return updated.toString();
    }

    private static String facts(JsonNode entry) {
        JsonNode component = entry.get("component");
        return """
                *Since version %s* · *Support level: %s* · *%s*

                %s

                ----
                %s[?options]
                ----
                """.formatted(component.get("firstVersion").asText(), component.get("supportLevel").asText(),
                component.get("consumerOnly").asBoolean() ? "Consumer only"
                        : component.get("producerOnly").asBoolean() ? "Producer only" : "Producer and consumer",
                component.get("description").asText(), component.get("syntax").asText());
    }

    private static boolean isOfKind(JsonNode option, String kind) {
        return kind.equals(option.get("kind").asText());
    }

    private static String table(JsonNode options, Predicate<JsonNode> wanted) {
        StringBuilder table = new StringBuilder("[width=\"100%\",cols=\"2,5,^1,2\",options=\"header\"]\n|===\n"
                + "| Name | Description | Default | Type\n");
        options.properties().forEach(option -> {
            if (wanted.test(option.getValue())) {
                table.append(row(option.getKey(), option.getValue()));
            }
        });
        return table.append("|===\n").toString();
    }

    private static String row(String name, JsonNode option) {
        StringBuilder description = new StringBuilder();
        if (option.get("required").asBoolean()) {
            description.append("*Required* ");
        }
        if (option.get("autowired").asBoolean()) {
            description.append("*Autowired* ");
        }
        if (option.get("secret").asBoolean()) {
            description.append("*Secret* ");
        }
        description.append(sentence(option.get("description").asText()));
        if (option.has("enum")) {
            List<String> values = StreamSupport.stream(option.get("enum").spliterator(), false).map(JsonNode::asText).toList();
            description.append(" Values: ").append(String.join(", ", values)).append('.');
        }
        String defaultValue = option.has("defaultValue") ? " " + cell(option.get("defaultValue").asText()) : "";
        return "\n| *%s* (%s)\n| %s\n|%s\n| %s\n".formatted(name, option.get("group").asText(), cell(description.toString()),
                defaultValue, type(option));
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static String type(JsonNode option) {
        if (option.has("type") && option.get("type").asText().equals("duration")) {
            return "Duration";
        }
        String javaType = option.get("javaType").asText();
        return cell(javaType.substring(javaType.lastIndexOf('.') + 1));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
