package io.wmmp.examples.springboot;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application as the README starts it, on ports that are free: platform and terminal, over UDP. */
class PlatformApplicationTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static ConfigurableApplicationContext application;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void start() throws IOException {
        application = SpringApplication.run(PlatformApplication.class, "--spring.profiles.active=demo", "--server.port=0",
                "--platform.udp=127.0.0.1:" + freeUdpPort(), "--platform.tcp=127.0.0.1:0");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void aTerminalReportsAndTakesACommand() throws Exception {
        await().atMost(LONG).untilAsserted(() -> assertThat(count("wmmp.sessions?tag=state:online")).isEqualTo(1));
        await().atMost(LONG).untilAsserted(
                () -> assertThat(count("wmmp.requests.received?tag=command:TRANSPARENT_DATA&tag=result:success")).isPositive());

        JsonNode answer = json.readTree(send(request("/terminals/TESTTERM0000ABCD/CONFIG_SET")
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{\"heartbeat_interval\": 45}"))));
        assertThat(answer.at("/body/result").asInt(-1)).as(answer.toString()).isZero();
    }

    @Test
    void whoeverAsksForSomethingImpossibleIsToldSo() throws Exception {
        HttpResponse<String> unknown = command("NOSUCHTERM000000", "CONFIG_SET", "{\"heartbeat_interval\": 45}");
        assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(404);
        assertThat(unknown.body()).contains("NOSUCHTERM000000");
        HttpResponse<String> wrong = command("TESTTERM0000ABCD", "CONFIG_SET", "{\"no_such_name\": 45}");
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);
        assertThat(wrong.body()).contains("no_such_name");
    }

    private HttpResponse<String> command(String terminal, String command, String body) throws Exception {
        return http.send(request("/terminals/" + terminal + "/" + command).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    @Test
    void healthIsShown() {
        await().atMost(LONG).untilAsserted(() -> {
            JsonNode health = json.readTree(send(request("/actuator/health")));
            assertThat(health.at("/status").asText()).isEqualTo("UP");
            assertThat(health.toString()).contains("wmmp-platform");
        });
    }

    private double count(String meter) throws Exception {
        JsonNode measurement = json.readTree(send(request("/actuator/metrics/" + meter))).at("/measurements/0/value");
        return measurement.asDouble(-1);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
