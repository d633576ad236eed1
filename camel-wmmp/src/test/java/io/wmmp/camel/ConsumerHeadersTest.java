package io.wmmp.camel;

import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** What a route sees of a message. */
class ConsumerHeadersTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private void start(String protocol) throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0").routeId("up")
                        .filter(header(WmmpConstants.COMMAND).isEqualTo(constant("TRANSPARENT_DATA"))).to("mock:up").end()
                        .filter(header(WmmpConstants.COMMAND).isEqualTo(constant("CONFIG_TRAP"))).to("mock:traps").end();
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri(protocol, "up"));
                from(fleet.terminalUri(protocol, "up")).to("mock:down");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void aPlatformRouteSeesAllHeadersAndTheUserData(String protocol) throws Exception {
        start(protocol);
        long before = System.currentTimeMillis();
        fleet.terminal.createProducerTemplate().sendBodyAndHeader("direct:up", "36.6", WmmpConstants.DESTINATION_EC_CODE,
                "EC7");
        Exchange exchange = fleet.mock("up").getExchanges().get(0);
        Message in = exchange.getIn();
        assertThat(exchange.getPattern()).isEqualTo(ExchangePattern.InOnly);
        assertThat(in.getBody()).isInstanceOf(byte[].class);
        assertThat(in.getBody(String.class)).isEqualTo("36.6");
        assertThat(in.getHeader(WmmpConstants.COMMAND)).isEqualTo("TRANSPARENT_DATA");
        assertThat(in.getHeader(WmmpConstants.TERMINAL_ID)).isEqualTo(Fleet.ID);
        assertThat(in.getHeader(WmmpConstants.SEQUENCE_NUMBER)).isInstanceOf(Long.class);
        assertThat(in.getHeader(WmmpConstants.PROTOCOL_VERSION)).isEqualTo(0x0300);
        assertThat(in.getHeader(WmmpConstants.SECURITY)).isEqualTo("VERIFIED");
        assertThat(in.getHeader(WmmpConstants.BEARER)).isEqualTo(protocol.toUpperCase());
        assertThat(in.getHeader(WmmpConstants.REMOTE_ADDRESS, String.class)).startsWith("127.0.0.1:");
        assertThat(in.getHeader(WmmpConstants.DESTINATION_EC_CODE)).isEqualTo("EC7");
        assertThat(in.getHeader(WmmpConstants.DESTINATION_TERMINAL_ID)).isNull();
        assertThat(in.getHeader(WmmpConstants.POSSIBLE_DUPLICATE)).isNull();
        assertThat(in.getMessageTimestamp()).isGreaterThanOrEqualTo(before);
        assertThat(exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class).command())
                .isEqualTo(Command.TRANSPARENT_DATA);
    }

    @Test
    void dataForAnotherTerminalNamesIt() throws Exception {
        start("udp");
        fleet.terminal.createProducerTemplate().sendBodyAndHeader("direct:up", "hello", WmmpConstants.DESTINATION_TERMINAL_ID,
                "TESTTERM0000BBBB");
        assertThat(fleet.mock("up").getExchanges().get(0).getIn().getHeader(WmmpConstants.DESTINATION_TERMINAL_ID))
                .isEqualTo("TESTTERM0000BBBB");
    }

    @Test
    void otherBodiesAreMapsThatKeepTheMessage() throws Exception {
        start("udp");
        fleet.terminal.createProducerTemplate().sendBodyAndHeader("direct:up", Map.of("alarm_code", 28),
                WmmpConstants.COMMAND, "CONFIG_TRAP");
        Exchange trap = fleet.mock("traps").getExchanges().get(1);
        assertThat(trap.getIn().getBody(WmmpBody.class)).containsOnly(Map.entry("alarm_code", 28));
        assertThat(trap.getIn().getBody(WmmpBody.class).message())
                .isSameAs(trap.getProperty(WmmpConstants.MESSAGE));
    }

    @Test
    void anEqualReadingUnderTheNextNumberIsMarked() throws Exception {
        start("udp");
        fleet.sendUp("36.6");
        fleet.sendUp("36.6");
        assertThat(fleet.mock("up").getExchanges()).hasSize(2);
        assertThat(fleet.mock("up").getExchanges().get(1).getIn().getHeader(WmmpConstants.POSSIBLE_DUPLICATE)).isEqualTo(true);
    }

    @Test
    void aTerminalRouteSeesWhatThePlatformSends() throws Exception {
        start("udp");
        fleet.sendUp("on");
        Exchange answered = fleet.command("TRANSPARENT_DATA", "hello");
        assertThat(answered.getException()).isNull();
        Message in = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class).getExchanges()
                .get(0).getIn();
        assertThat(in.getBody(String.class)).isEqualTo("hello");
        assertThat(in.getHeader(WmmpConstants.COMMAND)).isEqualTo("TRANSPARENT_DATA");
        assertThat(in.getHeader(WmmpConstants.SOURCE_EC_CODE)).as("the application that owns the terminal").isEqualTo("EC1");
        assertThat(in.getHeader(WmmpConstants.SECURITY)).isEqualTo("VERIFIED");
    }
}
