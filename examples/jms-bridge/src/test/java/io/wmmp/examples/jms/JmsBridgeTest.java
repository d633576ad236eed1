package io.wmmp.examples.jms;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
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

/** The bridge as it is, between a terminal with a real socket and a broker with a real journal. */
class JmsBridgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NOTHING_MORE_MILLIS = 1500;
    private static final String SET_HEARTBEAT = """
            {"terminalId": "%s", "command": "CONFIG_SET", "body": {"heartbeat_interval": 45}}""".formatted(RouteTerminal.ID);
    private static final String TAKE_A_SEAT = """
            {"terminalId": "%s", "command": "TRANSPARENT_DATA", "body": {"text": "take a seat"}}""".formatted(RouteTerminal.ID);

    @TempDir
    private Path directory;
    private Broker broker;
    private Bridge bridge;
    private RouteTerminal terminal;
    private CountDownLatch mayAnswer = new CountDownLatch(0);

    @BeforeEach
    void start() throws Exception {
        broker = new Broker(directory.resolve("broker"));
        bridge = Demo.bridge(broker, directory.resolve("bridge")).start();
        bridge.add(RouteTerminal.record());
    }

    @AfterEach
    void stop() throws Exception {
        mayAnswer.countDown();
        if (terminal != null) {
            terminal.close();
        }
        bridge.close();
        broker.stop();
    }

    private void switchOn() throws Exception {
        terminal = new RouteTerminal(bridge.port(), mayAnswer);
    }

    @Test
    void theBrokerHasDataAndAlarmsBeforeTheTerminalHasItsAnswer() throws Exception {
        switchOn();
        answered(terminal.send("36.6"));
        try (JMSContext client = client()) {
            Message data = client.createConsumer(client.createQueue("wmmp.data")).receiveNoWait();
            assertThat(data).isNotNull();
            assertThat(json(data).at("/body/text").textValue()).isEqualTo("36.6");
            assertThat(json(data).path("terminalId").textValue()).isEqualTo(RouteTerminal.ID);
            assertThat(data.getStringProperty("JMSXGroupID")).isEqualTo(RouteTerminal.ID);
        }
        answered(terminal.report(Map.of("alarm_type", 3)));
        try (JMSContext client = client()) {
            JMSConsumer alarms = client.createConsumer(client.createQueue("wmmp.alarms"));
            await().atMost(PATIENCE).until(() -> json(alarms.receiveNoWait()).at("/body/alarm_type").isNumber());
        }
    }

    @Test
    void aTerminalGetsNoAnswerWhileTheBrokerIsAway() throws Exception {
        switchOn();
        answered(terminal.send("before"));
        broker.stop();
        CompletableFuture<Exchange> sent = terminal.send("meanwhile");
        int failures = bridge.failures();
        await().atMost(PATIENCE).until(() -> bridge.failures() >= failures + 2);
        assertThat(sent).isNotDone();

        broker.start();
        answered(sent);
        try (JMSContext client = client()) {
            JMSConsumer data = client.createConsumer(client.createQueue("wmmp.data"));
            assertThat(json(receive(data)).at("/body/text").textValue()).isEqualTo("before");
            assertThat(json(receive(data)).at("/body/text").textValue()).isEqualTo("meanwhile");
            assertThat(data.receive(NOTHING_MORE_MILLIS)).isNull();
        }
    }

    @Test
    void aCommandWaitsForItsTerminalThroughARestartOfTheBridge() throws Exception {
        try (JMSContext client = client()) {
            Queue answers = client.createQueue("answers.of.mine");
            client.createProducer().setJMSReplyTo(answers).setJMSCorrelationID("42")
                    .send(client.createQueue("wmmp.commands"), SET_HEARTBEAT);
            awaitCommandCommitted();
            bridge.close();
            bridge.start();
            switchOn();

            Message answer = receive(client.createConsumer(answers));
            assertThat(answer.getJMSCorrelationID()).isEqualTo("42");
            assertThat(json(answer).path("event").textValue()).isEqualTo("COMMAND_ANSWERED");
            assertThat(json(answer).at("/body/result").intValue()).isZero();
        }
    }

    @Test
    void anAnswerWaitsForTheBroker() throws Exception {
        mayAnswer = new CountDownLatch(1);
        switchOn();
        try (JMSContext client = client()) {
            client.createProducer().send(client.createQueue("wmmp.commands"), TAKE_A_SEAT);
            awaitCommandCommitted();
            await().atMost(PATIENCE).until(() -> terminal.heard().contains("take a seat"));
        }
        broker.stop();
        mayAnswer.countDown();
        await().atMost(PATIENCE).until(() -> bridge.queued(RouteTerminal.ID) == 0);

        broker.start();
        try (JMSContext client = client()) {
            JMSConsumer answers = client.createConsumer(client.createQueue("wmmp.answers"));
            Message answer = receive(answers);
            assertThat(answer.getJMSCorrelationID()).startsWith("ID:");
            assertThat(json(answer).at("/body/command").textValue()).isEqualTo("TRANSPARENT_DATA");
            assertThat(json(answer).at("/body/result").intValue()).isZero();
            assertThat(answers.receive(NOTHING_MORE_MILLIS)).isNull();
        }
    }

    @Test
    void aCommandThatCannotBeIsRefusedOnce() throws Exception {
        try (JMSContext client = client()) {
            JMSConsumer answers = client.createConsumer(client.createQueue("wmmp.answers"));
            for (String wrong : new String[] { "no JSON",
                    "{\"terminalId\": \"TESTTERM0000FFFF\", \"command\": \"REMOTE_CTRL\"}",
                    "{\"terminalId\": \"" + RouteTerminal.ID + "\", \"command\": \"LOGIN\"}" }) {
                client.createProducer().setJMSCorrelationID(wrong).send(client.createQueue("wmmp.commands"), wrong);
                Message answer = receive(answers);
                assertThat(answer.getJMSCorrelationID()).isEqualTo(wrong);
                assertThat(json(answer).path("error").textValue()).isNotBlank();
            }
            assertThat(answers.receive(NOTHING_MORE_MILLIS)).isNull();
        }
    }

    /** It is with the platform, and with the broker no more. */
    private void awaitCommandCommitted() {
        await().atMost(PATIENCE).until(() -> bridge.queued(RouteTerminal.ID) == 1 && broker.messages("wmmp.commands") == 0);
    }

    private JMSContext client() {
        return new ActiveMQConnectionFactory(broker.url()).createContext();
    }

    private static Message receive(JMSConsumer consumer) {
        Message message = consumer.receive(PATIENCE.toMillis());
        assertThat(message).isNotNull();
        return message;
    }

    private static JsonNode json(Message message) throws Exception {
        return message == null ? JSON.missingNode() : JSON.readTree(message.getBody(String.class));
    }

    private static void answered(CompletableFuture<Exchange> sent) throws Exception {
        sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
