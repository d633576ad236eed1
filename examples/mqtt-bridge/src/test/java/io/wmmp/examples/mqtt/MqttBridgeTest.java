package io.wmmp.examples.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.testing.Bridge;
import io.wmmp.testing.RouteTerminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The bridge as it is, between a terminal with a real socket and a broker that an MQTT client watches. */
class MqttBridgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SET_HEARTBEAT = "{\"command\": \"CONFIG_SET\", \"body\": {\"heartbeat_interval\": 45}}";

    @TempDir
    private Path directory;
    private Broker broker;
    private Bridge bridge;
    private RouteTerminal terminal;
    private Observer observer;

    @BeforeEach
    void start() throws Exception {
        broker = new Broker(directory.resolve("broker"));
        bridge = new Bridge(broker.url(), directory.resolve("bridge")).start();
        bridge.add(RouteTerminal.record());
        observe();
    }

    @AfterEach
    void stop() throws Exception {
        observer.close();
        if (terminal != null) {
            terminal.close();
        }
        bridge.close();
        broker.stop();
    }

    private void observe() throws Exception {
        observer = new Observer(broker, (topic, text) -> {
        });
    }

    private void switchOn() throws Exception {
        terminal = new RouteTerminal(bridge.port());
    }

    @Test
    void whatATerminalSaysIsPublished() throws Exception {
        switchOn();
        answered(terminal.send("36.6"));
        answered(terminal.report(Map.of("alarm_type", 3)));

        JsonNode data = awaitHeard("data", 1);
        assertThat(data.at("/body/text").textValue()).isEqualTo("36.6");
        assertThat(data.path("terminalId").textValue()).isEqualTo(RouteTerminal.ID);
        await().atMost(PATIENCE).until(() -> observer.heard(RouteTerminal.ID, "trap").stream().anyMatch(
                trap -> trap.contains("\"alarm_type\":3")));
        await().atMost(PATIENCE).until(() -> observer.heard(RouteTerminal.ID, "event").stream().anyMatch(
                event -> event.contains("\"ONLINE\"")));
    }

    @Test
    void aTerminalGetsNoAnswerWhileTheBrokerIsAway() throws Exception {
        switchOn();
        answered(terminal.send("before"));
        awaitHeard("data", 1);
        observer.close();
        broker.stop();
        CompletableFuture<Exchange> sent = terminal.send("meanwhile");
        int failures = bridge.failures();
        await().atMost(PATIENCE).until(() -> bridge.failures() >= failures + 2);
        assertThat(sent).isNotDone();

        broker.start();
        observe();
        answered(sent);
        await().atMost(PATIENCE).until(() -> observer.heard(RouteTerminal.ID, "data").stream().anyMatch(
                data -> data.contains("\"meanwhile\"")));
    }

    @Test
    void aCommandWaitsForItsTerminalThroughARestartOfTheBridge() throws Exception {
        observer.command(RouteTerminal.ID, SET_HEARTBEAT);
        await().atMost(PATIENCE).until(() -> bridge.queued(RouteTerminal.ID) == 1);
        bridge.close();
        bridge.start();
        switchOn();

        JsonNode answer = awaitHeard("answer", 1);
        assertThat(answer.path("event").textValue()).isEqualTo("COMMAND_ANSWERED");
        assertThat(answer.at("/body/command").textValue()).isEqualTo("CONFIG_SET");
        assertThat(answer.at("/body/result").intValue()).isZero();
    }

    @Test
    void aCommandThatCannotBeIsRefused() throws Exception {
        observer.command(RouteTerminal.ID, "no JSON");
        assertThat(awaitHeard("answer", 1).path("error").textValue()).isNotBlank();
        observer.command("TESTTERM0000FFFF", SET_HEARTBEAT);
        await().atMost(PATIENCE).until(() -> observer.heard("TESTTERM0000FFFF", "answer").size() == 1);
    }

    private JsonNode awaitHeard(String topic, int number) throws Exception {
        await().atMost(PATIENCE).until(() -> observer.heard(RouteTerminal.ID, topic).size() >= number);
        return JSON.readTree(observer.heard(RouteTerminal.ID, topic).get(number - 1));
    }

    private static void answered(CompletableFuture<Exchange> sent) throws Exception {
        sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
