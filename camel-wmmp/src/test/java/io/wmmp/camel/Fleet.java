package io.wmmp.camel;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.Platform;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

/** A platform and terminals in two Camel contexts that meet on loopback sockets, for one test. */
final class Fleet implements AfterEachCallback {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    static final String ID = "TESTTERM0000ABCD";
    static final String IMEI = "490154203237518";
    static final String IMSI = "001010123456789";
    static final String IDENTITY = "terminalId=" + ID + "&imei=" + IMEI + "&imsi=" + IMSI;
    static final String PASSWORDS = "&uplinkPassword=" + TestSecrets.UPLINK_PASSWORD + "&downlinkPassword="
            + TestSecrets.DOWNLINK_PASSWORD;

    final CamelContext platform = new DefaultCamelContext();
    final CamelContext terminal = new DefaultCamelContext();
    final MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
    final WmmpComponent component = new WmmpComponent();

    Fleet() {
        registry.save(new TerminalRecord(TerminalId.of(ID),
                new Credentials(IMEI, IMSI, TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, null), "13800000000",
                "EC1", null));
        component.setRegistry(registry);
        platform.addComponent("wmmp", component);
    }

    void startPlatform(RoutesBuilder routes) throws Exception {
        platform.addRoutes(routes);
        platform.start();
    }

    void startTerminal(RoutesBuilder routes) throws Exception {
        terminal.addRoutes(routes);
        terminal.start();
    }

    /** A platform whose route {@code up} takes data to {@code mock:up}. */
    void startPlatform() throws Exception {
        startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up").to("mock:up");
            }
        });
    }

    /** Such a platform, and a terminal that {@link #sendUp} sends from. */
    void startBothEnds() throws Exception {
        startPlatform();
        startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(terminalUri("udp", "up"));
            }
        });
    }

    int port(String routeId) {
        return ((PlatformConsumer) platform.getRoute(routeId).getConsumer()).getLocalPort();
    }

    /** The URI of the provisioned terminal, with short patience. */
    String terminalUri(String protocol, String routeId) {
        return "wmmp:terminal:" + protocol + ":127.0.0.1:" + port(routeId) + "?" + IDENTITY + PASSWORDS
                + "&answerTimeout=300&sends=10&retryInterval=200";
    }

    MockEndpoint mock(String name) {
        return platform.getEndpoint("mock:" + name, MockEndpoint.class);
    }

    Platform sharedPlatform() {
        return component.platformOf((WmmpEndpoint) platform.getEndpoint("wmmp:platform"));
    }

    TerminalStatus status() {
        return sharedPlatform().status(TerminalId.of(ID)).toCompletableFuture().join();
    }

    Exchange sendUp(Object body) {
        return terminal.createProducerTemplate().send("direct:up", exchange -> exchange.getIn().setBody(body));
    }

    /** Sends a command to the provisioned terminal and waits for the answer. */
    Exchange command(String uri, String command, Object body) {
        return platform.createProducerTemplate().send(uri, ExchangePattern.InOut, exchange -> {
            exchange.getIn().setHeaders(Map.of(WmmpConstants.TERMINAL_ID, ID, WmmpConstants.COMMAND, command));
            exchange.getIn().setBody(body);
        });
    }

    Exchange command(String command, Object body) {
        return command("wmmp:platform?answerTimeout=300&sends=10", command, body);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logAll(platform);
        logAll(terminal);
        terminal.stop();
        platform.stop();
    }

    /** What routes had and could have shown, for the search for secrets. */
    private static void logAll(CamelContext context) {
        context.getEndpoints().stream().filter(MockEndpoint.class::isInstance)
                .flatMap(mock -> ((MockEndpoint) mock).getReceivedExchanges().stream()).map(Exchange::getMessage)
                .forEach(message -> LOG.trace("{} {} {}", message.getHeaders(), message.getBody(),
                        message.getBody(String.class)));
    }
}
