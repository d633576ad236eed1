package io.wmmp.camel;

import java.time.Instant;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.json.MessageSchema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The data type wmmp:application-json. */
class JsonDataTypeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeEach
    void start() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").transformDataType("wmmp:application-json")
                        .filter(simple("${header.CamelWmmpSequenceNumber} > 3")).to("mock:json");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
    }

    private JsonNode json(String command, Object body) throws Exception {
        Exchange sent = fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
            exchange.getIn().setHeader(WmmpConstants.DESTINATION_EC_CODE, "EC7");
            exchange.getIn().setBody(body);
        });
        assertThat(sent.getException()).isNull();
        JsonNode json = JSON.readTree(fleet.mock("json").getExchanges().get(0).getIn().getBody(String.class));
        assertThat(MessageSchema.problems(json)).isEmpty();
        return json;
    }

    @Test
    void textIsShownBesideItsBytes() throws Exception {
        JsonNode json = json("TRANSPARENT_DATA", "36.6 °C");
        assertThat(json.get("command").asText()).isEqualTo("TRANSPARENT_DATA");
        assertThat(json.get("terminalId").asText()).isEqualTo(Fleet.ID);
        assertThat(json.get("sequenceNumber").isIntegralNumber()).isTrue();
        assertThat(json.get("protocolVersion").asInt()).isEqualTo(0x0300);
        assertThat(json.get("security").asText()).isEqualTo("VERIFIED");
        assertThat(json.get("bearer").asText()).isEqualTo("UDP");
        assertThat(json.get("remoteAddress").asText()).startsWith("127.0.0.1:");
        assertThat(Instant.parse(json.get("timestamp").asText())).isBefore(Instant.now().plusSeconds(1));
        assertThat(json.get("body").get("text").asText()).isEqualTo("36.6 °C");
        assertThat(new String(json.get("body").get("user_data").binaryValue(), "UTF-8")).isEqualTo("36.6 °C");
        assertThat(json.get("body").get("destination_ec_code").asText()).isEqualTo("EC7");
    }

    @Test
    void bytesThatAreNoTextAreBase64Only() throws Exception {
        JsonNode body = json("TRANSPARENT_DATA", new byte[] { (byte) 0xFF, 0, 1 }).get("body");
        assertThat(body.get("user_data").asText()).isEqualTo("/wAB");
        assertThat(body.has("text")).isFalse();
    }

    @Test
    void secretsAreAsterisks() throws Exception {
        JsonNode body = json("CONFIG_TRAP", Map.of("gprs_password", "hideme", "alarm_code", 28)).get("body");
        assertThat(body.get("gprs_password").asText()).isEqualTo("***");
        assertThat(body.get("alarm_code").asInt()).isEqualTo(28);
    }

    @Test
    void otherBodiesAreObjectsWithTheNamesOfTheDictionary() throws Exception {
        JsonNode body = json("CONFIG_TRAP", Map.of("alarm_code", 28, "0x8123", new byte[] { 1, 2 })).get("body");
        assertThat(body.get("alarm_code").asInt()).isEqualTo(28);
        assertThat(body.get("0x8123").asText()).isEqualTo("AQI=");
    }

    @Test
    void eventsHaveAFormOfTheirOwn() throws Exception {
        fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform?events=OFFLINE").transformDataType("wmmp:application-json").to("mock:events");
            }
        });
        json("TRANSPARENT_DATA", "x");
        fleet.terminal.stop();
        await().untilAsserted(() -> assertThat(fleet.mock("events").getExchanges()).isNotEmpty());
        JsonNode json = JSON.readTree(fleet.mock("events").getExchanges().get(0).getIn().getBody(String.class));
        assertThat(MessageSchema.problems(json)).isEmpty();
        assertThat(json.get("event").asText()).isEqualTo("OFFLINE");
        assertThat(json.get("terminalId").asText()).isEqualTo(Fleet.ID);
    }
}
