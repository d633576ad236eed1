package io.wmmp.camel.dataformat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The catalog entry of the data format, which Camel's Maven plugin writes for nobody but Camel itself. It is written by hand;
 * this holds it against the annotations, from which the plugin would make it.
 */
class DataFormatCatalogTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String text;
    private static JsonNode entry;

    @BeforeAll
    static void load() throws IOException {
        text = resource("/META-INF/io/wmmp/camel/dataformat/wmmp.json");
        entry = JSON.readTree(text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream json = DataFormatCatalogTest.class.getResourceAsStream(name)) {
            return new String(json.readAllBytes(), "UTF-8");
        }
    }

    static Stream<Field> options() {
        return Arrays.stream(WmmpDataFormat.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Metadata.class));
    }

    @ParameterizedTest
    @MethodSource("options")
    void anOptionIsDescribedAsInTheCode(Field field) throws Exception {
        Metadata metadata = field.getAnnotation(Metadata.class);
        JsonNode option = entry.get("properties").get(field.getName());
        assertThat(option.get("description").asText()).isEqualTo(metadata.description()).isNotBlank();
        assertThat(option.get("secret").asBoolean()).isEqualTo(metadata.secret());
        assertThat(option.get("group").asText()).isEqualTo(metadata.label().isEmpty() ? "common" : metadata.label());
        assertThat(option.path("defaultValue").asText()).isEqualTo(metadata.defaultValue());
        assertThat(option.get("javaType").asText()).isEqualTo(field.getType().getCanonicalName());
        if (field.getType().isEnum()) {
            List<String> values = StreamSupport.stream(option.get("enum").spliterator(), false).map(JsonNode::asText).toList();
            assertThat(values).isEqualTo(Arrays.stream(field.getType().getEnumConstants()).map(Object::toString).toList());
        }
        PropertyConfigurerGetter configurer = new WmmpDataFormatConfigurer();
        Object value = configurer.getOptionValue(new WmmpDataFormat(), field.getName(), false);
        assertThat(value == null ? "" : value.toString()).as("default").isEqualTo(metadata.defaultValue());
    }

    @Test
    void thereAreNoOthers() {
        assertThat(entry.get("properties").properties()).extracting(java.util.Map.Entry::getKey)
                .containsExactlyElementsOf(options().map(Field::getName).toList());
        int index = 0;
        for (JsonNode option : entry.get("properties")) {
            assertThat(option.get("index").asInt()).isEqualTo(index++);
        }
    }

    @Test
    void theRestIsAsOfTheComponent() throws Exception {
        JsonNode component = JSON.readTree(resource("/META-INF/io/wmmp/camel/wmmp.json")).get("component");
        JsonNode dataFormat = entry.get("dataformat");
        for (String member : List.of("groupId", "artifactId", "version", "firstVersion", "supportLevel", "deprecated")) {
            assertThat(dataFormat.get(member)).as(member).isEqualTo(component.get(member));
        }
        assertThat(dataFormat.get("javaType").asText()).isEqualTo(WmmpDataFormat.class.getName());
        assertThat(dataFormat.get("name").asText()).isEqualTo(new WmmpDataFormat().getDataFormatName());
    }

    @Test
    void theCatalogTakesIt() {
        CamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addDataFormat("wmmp", WmmpDataFormat.class.getName(), text);
        assertThat(catalog.findDataFormatNames()).contains("wmmp");
        assertThat(catalog.dataFormatModel("wmmp").getOptions()).hasSize((int) options().count());
    }
}
