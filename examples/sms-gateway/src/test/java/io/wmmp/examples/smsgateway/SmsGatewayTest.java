package io.wmmp.examples.smsgateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The example as it is, over UDP and SMPP sockets. */
class SmsGatewayTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;
    private Path commands;
    private Network network;

    @BeforeEach
    void prepare() throws IOException {
        commands = Files.createDirectory(directory.resolve("commands"));
        network = new Network(commands, Map.of("gateway.messages", "mock:messages", "gateway.events", "mock:events",
                "terminals.heard", "mock:heard", "meter.logout-after", "2s"));
    }

    @AfterEach
    void stop() throws IOException {
        network.close();
    }

    private static List<JsonNode> received(CamelContext context, String mock) {
        return context.getEndpoint("mock:" + mock, MockEndpoint.class).getReceivedExchanges().stream()
                .map(exchange -> parse(exchange.getMessage().getBody(String.class))).toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private List<String> events(String terminal) {
        return received(network.gateway().getCamelContext(), "events").stream()
                .filter(event -> event.path("terminalId").asText().equals(terminal)).map(event -> event.path("event").asText())
                .toList();
    }

    private List<JsonNode> messages(String terminal) {
        return received(network.gateway().getCamelContext(), "messages").stream()
                .filter(message -> message.path("terminalId").asText().equals(terminal)).toList();
    }

    private List<String> heard() {
        return network.terminals().getCamelContext().getEndpoint("mock:heard", MockEndpoint.class).getReceivedExchanges()
                .stream()
                .map(Exchange::getMessage).map(message -> message.getBody(String.class)).toList();
    }

    private List<String> shortMessages() {
        return network.smsc().submitted().stream().map(submit -> {
            WmmpMessage message = Network.read(submit);
            return submit.getSourceAddr() + " to " + submit.getDestAddress() + ": " + message.command();
        }).toList();
    }

    private void awaitBound() {
        await().atMost(LONG).untilAsserted(() -> assertThat(Network.NUMBERS)
                .allSatisfy(number -> assertThat(network.smsc().sessions(number)).as(number).isEqualTo(2)));
    }

    /** The meter has reported, and the platform cannot reach it over UDP any more. */
    private void awaitSleep() {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(messages(Network.METER)).anySatisfy(message -> {
                assertThat(message.path("body").path("text").asText()).endsWith(" litres");
                assertThat(message.path("bearer").asText()).isEqualTo("UDP");
            });
            assertThat(events(Network.METER)).last().isEqualTo("OFFLINE");
        });
    }

    /** The platform has dealt with all that the terminals had to say. */
    private void awaitQuiet() {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(messages(Network.BUOY)).anyMatch(message -> message.path("body").path("alarm_code").asInt() == 3);
            assertThat(network.terminals().getCamelContext().getInflightRepository().size()).isZero();
        });
    }

    private void tell(String terminal, String words) throws IOException {
        Path command = Files.writeString(directory.resolve("command.json"), JSON.writeValueAsString(
                Map.of("terminalId", terminal, "command", "TRANSPARENT_DATA", "body", Map.of("text", words))));
        Files.move(command, commands.resolve(words.replace(' ', '-') + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aMeterThatSleepsIsWokenAndDoesWhatItIsTold() throws Exception {
        network.startGateway();
        network.startTerminals();
        awaitSleep();
        assertThat(shortMessages()).noneMatch(message -> message.contains(Network.NUMBERS.get(1)));

        tell(Network.METER, "valve shut");
        await().atMost(LONG).untilAsserted(() -> assertThat(events(Network.METER)).contains("COMMAND_ANSWERED"));
        assertThat(heard()).containsExactly("valve shut");
        assertThat(shortMessages()).contains("106571734 to 13800000001: REMOTE_CTRL",
                "13800000001 to 106571734: REMOTE_CTRL_ACK");
        assertThat(commands.resolve(".camel/valve-shut.json")).exists();
        await().atMost(LONG).untilAsserted(() -> assertThat(events(Network.METER)).endsWith("COMMAND_ANSWERED", "OFFLINE"));
    }

    @Test
    void aBuoyThatHasNothingButShortMessagesRaisesItsAlarmAndIsTold() throws Exception {
        network.startGateway();
        network.startTerminals();
        await().atMost(LONG).untilAsserted(() -> assertThat(messages(Network.BUOY)).anySatisfy(message -> {
            assertThat(message.path("command").asText()).isEqualTo(Command.CONFIG_TRAP.name());
            assertThat(message.path("bearer").asText()).isEqualTo("SMS");
            assertThat(message.path("body").path("alarm_code").asInt()).isEqualTo(3);
        }));
        assertThat(shortMessages()).contains("13800000002 to 106571734: REGISTER", "13800000002 to 106571734: LOGIN",
                "106571734 to 13800000002: CONFIG_TRAP_ACK");

        awaitQuiet();
        tell(Network.BUOY, "we are coming");
        await().atMost(LONG).untilAsserted(() -> assertThat(events(Network.BUOY)).contains("COMMAND_ANSWERED"));
        assertThat(heard()).contains("we are coming");
        assertThat(shortMessages()).contains("106571734 to 13800000002: TRANSPARENT_DATA");
    }

    @Test
    void whatDoesNotWorkIsKeptApart() throws Exception {
        network.startGateway();
        tell("NOSUCHTERMINAL00", "hello");
        await().atMost(LONG).untilAsserted(() -> assertThat(commands.resolve(".failed/hello.json")).exists());
    }

    @Test
    void theSmsCenterMayComeLateAndMayBeStartedAgain() throws Exception {
        network.stopSmsc();
        network.startGateway();
        network.restartSmsc();
        await().atMost(LONG).until(() -> network.gateway().getCamelContext().getRouteController()
                .getRouteStatus("messages").isStarted());
        network.startTerminals();
        awaitBound();
        awaitSleep();
        awaitQuiet();

        network.stopSmsc();
        network.restartSmsc();
        awaitBound();
        tell(Network.METER, "valve open");
        await().atMost(LONG).untilAsserted(() -> assertThat(events(Network.METER)).contains("COMMAND_ANSWERED"));
        assertThat(shortMessages()).contains("106571734 to 13800000001: REMOTE_CTRL");
        assertThat(heard()).containsExactly("valve open");
    }
}
