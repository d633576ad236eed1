package io.wmmp.camel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Terminals that send to each other through a platform, all of them routes. */
class ForwardingTest {

    private static final String OTHER = "TESTTERM0000EFGH";
    private static final String OTHER_IDENTITY = "terminalId=" + OTHER + "&imei=490154203237526&imsi=001010123456780";

    /** A terminal that waits itself drops what comes: it has to come again soon. */
    private static final String PATIENT = "?answerTimeout=300&sends=10";

    @RegisterExtension
    final Fleet fleet = new Fleet();
    private final CamelContext other = new DefaultCamelContext();

    @BeforeEach
    void provision() {
        fleet.registry.save(otherOf("EC1"));
    }

    private static TerminalRecord otherOf(String ecCode) {
        return new TerminalRecord(TerminalId.of(OTHER), new Credentials("490154203237526", "001010123456780",
                TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, null), null, ecCode, null);
    }

    @AfterEach
    void stop() {
        other.stop();
    }

    /** A platform that listens over both, with more of its options; its routes see what is not forwarded. */
    private void startPlatform(String options) throws Exception {
        PluginHelper.getRoutesLoader(fleet.platform).loadRoutes(ResourceHelper.fromString("platform.yaml", """
                - route:
                    id: udp
                    from:
                      uri: wmmp:platform:udp:127.0.0.1:0%1$s
                      steps:
                        - to: mock:up
                - route:
                    id: tcp
                    from:
                      uri: wmmp:platform:tcp:127.0.0.1:0%1$s
                      steps:
                        - to: mock:up
                """.formatted(options)));
        fleet.platform.start();
    }

