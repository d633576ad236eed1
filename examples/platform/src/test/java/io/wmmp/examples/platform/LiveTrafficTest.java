package io.wmmp.examples.platform;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is said with terminals, as events over HTTP. */
class LiveTrafficTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private Box box;

    @BeforeEach
    void start() throws Exception {
        box = Box.start();
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
    }

    @AfterEach
    void stop() {
        box.close();
    }

    @Test
    void framesAreShownDecodedAndTextStaysText() throws Exception {
        try (Listener all = new Listener(""); Listener one = new Listener("?terminal=" + RawTerminal.ID);
                Listener other = new Listener("?terminal=NOBODY0000000000");
                RawTerminal terminal = RawTerminal.connect("udp", box.port("udp"))) {
            terminal.login();
            terminal.exchange(Command.TRANSPARENT_DATA,
                    Map.of("destination_ec_code", "EC1", "text", "<script>alert('1')</script>\nevent: fake"), true);

            for (Listener listener : List.of(all, one)) {
                assertThat(listener.next().path("command").textValue()).isEqualTo("LOGIN");
                JsonNode answer = listener.next();
                assertThat(answer.path("command").textValue()).isEqualTo("LOGIN_ACK");
                assertThat(answer.path("direction").textValue()).isEqualTo("SENT");
                JsonNode data = listener.next();
                assertThat(data.path("terminalId").textValue()).isEqualTo(RawTerminal.ID);
                assertThat(data.path("direction").textValue()).isEqualTo("RECEIVED");
                assertThat(data.path("bearer").textValue()).isEqualTo("UDP");
                assertThat(data.path("sequenceNumber").isNumber()).isTrue();
                assertThat(data.path("remoteAddress").textValue()).contains("127.0.0.1");
                assertThat(data.path("text").textValue()).contains("destination_ec_code=EC1");
                assertThat(listener.next().path("command").textValue()).isEqualTo("TRANSPARENT_DATA_ACK");
            }
            assertThat(other.frames).isEmpty();
        }
    }

    @Test
    void secretsAreMasked() throws Exception {
        try (Listener listener = new Listener(""); RawTerminal terminal = RawTerminal.connect("tcp", box.port("tcp"))) {
            terminal.login();
            CompletableFuture<Answer> keys = Answer.async(box.http("/terminals/" + RawTerminal.ID + "/commands"), "POST", """
                    {"command": "SECURITY_CONFIG", "force": true, "body": {"operation": 1, "uplink_password": null}}""");
            WmmpBody request = terminal.awaitRequest();
            terminal.answer(request, Map.of("result", 0, "uplink_password", RawTerminal.UPLINK_PASSWORD));
            assertThat(keys.join().status()).isEqualTo(200);

            JsonNode told = listener.next();
            while (!told.path("command").textValue().equals("SECURITY_CONFIG_ACK")) {
                told = listener.next();
            }
            assertThat(told.path("text").textValue()).contains("uplink_password=*");
            assertThat(listener.lines).noneMatch(line -> line.contains(RawTerminal.UPLINK_PASSWORD));
        }
    }

    @Test
    void listenersAreFewAndMakeRoomWhenTheyGo() throws Exception {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < LiveTraffic.MAX_LISTENERS; i++) {
            listeners.add(new Listener(""));
        }
        Answer refused = Answer.get(box.http("/traffic"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");

        for (Listener listener : listeners) {
            listener.close();
        }
        await().untilAsserted(() -> new Listener("").close());
    }

    @Test
    void whatIsTooMuchIsMissedAndCounted() throws Exception {
        try (Listener listener = new Listener(""); RawTerminal terminal = RawTerminal.connect("tcp", box.port("tcp"))) {
            terminal.login();
            byte[] heartbeat = terminal.frame(Command.HEART_BEAT, Map.of());
            ByteArrayOutputStream copies = new ByteArrayOutputStream();
            for (int i = 0; i < 10 * LiveTraffic.MAX_WAITING; i++) {
                copies.write(heartbeat);
            }
            await().until(() -> {
                // far more than one turn takes, unless the platform gets them drop by drop: then there are others
                terminal.send(copies.toByteArray());
                return Answer.get(box.http("/status")).json().path("missedFrames").longValue() > 0;
            });
            await().until(() -> listener.missed > 0);
        }
    }

    @Test
    void wrongTerminalsAreNamed() {
        Answer answer = Answer.get(box.http("/traffic?terminal=x"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo("terminal");
    }

    @Test
    void nobodyListensWhenAllHaveGone() throws Exception {
        assertThat(listeners()).isZero();
        Listener listener = new Listener("");
        assertThat(listeners()).isOne();
        listener.close();
        await().until(() -> listeners() == 0);
    }

    private int listeners() {
        return Answer.get(box.http("/status")).json().path("trafficListeners").intValue();
    }

    /** Listens from the moment when it has been made. */
    private final class Listener implements AutoCloseable {

        private static final ObjectMapper MAPPER = new ObjectMapper();

        private final InputStream in;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Queue<JsonNode> frames = new ConcurrentLinkedQueue<>();
        private volatile long missed;

        Listener(String query) throws Exception {
            HttpResponse<InputStream> response = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(box.http("/traffic" + query))).build(), BodyHandlers.ofInputStream());
            in = response.body();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            assertThat(reader.readLine()).isEqualTo(": listening");
            Thread thread = new Thread(() -> listen(reader), "listener");
            thread.setDaemon(true);
            thread.start();
        }

        private void listen(BufferedReader reader) {
            try {
                String event = "";
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                    if (line.startsWith("event: ")) {
                        event = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        JsonNode data = MAPPER.readTree(line.substring(6));
                        if (event.equals("frame")) {
                            frames.add(data);
                        } else {
                            missed = data.path(event).longValue();
                        }
                    }
                }
            } catch (IOException e) {
                lines.add("closed: " + e.getMessage());
            }
        }

        /** Waits for the next frame. */
        JsonNode next() {
            return await().until(frames::poll, Objects::nonNull);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
