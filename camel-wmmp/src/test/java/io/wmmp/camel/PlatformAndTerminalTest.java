package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.platform.Platform;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A platform route and a terminal route talk over real sockets. */
class PlatformAndTerminalTest {

    private static final String ID = "TESTTERM00000001".replace("00000001", "0000ABCD");

    private final CamelContext platformContext = new DefaultCamelContext();
    private final CamelContext terminalContext = new DefaultCamelContext();

    @AfterEach
    void stop() {
        terminalContext.stop();
        platformContext.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void dataGoesUpAndCommandsGoDown(String protocol) throws Exception {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        registry.add(new TerminalRecord(TerminalId.of(ID),
                new Credentials("490154203237518", "001010123456789", TestSecrets.UPLINK_PASSWORD,
                        TestSecrets.DOWNLINK_PASSWORD, null),
                null, "EC1", null));
        WmmpComponent component = new WmmpComponent();
        component.setRegistry(registry);
        platformContext.addComponent("wmmp", component);
        platformContext.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0").routeId("up").to("mock:up");
                from("direct:down").to(ExchangePattern.InOut, "wmmp:platform?answerTimeout=500");
            }
        });
        platformContext.start();
        int port = ((PlatformConsumer) platformContext.getRoute("up").getConsumer()).getLocalPort();
        String uri = "wmmp:terminal:" + protocol + ":127.0.0.1:" + port + "?terminalId=" + ID
                + "&imei=490154203237518&imsi=001010123456789&uplinkPassword=" + TestSecrets.UPLINK_PASSWORD
                + "&downlinkPassword="
                + TestSecrets.DOWNLINK_PASSWORD
                + "&answerTimeout=500";
        terminalContext.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).to("mock:down");
                from("direct:up").to(uri);
            }
        });
        terminalContext.start();

        MockEndpoint up = platformContext.getEndpoint("mock:up", MockEndpoint.class);
        up.expectedMessageCount(2);
        Exchange sent = terminalContext.createProducerTemplate().send("direct:up", e -> e.getIn().setBody("36.6"));
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        up.assertIsSatisfied();
        Exchange data = up.getExchanges().stream()
                .filter(e -> "TRANSPARENT_DATA".equals(e.getIn().getHeader(WmmpConstants.COMMAND))).findFirst().orElseThrow();
        assertThat(data.getIn().getBody(String.class)).isEqualTo("36.6");
        assertThat(data.getIn().getHeader(WmmpConstants.TERMINAL_ID)).isEqualTo(ID);

        Exchange set = platformContext.createProducerTemplate().send("direct:down", e -> {
            e.getIn().setHeader(WmmpConstants.TERMINAL_ID, ID);
            e.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_SET");
            e.getIn().setBody(Map.of("heartbeat_interval", 45));
        });
        assertThat(set.getException()).isNull();
        assertThat(set.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        Exchange get = platformContext.createProducerTemplate().send("direct:down", e -> {
            e.getIn().setHeader(WmmpConstants.TERMINAL_ID, ID);
            e.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_GET");
            e.getIn().setBody(List.of("heartbeat_interval"));
        });
        assertThat(get.getMessage().getBody(WmmpBody.class)).containsEntry("heartbeat_interval", 45);

        // longer than one part of 900 bytes both ways
        Map<String, Object> longValues = new LinkedHashMap<>();
        longValues.put("update_server_url", "x".repeat(500));
        longValues.put("m2m_platform_url", "platform.example");
        longValues.put("app_server_url", "y".repeat(500));
        longValues.put("gprs_user_id", "joe");
        set = platformContext.createProducerTemplate().send("direct:down", e -> {
            e.getIn().setHeader(WmmpConstants.TERMINAL_ID, ID);
            e.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_SET");
            e.getIn().setBody(longValues);
        });
        assertThat(set.getException()).isNull();
        assertThat(set.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        get = platformContext.createProducerTemplate().send("direct:down", e -> {
            e.getIn().setHeader(WmmpConstants.TERMINAL_ID, ID);
            e.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_GET");
            e.getIn().setBody(List.copyOf(longValues.keySet()));
        });
        assertThat(get.getMessage().getBody(WmmpBody.class)).containsAllEntriesOf(longValues);
        assertThat(get.getMessage().getBody(WmmpBody.class).message().body()).hasSizeGreaterThan(1000);

        terminalContext.stop();
        Platform platform = component.platformOf((WmmpEndpoint) platformContext.getEndpoint("wmmp:platform"));
        await().untilAsserted(() -> assertThat(platform.status(TerminalId.of(ID)).toCompletableFuture().join().state())
                .isEqualTo(TerminalState.OFFLINE));
    }
}
