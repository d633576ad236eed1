package io.wmmp.examples.healthtester;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The health tester as it is, and a platform of three routes on the other end of a real socket. */
class HealthTesterTest {

    private final CamelContext platform = new DefaultCamelContext();
    private final Queue<String> data = new ConcurrentLinkedQueue<>();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private Main tester;

    @AfterEach
    void stop() {
        if (tester != null) {
            tester.stop();
        }
        platform.stop();
    }

    @ParameterizedTest
    @CsvSource({ "udp, wmmp-3.0", "tcp, wmmp-3.0", "udp, health-tester" })
    void reportsVitalSignsAndLetsItselfBeConfigured(String protocol, String dialect) throws Exception {
        int port = startPlatform(protocol, dialect);
        startTester("tester.platform", protocol + ":127.0.0.1:" + port, "tester.dialect", dialect);

        await("two rounds of vital signs").until(() -> data.size() >= 12);
        ObjectMapper json = new ObjectMapper();
        for (String reading : data) {
            JsonNode parsed = json.readTree(reading);
            assertThat(parsed.hasNonNull("unit") && parsed.hasNonNull("time")).as(reading).isTrue();
        }
        assertThat(data).map(reading -> json.readTree(reading).get("kind").asText()).startsWith("ecg", "temperature",
                "bloodPressure", "pulse", "oxygenSaturation", "respiration", "ecg");
        assertThat(events).containsExactly("REGISTERED", "ONLINE");

        Exchange set = send("CONFIG_SET", Map.of("heartbeat_interval", 45));
        assertThat(set.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        Exchange get = send("CONFIG_GET", List.of("heartbeat_interval"));
        assertThat(get.getMessage().getBody(WmmpBody.class)).containsEntry("heartbeat_interval", 45);
        Exchange words = send("TRANSPARENT_DATA", "Please sit still");
        assertThat(words.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        await().until(() -> log.contains("The platform says: Please sit still"));

        tester.stop();
        await("logout").until(() -> events.contains("OFFLINE"));
    }

    @ParameterizedTest
    @CsvSource({ "udp", "tcp" })
    void goesOnWhenAPlatformHasBeenSilent(String protocol) throws Exception {
        int port = startPlatform(protocol, "wmmp-3.0");
        platform.suspend();
        startTester("tester.platform", protocol + ":127.0.0.1:" + port, "tester.retry-interval", "100ms");
        await("given up").until(() -> log.stream().anyMatch(line -> line.startsWith("Not reported: ")));
        assertThat(data).isEmpty();

        platform.resume();
        await("readings").until(() -> data.size() >= 2);
    }

    private int startPlatform(String protocol, String dialect) throws Exception {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        registry.add(TestTerminal.record(dialect));
        WmmpComponent component = new WmmpComponent();
        component.setRegistry(registry);
        platform.addComponent("wmmp", component);
        platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0").routeId("up")
                        .filter(header(WmmpConstants.COMMAND).isEqualTo("TRANSPARENT_DATA"))
                        .process(exchange -> data.add(exchange.getIn().getBody(String.class)));
                from("wmmp:platform?events=REGISTERED,ONLINE,OFFLINE")
                        .process(exchange -> events.add(exchange.getIn().getHeader(WmmpConstants.EVENT, String.class)));
                from("direct:down").to(ExchangePattern.InOut, "wmmp:platform?answerTimeout=500&sends=40");
            }
        });
        platform.start();
        return ((PlatformConsumer) platform.getRoute("up").getConsumer()).getLocalPort();
    }

    private void startTester(String... settings) throws Exception {
        tester = HealthTesterMain.newMain();
        TestTerminal.SETTINGS.forEach(tester::addOverrideProperty);
        tester.addOverrideProperty("tester.seed", "1");
        tester.addOverrideProperty("tester.interval", "20");
        tester.addOverrideProperty("tester.answer-timeout", "300");
        for (int i = 0; i < settings.length; i += 2) {
            tester.addOverrideProperty(settings[i], settings[i + 1]);
        }
        tester.init();
        tester.getCamelContext().getCamelContextExtension().addLogListener((exchange, definition, message) -> {
            log.add(message);
            return message;
        });
        tester.start();
    }

    private Exchange send(String command, Object body) {
        Exchange exchange = platform.createProducerTemplate().send("direct:down", request -> {
            request.getIn().setHeader(WmmpConstants.TERMINAL_ID, TestTerminal.ID);
            request.getIn().setHeader(WmmpConstants.COMMAND, command);
            request.getIn().setBody(body);
        });
        assertThat(exchange.getException()).isNull();
        return exchange;
    }
}
