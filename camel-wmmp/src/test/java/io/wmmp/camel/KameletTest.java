package io.wmmp.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kamelets: what they say of themselves, and what they do with each other. */
class KameletTest {

    private static final String OPTIONS = "META-INF/io/wmmp/camel/wmmp.json";

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KameletTest.class.getClassLoader().getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "wmmp-platform-source", "wmmp-terminal-sink" })
    void itsPropertiesAreOptionsOfTheEndpointAndSoDescribed(String name) throws IOException {
        String text = resource("kamelets/" + name + ".kamelet.yaml");
        JsonNode kamelet = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
        JsonNode options = new ObjectMapper().readTree(resource(OPTIONS)).get("properties");

        assertThat(kamelet.at("/metadata/name").asText()).isEqualTo(name);
        JsonNode definition = kamelet.at("/spec/definition");
        assertThat(definition.get("description").asText()).isNotBlank();
        JsonNode required = definition.path("required");
        definition.get("properties").properties().forEach(property -> {
            JsonNode shape = property.getValue();
            JsonNode option = options.get(property.getKey());
            assertThat(option).as(property.getKey()).isNotNull();
            assertThat(shape.path("title").asText()).as(property.getKey()).isNotBlank();
            assertThat(shape.path("description").asText()).as(property.getKey()).isNotBlank();
            assertThat(shape.path("type").asText()).as(property.getKey())
                    .isEqualTo(option.get("type").asText().replace("enum", "string"));
            assertThat(shape.has("default")).as(property.getKey())
                    .isNotEqualTo(required.toString().contains('"' + property.getKey() + '"'));
            assertThat(shape.path("format").asText().equals("password")).as(property.getKey())
                    .isEqualTo(option.get("secret").asBoolean())
                    .isEqualTo(shape.path("x-descriptors").toString().contains("urn:camel:group:credentials"));
            if (option.has("defaultValue") && shape.has("default")) {
                assertThat(shape.get("default").asText()).as(property.getKey()).isEqualTo(option.get("defaultValue").asText());
            }
            shape.path("enum").forEach(value -> assertThat(option.get("enum")).as(property.getKey()).contains(value));
            assertThat(kamelet.at("/spec/template").toString()).contains("{{" + property.getKey() + "}}");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "wmmp-platform-source", "wmmp-terminal-sink" })
    void itNamesTheArtifactThatItIsIn(String name) throws IOException {
        assertThat(resource("kamelets/" + name + ".kamelet.yaml"))
                .containsPattern("mvn:io\\.wmmp:camel-wmmp:[0-9]+\\.[0-9]+\\.[0-9]+").doesNotContain("${");
    }

    /** A terminal that is a sink has delivered when the route behind the source has completed. */
    @Test
    void theSinkFailsWithTheRouteBehindTheSource() throws Exception {
        MemoryTerminalRegistry terminals = new MemoryTerminalRegistry();
        terminals.add(new TerminalRecord(TerminalId.of(Fleet.ID), new Credentials(Fleet.IMEI, Fleet.IMSI,
                TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, null), null, null, null));
        context.getRegistry().bind("terminals", terminals);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:wmmp-platform-source?host=127.0.0.1&port=0&commands=TRANSPARENT_DATA").to("mock:up")
                        .filter(bodyAs(String.class).contains("fire")).throwException(new IllegalStateException("no"));
            }
        });
        context.start();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:send").to("kamelet:wmmp-terminal-sink?host=127.0.0.1&port=" + port() + "&"
                        + Fleet.IDENTITY + Fleet.PASSWORDS);
            }
        });
        Exchange taken = send("water");
        assertThat(taken.getException()).isNull();
        assertThat(send("fire").getException()).isInstanceOf(RefusedException.class);
    }

    private int port() {
        return context.getRoutes().stream().map(Route::getConsumer).filter(PlatformConsumer.class::isInstance)
                .map(consumer -> ((PlatformConsumer) consumer).getLocalPort()).findFirst().orElseThrow();
    }

    private Exchange send(String data) {
        return context.createProducerTemplate().send("direct:send", exchange -> exchange.getMessage().setBody(data));
    }
}
