package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.json.MessageSchema;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The data types for bodies that come from elsewhere than a WMMP consumer. */
class DataTypesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Dialect HEALTH_TESTER = Dialect.load("health-tester");
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:json").transformDataType("wmmp:application-json");
                from("direct:simple").setBody(simple("every ${body[heartbeat_interval]} s"));
                from("direct:object").transformDataType("wmmp:application-x-java-object");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static WmmpMessage message(Command command, WmmpCodec codec, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(TerminalId.of(Fleet.ID)).sequenceNumber(7)
                .body(codec.writeBody(command, body)).build();
    }

    private JsonNode json(Object body, Map<String, Object> headers, Dialect dialect) throws Exception {
        Exchange exchange = context.createProducerTemplate().request("direct:json", request -> {
            request.getIn().setBody(body);
            request.getIn().setHeaders(new LinkedHashMap<>(headers));
            request.setProperty(WmmpConstants.DIALECT, dialect);
        });
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        JsonNode json = JSON.readTree(exchange.getMessage().getBody(String.class));
        assertThat(MessageSchema.problems(json)).isEmpty();
        return json;
    }

    @Test
    void aMessageAsBodyNeedsNoHeaders() throws Exception {
        JsonNode json = json(message(Command.TRANSPARENT_DATA, CODEC, Map.of("text", "36.6")), Map.of(), null);
        assertThat(json.get("command").asText()).isEqualTo("TRANSPARENT_DATA");
        assertThat(json.get("sequenceNumber").asInt()).isEqualTo(7);
        assertThat(json.get("security").asText()).isEqualTo("COMMON");
        assertThat(json.at("/body/text").asText()).isEqualTo("36.6");
    }

    @Test
    void headersSayHowAMessageCame() throws Exception {
        JsonNode json = json(message(Command.HEART_BEAT, CODEC, Map.of()), Map.of(WmmpConstants.BEARER, "SMS",
                WmmpConstants.REMOTE_ADDRESS, "13800000000", WmmpConstants.POSSIBLE_DUPLICATE, true,
                Exchange.MESSAGE_TIMESTAMP, 0L), null);
        assertThat(json.get("bearer").asText()).isEqualTo("SMS");
        assertThat(json.get("remoteAddress").asText()).isEqualTo("13800000000");
        assertThat(json.get("possibleDuplicate").asBoolean()).isTrue();
        assertThat(json.get("timestamp").asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void namesAreThoseOfTheDialectInWhichTheMessageWasRead() throws Exception {
        WmmpMessage message = message(Command.CONFIG_TRAP, CODEC, Map.of("0x0002", "17"));
        assertThat(json(message, Map.of(), null).get("body").has(CODEC.nameOf(2))).isTrue();
        assertThat(json(message, Map.of(), HEALTH_TESTER).get("body").has(new WmmpCodec(HEALTH_TESTER).nameOf(2))).isTrue();
    }

    @Test
    void aMapOfTheRouteShowsNoSecretEither() throws Exception {
        WmmpBody body = CODEC.readBody(message(Command.CONFIG_TRAP, CODEC, Map.of("gprs_password", "hideme")));
        Map<String, Object> headers = Map.of(WmmpConstants.COMMAND, "CONFIG_TRAP", WmmpConstants.TERMINAL_ID, Fleet.ID,
                WmmpConstants.SEQUENCE_NUMBER, 7L, WmmpConstants.PROTOCOL_VERSION, 768, WmmpConstants.SECURITY, "COMMON");
        JsonNode json = json(new LinkedHashMap<>(body), headers, null);
        assertThat(json.at("/body/gprs_password").asText()).isEqualTo("***");
    }

    @Test
    void jsonBecomesWhatAProducerTakes() {
        Exchange exchange = context.createProducerTemplate().request("direct:object", request -> request.getIn().setBody("""
                {"command": "CONFIG_SET", "terminalId": "TESTTERM0000ABCD", "body": {"heartbeat_interval": 45}}"""));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(WmmpConstants.COMMAND)).isEqualTo("CONFIG_SET");
        assertThat(exchange.getMessage().getHeader(WmmpConstants.TERMINAL_ID)).isEqualTo("TESTTERM0000ABCD");
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("heartbeat_interval", 45));
        assertThat(exchange.getMessage().getHeaders()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"command": "SING"}                     | 'SING' is no command
            {"terminalId": ""}                      | 1 to 16 characters
            {"body": 4}                             | body: expects an object
            {"body": {"gprs_password": "***"}}      | gprs_password: is hidden
            """)
    void jsonThatIsNoMessageSaysWhy(String json, String problem) {
        assertThatThrownBy(() -> context.createProducerTemplate().requestBody("direct:object", json))
                .isInstanceOf(CamelExecutionException.class).hasStackTraceContaining(problem);
    }

    @Test
    void simpleReadsBodies() {
        WmmpBody body = CODEC.readBody(message(Command.CONFIG_SET, CODEC, Map.of("heartbeat_interval", 45)));
        assertThat(context.createProducerTemplate().requestBody("direct:simple", body)).isEqualTo("every 45 s");
    }
}
