package io.wmmp.docs;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes what editors know of the properties that the Spring Boot starter reads, {@code spring-configuration-metadata.json},
 * from the catalog entries: each option is a property.
 */
final class SpringMetadata {

    private static final String COMPONENT = "camel.component.wmmp";
    private static final String DATA_FORMAT = "camel.dataformat.wmmp";
    private static final Map<String, Class<?>> TYPES = Map.of("boolean", Boolean.class, "int", Integer.class, "long",
            Long.class);

    private final ObjectMapper mapper = new ObjectMapper();

    /** The whole file. */
    String text() throws IOException {
        ObjectNode file = mapper.createObjectNode();
        ArrayNode groups = file.putArray("groups");
        groups.addObject().put("name", COMPONENT);
        groups.addObject().put("name", DATA_FORMAT);
        ArrayNode properties = file.putArray("properties");
        add(properties, COMPONENT, ComponentReference.read(ComponentReference.COMPONENT).get("componentProperties"));
        add(properties, DATA_FORMAT, ComponentReference.read(ComponentReference.DATA_FORMAT).get("properties"));
        file.putArray("hints");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return mapper.writer(printer).writeValueAsString(file) + "\n";
    }

    private static void add(ArrayNode properties, String prefix, JsonNode options) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        options.properties().forEach(option -> sorted.put(dashed(option.getKey()), option.getValue()));
        properties.addObject().put("name", prefix + ".enabled").put("type", Boolean.class.getName())
                .put("description", "Whether the properties below set options.").put("defaultValue", true);
        sorted.forEach((name, option) -> {
            ObjectNode property = properties.addObject().put("name", prefix + "." + name).put("type", type(option))
                    .put("description", option.get("description").asText());
            if (option.has("defaultValue")) {
                JsonNode value = option.get("defaultValue");
                property.set("defaultValue", type(option).matches(".*(Integer|Long)") ? new LongNode(value.asLong()) : value);
            }
        });
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String type(JsonNode option) {
        String type = option.get("javaType").asText().replaceAll("<.*>", "");
        if (option.get("type").asText().equals("duration")) {
            return Duration.class.getName();
        }
        if (TYPES.containsKey(type)) {
            return TYPES.get(type).getName();
        }
        // a class within a class
        return type.replaceAll("\\.([A-Z]\\w*)\\.([A-Z])", ".$1\\$$2");
    }
}