    private void startSender(String protocol) throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                String uri = fleet.terminalUri(protocol, protocol);
                from("direct:up").to(uri);
                from(uri).to("mock:received");
            }
        });
    }

    private void startOther(String protocol, Integer answer) throws Exception {
        String uri = fleet.terminalUri(protocol, protocol).replace(Fleet.IDENTITY, OTHER_IDENTITY);
        PluginHelper.getRoutesLoader(other).loadRoutes(ResourceHelper.fromString("other.yaml", """
                - route:
                    id: received
                    from:
                      uri: %s
                      steps:
                        - to: mock:received
                        %s
                - route:
                    from:
                      uri: direct:up
                      steps:
                        - to: %s
                """.formatted(uri, answer == null ? "" : """
                        - setHeader:
                                    name: CamelWmmpAnswer
                                    constant: %d""".formatted(answer), uri)));
        other.start();
        await().untilAsserted(() -> assertThat(fleet.sharedPlatform().status(TerminalId.of(OTHER)).toCompletableFuture().join()
                .state()).isEqualTo(TerminalState.ONLINE));
    }

    private Exchange sendTo(String destination, Object body) {
        return fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.DESTINATION_TERMINAL_ID, destination);
            exchange.getIn().setBody(body);
        });
    }

    private static Object result(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getHeader(WmmpConstants.RESULT);
    }

    private MockEndpoint received() {
        return other.getEndpoint("mock:received", MockEndpoint.class);
    }

    @ParameterizedTest
    @CsvSource({ "udp, tcp", "tcp, udp", "udp, udp", "tcp, tcp" })
    void dataOfOneTerminalReachesAnotherAndItsAnswerComesBack(String from, String to) throws Exception {
        startPlatform(PATIENT);
        startSender(from);
        startOther(to, 7);
        assertThat(result(sendTo(OTHER, "hello"))).isEqualTo(7);
        assertThat(received().getExchanges()).hasSize(1);
        Exchange got = received().getExchanges().get(0);
        assertThat(got.getIn().getBody(String.class)).isEqualTo("hello");
        assertThat(got.getIn().getHeader(WmmpConstants.SOURCE_TERMINAL_ID)).isEqualTo(Fleet.ID);
        assertThat(got.getIn().getHeader(WmmpConstants.DESTINATION_TERMINAL_ID)).isNull();
        assertThat(fleet.mock("up").getExchanges()).noneMatch(this::isData);
    }

    private boolean isData(Exchange exchange) {
        return "TRANSPARENT_DATA".equals(exchange.getIn().getHeader(WmmpConstants.COMMAND));
    }

    @Test
    void positiveAnswerOfTheFarEndIsPositive() throws Exception {
        startPlatform(PATIENT);
        startSender("udp");
        startOther("udp", null);
        assertThat(result(sendTo(OTHER, "hello"))).isEqualTo(0);
    }

    @Test
    void strangersAndAbsentTerminalsGetResults() throws Exception {
        fleet.registry.save(otherOf("EC2"));
        startPlatform(PATIENT);
        startSender("udp");
        assertThat(result(sendTo(OTHER, "hello"))).as("of another application").isEqualTo(3);
        fleet.registry.save(otherOf("EC2").withPeers(Set.of(Fleet.ID)));
        assertThat(result(sendTo(OTHER, "hello"))).as("a peer that is not there").isEqualTo(1);
        assertThat(fleet.mock("up").getExchanges()).noneMatch(this::isData);
    }

    @Test
    void farEndThatFailsToAnswerIsAbsent() throws Exception {
        startPlatform("?answerTimeout=200&sends=2");
        startSender("udp");
        startOther("udp", null);
        other.getRouteController().suspendRoute("received");
        assertThat(result(sendTo(OTHER, "hello"))).isEqualTo(1);
    }

    @Test
    void routeForwardsAndPassesTheAnswerOn() throws Exception {
        PluginHelper.getRoutesLoader(fleet.platform).loadRoutes(ResourceHelper.fromString("platform.yaml", """
                - route:
                    id: udp
                    from:
                      uri: wmmp:platform:udp:127.0.0.1:0
                      parameters:
                        forwarding: "off"
                      steps:
                        - to: mock:up
                        - choice:
                            when:
                              - simple: ${header.CamelWmmpCommand} == 'TRANSPARENT_DATA'
                                steps:
                                  - to:
                                      uri: wmmp:platform
                                      parameters:
                                        operation: forward
                                        answerTimeout: 300
                                        sends: 10
                """));
        fleet.platform.start();
        startSender("udp");
        startOther("udp", 7);
        assertThat(result(sendTo(OTHER, "hello"))).isEqualTo(7);
        assertThat(received().getExchanges().get(0).getIn().getHeader(WmmpConstants.SOURCE_TERMINAL_ID)).isEqualTo(Fleet.ID);
        assertThat(fleet.mock("up").getExchanges()).anyMatch(this::isData);
        assertThat(result(sendTo("TESTTERM0000NONE", "hello"))).isEqualTo(2);
        assertThat(result(sendTo(null, "hello"))).as("for no application that is known: the route has taken it").isEqualTo(0);
    }

    @Test
    void routeSendsInTheNameOfATerminal() throws Exception {
        startPlatform(PATIENT);
        startSender("udp");
        startOther("udp", 7);
        Map<String, Object> headers = Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID, WmmpConstants.DESTINATION_TERMINAL_ID, OTHER);
        String uri = "wmmp:platform?answerTimeout=300&sends=10";
        Exchange sent = fleet.platform.createProducerTemplate().send(uri, ExchangePattern.InOut,
                exchange -> {
                    exchange.getIn().setHeaders(new HashMap<>(headers));
                    exchange.getIn().setBody("from a route");
                });
        assertThat(result(sent)).isEqualTo(7);
        assertThat(received().getExchanges().get(0).getIn().getHeader(WmmpConstants.SOURCE_TERMINAL_ID)).isEqualTo(Fleet.ID);
        // the platform itself may send to everybody
        sent = fleet.platform.createProducerTemplate().send(uri, ExchangePattern.InOut, exchange -> {
            exchange.getIn().setHeader(WmmpConstants.DESTINATION_TERMINAL_ID, OTHER);
            exchange.getIn().setBody("from the platform");
        });
        assertThat(result(sent)).isEqualTo(7);
        assertThat(received().getExchanges().get(1).getIn().getHeader(WmmpConstants.SOURCE_EC_CODE)).isEqualTo("EC1");
        fleet.registry.save(otherOf("EC2"));
        other.stop();
        await().untilAsserted(() -> assertThat(fleet.sharedPlatform().status(TerminalId.of(OTHER)).toCompletableFuture().join()
                .state()).isEqualTo(TerminalState.OFFLINE));
        sent = fleet.platform.createProducerTemplate().send(uri + "&throwExceptionOnFailure=true", ExchangePattern.InOut,
                exchange -> exchange.getIn().setHeaders(new HashMap<>(headers)));
        assertThat(sent.getException()).isInstanceOf(RefusedException.class);
    }

    /** Each waits for the other: one of them is told at once, and nobody until a time limit. */
    @Test
    void terminalsThatSendToEachOtherAtOnceDoNotWaitForEver() throws Exception {
        startPlatform(PATIENT);
        startSender("udp");
        startOther("tcp", null);
        var fromOther = other.createProducerTemplate().asyncSend("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.DESTINATION_TERMINAL_ID, Fleet.ID);
            exchange.getIn().setBody("to the one");
        });
        Exchange fromOne = sendTo(OTHER, "to the other");
        assertThat(List.of(result(fromOne), result(fromOther.get()))).isSubsetOf(0, 1).contains(0);
    }

    @Test
    void operationsOfTerminalsAreNotThoseOfPlatforms() throws Exception {
        startPlatform(PATIENT);
        startSender("udp");
        Exchange sent = fleet.terminal.createProducerTemplate().send("direct:up",
                exchange -> exchange.getIn().setHeader(WmmpConstants.OPERATION, "forward"));
        assertThat(sent.getException()).isInstanceOf(InvalidFieldException.class).hasMessageContaining("CamelWmmpOperation")
                .hasMessageContaining("clearKeys");
        sent = fleet.platform.createProducerTemplate().send("wmmp:platform?operation=forward",
                exchange -> exchange.getIn().setBody("x"));
        assertThat(sent.getException()).isInstanceOf(InvalidFieldException.class).hasMessageContaining("listener");
        assertThatThrownBy(() -> fleet.platform.createProducerTemplate()
                .sendBody("wmmp:platform?operation=reset", "x")).hasStackTraceContaining("Option operation");
    }
}
