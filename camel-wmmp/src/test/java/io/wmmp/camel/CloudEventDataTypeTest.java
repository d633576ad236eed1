package io.wmmp.camel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.json.MessageSchema;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The data type wmmp:application-cloudevents. */
class CloudEventDataTypeTest {

    private static final Credentials CREDENTIALS = new Credentials(Fleet.IMEI, Fleet.IMSI, TestSecrets.UPLINK_PASSWORD,
            TestSecrets.DOWNLINK_PASSWORD, null);

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final List<CamelContext> contexts = new ArrayList<>();

    @AfterEach
    void stop() {
        contexts.forEach(CamelContext::stop);
    }

    private static JsonNode json(Message message) throws Exception {
        JsonNode json = new ObjectMapper().readTree(message.getBody(String.class));
        assertThat(MessageSchema.problems(json)).isEmpty();
        assertThat(MessageSchema.text().get("$id").asText())
                .isEqualTo(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SCHEMA_URL));
        return json;
    }

    @Test
    void whatConsumersBringBecomesEvents() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up")
                        // the terminal reports by itself after login
                        .filter(exchange -> exchange.getIn().getBody() instanceof Map<?, ?> body
                                && Integer.valueOf(28).equals(body.get("alarm_code")))
                        .transformDataType("wmmp:application-cloudevents").to("mock:up");
                from("wmmp:platform?events=ONLINE").transformDataType("wmmp:application-cloudevents").to("mock:events");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        Exchange sent = fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_TRAP");
            exchange.getIn().setBody(Map.of("alarm_code", 28));
        });
        assertThat(sent.getException()).isNull();

        Message message = received("up");
        assertThat(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_VERSION)).isEqualTo("1.0");
        assertThat(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE)).isEqualTo("io.wmmp.message.CONFIG_TRAP");
        assertThat(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE)).isEqualTo("wmmp://platform:udp:127.0.0.1:0");
        assertThat(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT)).isEqualTo(Fleet.ID);
        assertThat(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID, String.class))
                .startsWith(Fleet.ID + "-" + message.getHeader(WmmpConstants.SEQUENCE_NUMBER) + "-");
        JsonNode json = json(message);
        assertThat(json.at("/body/alarm_code").asInt()).isEqualTo(28);
        assertThat(Instant.parse(message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TIME, String.class)))
                .isEqualTo(json.get("timestamp").asText());

        Message event = received("events");
        assertThat(event.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE)).isEqualTo("io.wmmp.event.ONLINE");
        assertThat(event.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT)).isEqualTo(Fleet.ID);
        assertThat(event.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID, String.class)).startsWith(Fleet.ID + "-ONLINE-");
        assertThat(json(event).get("event").asText()).isEqualTo("ONLINE");
    }

    private Message received(String mock) {
        await().untilAsserted(() -> assertThat(fleet.mock(mock).getExchanges()).isNotEmpty());
        return fleet.mock(mock).getExchanges().get(0).getIn();
    }

    private CamelContext context(String key) throws Exception {
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        Properties properties = new Properties();
        if (key != null) {
            properties.setProperty("wmmp.cloud-event-key", key);
        }
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:event").transformDataType("wmmp:application-cloudevents");
            }
        });
        context.start();
        return context;
    }

    private static WmmpMessage signed(long session, long number) {
        return Digests.sign(WmmpMessage.builder(Command.HEART_BEAT).terminalId(TerminalId.of(Fleet.ID)).sequenceNumber(number)
                .build(), session, CREDENTIALS, Direction.UPLINK);
    }

    private static Message event(CamelContext context, WmmpMessage message) {
        Exchange exchange = context.createProducerTemplate().request("direct:event",
                request -> request.getIn().setBody(message));
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage();
    }

    private static String id(CamelContext context, WmmpMessage message) {
        return event(context, message).getHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID, String.class);
    }

    @Test
    void copiesOfAMessageHaveOneIdAndOthersAnother() throws Exception {
        CamelContext context = context(null);
        assertThat(id(context, signed(1, 1))).isEqualTo(id(context, signed(1, 1))).startsWith(Fleet.ID + "-1-")
                .hasSize(16 + 3 + 24);
        assertThat(new HashSet<>(List.of(id(context, signed(1, 1)), id(context, signed(1, 2)), id(context, signed(2, 1)))))
                .as("another number, another session").hasSize(3);
    }

    @Test
    void aSharedKeyMakesIdsOutliveTheProcess() throws Exception {
        WmmpMessage message = signed(1, 1);
        assertThat(id(context("one"), message)).isEqualTo(id(context("one"), message))
                .isNotEqualTo(id(context("two"), message));
        assertThat(id(context(null), message)).isNotEqualTo(id(context(null), message));
    }

    @Test
    void aRouteMayNameTheSource() throws Exception {
        CamelContext context = context(null);
        Exchange exchange = context.createProducerTemplate().request("direct:event", request -> {
            request.getIn().setBody(signed(1, 1));
            request.getIn().setHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, "urn:example:plant-7");
        });
        assertThat(exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE)).isEqualTo("urn:example:plant-7");
        assertThat(event(context, signed(1, 1)).getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE)).isEqualTo("direct://event");
    }
}
