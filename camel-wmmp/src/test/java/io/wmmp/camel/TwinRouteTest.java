package io.wmmp.camel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Twins of terminals, read and written by YAML routes. */
class TwinRouteTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeEach
    void startPlatform() throws Exception {
        PluginHelper.getRoutesLoader(fleet.platform).loadRoutes(ResourceHelper.fromString("twin.yaml", """
                - route:
                    id: up
                    from:
                      uri: wmmp:platform:udp:127.0.0.1:0
                      parameters:
                        commands: TRANSPARENT_DATA
                      steps:
                        - to: mock:up
                - route:
                    from:
                      uri: wmmp:platform
                      parameters:
                        events: TWIN_IN_SYNC,TWIN_REFUSED,COMMAND_EXECUTED
                      steps:
                        - to: mock:events
                - route:
                    from:
                      uri: direct:get
                      steps:
                        - to:
                            uri: wmmp:platform
                            parameters:
                              operation: getTwin
                - route:
                    from:
                      uri: direct:update
                      steps:
                        - to:
                            uri: wmmp:platform
                            parameters:
                              operation: updateDesired
                - route:
                    from:
                      uri: direct:replace
                      steps:
                        - setHeader:
                            name: CamelWmmpOperation
                            constant: replaceDesired
                        - to: wmmp:platform
                """));
        fleet.platform.start();
    }

    private void startTerminal() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
    }

    private Exchange send(String route, Object body) {
        return fleet.platform.createProducerTemplate().send(route, exchange -> {
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, Fleet.ID);
            exchange.getIn().setBody(body);
        });
    }

    private Map<?, ?> twin(String route, Object body) {
        Exchange exchange = send(route, body);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(Map.class);
    }

    private Object of(String part, String name) {
        return ((Map<?, ?>) twin("direct:get", null).get(part)).get(name);
    }

    private List<Exchange> events(String type) {
        return fleet.mock("events").getExchanges().stream()
                .filter(event -> type.equals(event.getIn().getHeader(WmmpConstants.EVENT))).toList();
    }

    @Test
    void aTerminalBecomesWhatRoutesWantItToBe() throws Exception {
        Map<?, ?> set = twin("direct:update", Map.of("heartbeat_interval", 45, "m2m_apn", "CMIOT"));
        assertThat(set.get("desired")).isEqualTo(Map.of("heartbeat_interval", 45, "m2m_apn", "CMIOT"));
        assertThat(set.get("inSync")).isEqualTo(false);
        startTerminal();
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events("TWIN_IN_SYNC")).hasSize(1));
        assertThat(of("reported", "heartbeat_interval")).isEqualTo(45);
        assertThat(of("reported", "m2m_apn")).isEqualTo("CMIOT");
        assertThat(of("reportedAt", "m2m_apn").toString()).endsWith("Z");
        assertThat(fleet.command("CONFIG_GET", List.of("heartbeat_interval", "m2m_apn")).getMessage().getBody(WmmpBody.class))
                .containsEntry("heartbeat_interval", 45).containsEntry("m2m_apn", "CMIOT");
    }

    @Test
    void whatATerminalRefusesIsTold() throws Exception {
        startTerminal();
        twin("direct:update", Map.of("terminal_serial_number", "0000000000000000", "heartbeat_interval", 45));
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events("TWIN_REFUSED")).hasSize(1));
        assertThat(events("TWIN_REFUSED").get(0).getIn().getBody(Map.class).get("tags"))
                .isEqualTo(List.of("terminal_serial_number"));
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(of("reported", "heartbeat_interval")).isEqualTo(45));
        assertThat(twin("direct:get", null).get("refused")).isEqualTo(List.of("terminal_serial_number"));
    }

    @Test
    void desiredValuesAreChangedOrReplaced() {
        twin("direct:update", Map.of("heartbeat_interval", 45, "m2m_apn", "CMIOT"));
        Map<String, Object> none = new HashMap<>();
        none.put("m2m_apn", null);
        assertThat(twin("direct:update", none).get("desired")).isEqualTo(Map.of("heartbeat_interval", 45));
        assertThat(twin("direct:replace", Map.of("dns_address", "192.0.2.1")).get("desired"))
                .isEqualTo(Map.of("dns_address", "192.0.2.1"));
        assertThat(twin("direct:replace", Map.of()).get("inSync")).isEqualTo(true);
    }

    @Test
    void wrongWishesFailByName() {
        for (Object body : Arrays.asList(Map.of("nonsense", 1), Map.of("uplink_password", "x"), "text", null)) {
            assertThat(send("direct:update", body).getException()).isInstanceOf(InvalidFieldException.class);
        }
        Exchange unknown = fleet.platform.createProducerTemplate().send("direct:get",
                exchange -> exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, "NOBODY0000000000"));
        assertThat(unknown.getException()).isInstanceOf(UnknownTerminalException.class);
    }

    @Test
    void aTerminalThatAsksIsAnsweredFromItsTwin() throws Exception {
        twin("direct:update", Map.of("m2m_apn", "CMIOT"));
        startTerminal();
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events("TWIN_IN_SYNC")).hasSize(1));
        Exchange asked = fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_REQ");
            exchange.getIn().setBody(List.of("m2m_apn"));
            exchange.setPattern(ExchangePattern.InOut);
        });
        assertThat(asked.getException()).isNull();
        assertThat(asked.getMessage().getBody(WmmpBody.class)).containsEntry("result", 0).containsEntry("m2m_apn", "CMIOT");
    }
}
