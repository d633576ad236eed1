package io.wmmp.camel;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/** What people do with every component of Camel, done with this one. */
class CamelHabitsTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private void assertDataArrives() {
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(fleet.mock("up").getExchanges()).hasSize(1);
    }

    @Test
    void bothEndsAreRouteTemplates() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("listener").templateParameter("protocol").templateParameter("commands", "TRANSPARENT_DATA")
                        .from("wmmp:platform:{{protocol}}:127.0.0.1:0?commands={{commands}}").to("mock:up");
            }
        });
        TemplatedRouteBuilder.builder(fleet.platform, "listener").routeId("up").parameter("protocol", "udp").add();
        PluginHelper.getRoutesLoader(fleet.terminal).loadRoutes(ResourceHelper.fromString("templates.yaml", """
                - routeTemplate:
                    id: meter
                    parameters:
                      - name: terminal
                    from:
                      uri: direct:up
                      steps:
                        - to: "%s"
                - templatedRoute:
                    routeTemplateRef: meter
                    parameters:
                      - name: terminal
                        value: %s
                """.formatted(fleet.terminalUri("udp", "up").replace(Fleet.ID, "{{terminal}}"), Fleet.ID)));
        fleet.terminal.start();

        assertDataArrives();
    }

    @Test
    void placeholdersStandForAddressIdentityAndSecrets() throws Exception {
        fleet.platform.getPropertiesComponent().addInitialProperty("listener.host", "127.0.0.1");
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:{{listener.host}}:{{listener.port:0}}").routeId("up")
                        .filter(header(WmmpConstants.COMMAND).isEqualTo("TRANSPARENT_DATA")).to("mock:up");
            }
        });
        fleet.terminal.getPropertiesComponent().setInitialProperties(properties(Map.of("port",
                String.valueOf(fleet.port("up")), "id", Fleet.ID, "up", TestSecrets.UPLINK_PASSWORD, "down",
                TestSecrets.DOWNLINK_PASSWORD)));
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to("wmmp:terminal:udp:127.0.0.1:{{port}}?terminalId={{id}}&imei=" + Fleet.IMEI + "&imsi="
                        + Fleet.IMSI + "&uplinkPassword={{up}}&downlinkPassword=RAW({{down}})&answerTimeout=300&sends=10");
            }
        });

        assertDataArrives();
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    @Test
    void exchangesMayComeFromAPool() throws Exception {
        for (ExtendedCamelContext context : new ExtendedCamelContext[] { fleet.platform.getCamelContextExtension(),
                fleet.terminal.getCamelContextExtension() }) {
            context.setExchangeFactory(new PooledExchangeFactory());
        }
        fleet.startBothEnds();
        MockEndpoint up = fleet.mock("up");

        IntStream.range(0, 40).mapToObj(number -> CompletableFuture.supplyAsync(() -> fleet.sendUp("reading " + number)))
                .toList().forEach(sent -> assertThat(sent.join().getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0));
        assertThat(up.getExchanges()).extracting(exchange -> exchange.getIn().getBody(String.class)).containsExactlyInAnyOrder(
                IntStream.range(0, 40).mapToObj(number -> "reading " + number).toArray(String[]::new));
    }

    /** Without a socket, a terminal or a platform. */
    @Test
    void routesAreTestedWithMocksInPlaceOfTheirEndpoints() throws Exception {
        fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:0.0.0.0:9981").routeId("calm").filter(simple("${body[alarm_status]} > 0"))
                        .setBody(constant(Map.of("heartbeat_interval", 10)))
                        .setHeader(WmmpConstants.COMMAND, constant("CONFIG_SET")).to("wmmp:platform?answerTimeout=20s");
            }
        });
        AdviceWith.adviceWith(fleet.platform, "calm", route -> {
            route.replaceFromWith("direct:terminal");
            route.weaveByToUri("wmmp:platform*").replace().to("mock:command");
        });
        fleet.platform.start();
        Exchange alarm = fleet.platform.createProducerTemplate().send("direct:terminal", exchange -> {
            exchange.getIn().setHeaders(Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID, WmmpConstants.COMMAND, "CONFIG_TRAP"));
            exchange.getIn().setBody(Map.of("alarm_status", 1));
        });

        assertThat(alarm.getException()).isNull();
        assertThat(fleet.mock("command").getExchanges()).singleElement()
                .satisfies(
                        command -> assertThat(command.getIn().getHeaders()).containsEntry(WmmpConstants.TERMINAL_ID, Fleet.ID)
                                .containsEntry(WmmpConstants.COMMAND, "CONFIG_SET"));
    }
}
