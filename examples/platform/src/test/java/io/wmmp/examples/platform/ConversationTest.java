package io.wmmp.examples.platform;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Terminals talk to the platform over sockets, users over HTTP. */
class ConversationTest {

    private static final byte[] DATA = { 0, 1, (byte) 0xFF };

    private Box box;

    @BeforeEach
    void start() throws Exception {
        box = Box.start("wmmp.admission", "open", "wmmp.factory-uplink-password", RawTerminal.UPLINK_PASSWORD,
                "wmmp.factory-downlink-password", RawTerminal.DOWNLINK_PASSWORD);
    }

    @AfterEach
    void stop() {
        box.close();
    }

    private RawTerminal loggedIn(String bearer) throws Exception {
        assertThat(Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED).status()).isEqualTo(201);
        RawTerminal terminal = RawTerminal.connect(bearer, box.port(bearer));
        terminal.login();
        return terminal;
    }

    private CompletableFuture<Answer> command(String json) {
        return Answer.async(box.http("/terminals/" + RawTerminal.ID + "/commands"), "POST", json);
    }

    private JsonNode terminal() {
        return Answer.get(box.http("/terminals/" + RawTerminal.ID)).json();
    }

    private List<JsonNode> lines() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : box.lines()) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void aTerminalLivesFromRegistrationToLogout(String bearer) throws Exception {
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
        try (RawTerminal terminal = RawTerminal.connect(bearer, box.port(bearer))) {
            assertThat(terminal.register(1, RawTerminal.ID)).containsEntry("result", 1);
            assertThat(terminal().path("state").textValue()).isEqualTo("REGISTERED");
            assertThat(terminal.login()).containsEntry("result", 0);
            Instant loggedIn = Instant.now();
            terminal.exchange(Command.HEART_BEAT, Map.of("signal_level", 25), false);
            assertThat(terminal.exchange(Command.CONFIG_TRAP, Map.of("heartbeat_interval", 90), true)).containsEntry("result",
                    0);
            assertThat(
                    terminal.exchange(Command.TRANSPARENT_DATA, Map.of("destination_ec_code", "EC1", "text", "36.6 °C"), true))
                    .containsEntry("result", 0);

            // the positive answers are here, so the lines are there
            JsonNode trap = lines().get(0);
            assertThat(trap.path("command").textValue()).isEqualTo("CONFIG_TRAP");
            assertThat(trap.path("body").path("heartbeat_interval").intValue()).isEqualTo(90);
            JsonNode data = lines().get(1);
            assertThat(data.path("command").textValue()).isEqualTo("TRANSPARENT_DATA");
            assertThat(data.path("terminalId").textValue()).isEqualTo(RawTerminal.ID);
            assertThat(data.path("sequenceNumber").intValue()).isEqualTo(5);
            assertThat(data.path("security").textValue()).isEqualTo("VERIFIED");
            assertThat(data.path("bearer").textValue()).isEqualTo(bearer.toUpperCase());
            assertThat(data.path("remoteAddress").textValue()).startsWith("127.0.0.1:");
            assertThat(Instant.parse(data.path("timestamp").textValue())).isAfterOrEqualTo(loggedIn.minusSeconds(60));
            assertThat(data.path("body").path("text").textValue()).isEqualTo("36.6 °C");
            assertThat(Base64.getDecoder().decode(data.path("body").path("user_data").textValue()))
                    .isEqualTo("36.6 °C".getBytes(StandardCharsets.UTF_8));

            JsonNode online = terminal();
            assertThat(online.path("state").textValue()).isEqualTo("ONLINE");
            assertThat(online.path("bearer").textValue()).isEqualTo(bearer.toUpperCase());
            assertThat(online.path("remoteAddress").textValue()).isEqualTo(data.path("remoteAddress").textValue());
            assertThat(Instant.parse(online.path("lastSeen").textValue())).isNotNull();

            terminal.exchange(Command.LOGOUT, Map.of("reason", 0), true);
            assertThat(terminal().path("state").textValue()).isEqualTo("OFFLINE");
            assertThat(command("{\"command\": \"CONFIG_GET\", \"body\": [\"heartbeat_interval\"], \"force\": true}").join()
                    .status()).isEqualTo(409);
        }
    }

    @Test
    void aTerminalThatIsAwayGetsItsCommandsWhenItIsBack() throws Exception {
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
        assertThat(terminal().path("queued").intValue()).isZero();
        Answer first = command("{\"command\": \"CONFIG_SET\", \"body\": {\"heartbeat_interval\": 45}, \"wait\": 0}").join();
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().toString()).isEqualTo("{\"queued\":1}");
        Answer second = command("{\"command\": \"CONFIG_GET\", \"body\": [\"m2m_apn\"], \"wait\": 1}").join();
        assertThat(second.json().toString()).isEqualTo("{\"queued\":2}");
        CompletableFuture<Answer> third = command("{\"command\": \"CONFIG_GET\", \"body\": [\"dns_address\"], \"wait\": 60}");
        await().until(() -> terminal().path("queued").intValue() == 3);

        try (RawTerminal terminal = RawTerminal.connect("udp", box.port("udp"))) {
            terminal.login();
            WmmpBody request = terminal.awaitRequest();
            assertThat(request).containsEntry("heartbeat_interval", 45);
            terminal.answer(request, Map.of("result", 0));
            request = terminal.awaitRequest();
            assertThat(request.keySet()).containsExactly("m2m_apn");
            terminal.answer(request, Map.of("result", 0, "m2m_apn", "cmiot"));
            request = terminal.awaitRequest();
            terminal.answer(request, Map.of("result", 0, "dns_address", "192.0.2.1"));
            assertThat(third.join().json().toString()).isEqualTo("{\"result\":0,\"body\":{\"dns_address\":\"192.0.2.1\"}}");
            await().until(() -> terminal().path("queued").intValue() == 0);
        }
    }

    @Test
    void aTerminalBecomesWhatItsTwinWants() throws Exception {
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
        String desired = box.http("/terminals/" + RawTerminal.ID + "/twin/desired");
        assertThat(Answer.async(desired, "PUT", "{\"heartbeat_interval\": 45, \"dns_address\": \"192.0.2.1\"}").join().json()
                .path("desired").toString()).isEqualTo("{\"dns_address\":\"192.0.2.1\",\"heartbeat_interval\":45}");
        assertThat(Answer.async(desired, "PATCH", "{\"m2m_apn\": \"cmiot\", \"dns_address\": null}").join().status())
                .isEqualTo(200);
        Answer wrong = Answer.async(desired, "PATCH", "{\"uplink_password\": \"x\"}").join();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("field").textValue()).isEqualTo("uplink_password");
        assertThat(terminal().path("twin").path("inSync").booleanValue()).isFalse();
        try (RawTerminal terminal = RawTerminal.connect("udp", box.port("udp"))) {
            terminal.login();
            WmmpBody request = terminal.awaitRequest();
            assertThat(request).containsOnly(Map.entry("m2m_apn", "cmiot"), Map.entry("heartbeat_interval", 45));
            terminal.answer(request, Map.of("result", 0));
            await().until(() -> terminal().path("twin").path("inSync").booleanValue());
            assertThat(terminal().path("twin").path("reported").toString())
                    .isEqualTo("{\"m2m_apn\":\"cmiot\",\"heartbeat_interval\":45}");
        }
    }

    @Test
    void forceIsTrueOrFalse() {
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
        Answer answer = command("{\"command\": \"CONFIG_GET\", \"body\": [\"m2m_apn\"], \"force\": \"yes\"}").join();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("field").textValue()).isEqualTo("force");
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void usersConfigureATerminal(String bearer) throws Exception {
        try (RawTerminal terminal = loggedIn(bearer)) {
            CompletableFuture<Answer> set = command("""
                    {"command": "CONFIG_SET", "body": {"heartbeat_interval": 45, "0x8123": "AAH/"}, "wait": 10}""");
            WmmpBody request = terminal.awaitRequest();
            assertThat(request.message().command()).isEqualTo(Command.CONFIG_SET);
            assertThat(request).containsEntry("heartbeat_interval", 45);
            assertThat((byte[]) request.get("0x8123")).isEqualTo(DATA);
            terminal.answer(request, Map.of("result", 0));
            assertThat(set.join().status()).isEqualTo(200);
            assertThat(set.join().json().toString()).isEqualTo("{\"result\":0,\"body\":{}}");

            for (String body : List.of("[\"heartbeat_interval\", \"0x8123\"]",
                    "{\"heartbeat_interval\": null, \"0x8123\": null}")) {
                CompletableFuture<Answer> get = command("{\"command\": \"CONFIG_GET\", \"body\": " + body + "}");
                request = terminal.awaitRequest();
                assertThat(request.keySet()).containsExactly("heartbeat_interval", "0x8123");
                Map<String, Object> values = new HashMap<>(Map.of("result", 0, "heartbeat_interval", 45, "0x8123", DATA));
                terminal.answer(request, values);
                assertThat(get.join().json().path("body").path("heartbeat_interval").intValue()).isEqualTo(45);
                assertThat(get.join().json().path("body").path("0x8123").textValue()).isEqualTo("AAH/");
            }
        }
    }

    @Test
    void aRefusalIsAnAnswerThatNamesTheTags() throws Exception {
        try (RawTerminal terminal = loggedIn("udp")) {
            CompletableFuture<Answer> set = command("{\"command\": \"CONFIG_SET\", \"body\": {\"heartbeat_interval\": 45}}");
            terminal.answer(terminal.awaitRequest(), Map.of("result", 1, "faulty", List.of("heartbeat_interval")));
            assertThat(set.join().json().toString()).isEqualTo("{\"result\":1,\"body\":{\"faulty\":[\"heartbeat_interval\"]}}");
        }
    }

    @Test
    void dataGoesToATerminalAsTextOrBytes() throws Exception {
        try (RawTerminal terminal = loggedIn("tcp")) {
            CompletableFuture<Answer> text = command("{\"command\": \"TRANSPARENT_DATA\", \"body\": {\"text\": \"hello\"}}");
            WmmpBody request = terminal.awaitRequest();
            assertThat((byte[]) request.get("user_data")).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(request).containsEntry("source_ec_code", "EC1");
            terminal.answer(request, Map.of("result", 5));
            assertThat(text.join().json().path("result").intValue()).isEqualTo(5);

            CompletableFuture<Answer> bytes = command(
                    "{\"command\": \"TRANSPARENT_DATA\", \"body\": {\"user_data\": \"AAH/\"}}");
            request = terminal.awaitRequest();
            assertThat((byte[]) request.get("user_data")).isEqualTo(DATA);
            terminal.answer(request, Map.of("result", 0));
            assertThat(bytes.join().status()).isEqualTo(200);
        }
    }

    @Test
    void secretsThatATerminalTellsStayHidden() throws Exception {
        try (RawTerminal terminal = loggedIn("tcp")) {
            CompletableFuture<Answer> read = command("""
                    {"command": "SECURITY_CONFIG", "body": {"operation": 1, "uplink_password": null}}""");
            WmmpBody request = terminal.awaitRequest();
            terminal.answer(request, Map.of("result", 0, "uplink_password", RawTerminal.UPLINK_PASSWORD));
            assertThat(read.join().json().path("result").intValue()).isZero();
            assertThat(read.join().response().body()).doesNotContain(RawTerminal.UPLINK_PASSWORD);
        }
    }

    @Test
    void aCommandThatGotLostIsRepeatedWithinTheWait() throws Exception {
        try (RawTerminal terminal = loggedIn("udp")) {
            CompletableFuture<Answer> set = command("""
                    {"command": "CONFIG_SET", "body": {"heartbeat_interval": 45}, "wait": 3}""");
            WmmpBody lost = terminal.awaitRequest();
            WmmpBody repeat = terminal.awaitRequest();
            assertThat(repeat.message().toBytes()).isEqualTo(lost.message().toBytes());
            terminal.answer(repeat, Map.of("result", 0));
            assertThat(set.join().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({ "1, 1", "0, 0" })
    void aCommandWithoutAnswerTimesOut(int wait, int seconds) throws Exception {
        try (RawTerminal terminal = loggedIn("udp")) {
            long start = System.nanoTime();
            Answer answer = command(
                    "{\"command\": \"CONFIG_SET\", \"body\": {\"heartbeat_interval\": 45}, \"wait\": " + wait + "}")
                    .join();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(seconds * 900_000_000L);
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.json().path("detail").textValue()).contains("CONFIG_SET", RawTerminal.ID, "not answered");
            assertThat(terminal.awaitRequest()).containsEntry("heartbeat_interval", 45);
        }
    }

    @Test
    void aSecondCommandWaitsNoLongerThanItsUser() throws Exception {
        try (RawTerminal terminal = loggedIn("udp")) {
            CompletableFuture<Answer> first = command("{\"command\": \"CONFIG_GET\", \"body\": [\"m2m_apn\"], \"wait\": 60}");
            WmmpBody request = terminal.awaitRequest();
            assertThat(command("{\"command\": \"CONFIG_GET\", \"body\": [\"dns_address\"], \"wait\": 1}").join().status())
                    .isEqualTo(504);
            terminal.answer(request, Map.of("result", 0, "m2m_apn", "cmiot"));
            assertThat(first.join().status()).isEqualTo(200);
        }
    }

    @Test
    void nobodyWaitsForAPlatformThatStops() throws Exception {
        try (RawTerminal terminal = loggedIn("udp")) {
            CompletableFuture<Answer> set = command("""
                    {"command": "CONFIG_SET", "body": {"heartbeat_interval": 45}, "wait": 300}""");
            terminal.awaitRequest();
            box.close();
            assertThat(set.join().status()).isEqualTo(503);
        }
    }

    @Test
    void newcomersAreAdmittedWithTheFactoryPasswords() throws Exception {
        try (RawTerminal terminal = RawTerminal.connect("udp", box.port("udp"))) {
            WmmpBody answer = terminal.register(0, "TESTTERM00000000");
            assertThat(answer).containsEntry("result", 1);
            String serial = String.valueOf(answer.get("assigned_terminal_id"));
            terminal.becomes(serial);
            assertThat(terminal.login()).containsEntry("result", 0);
            assertThat(Answer.get(box.http("/terminals/" + serial)).json().path("state").textValue()).isEqualTo("ONLINE");
        }
    }

    @Test
    void rubbishIsPassedOver() throws Exception {
        try (RawTerminal terminal = loggedIn("udp")) {
            byte[] rubbish = new byte[100];
            Arrays.fill(rubbish, (byte) 0xA5);
            terminal.send(rubbish);
            terminal.send(new byte[0]);
            terminal.exchange(Command.HEART_BEAT, Map.of(), true);
        }
        assertThat(box.lines()).isEmpty();
    }

    @Test
    void aLineThatCannotBeWrittenIsNotAnswered() throws Exception {
        try (RawTerminal terminal = loggedIn("tcp")) {
            box.breakOutput();
            WmmpBody answer = terminal.exchange(Command.TRANSPARENT_DATA, Map.of("destination_ec_code", "EC1", "text", "x"),
                    true);
            assertThat(answer.get("result")).isNotEqualTo(0);
        }
    }
}
