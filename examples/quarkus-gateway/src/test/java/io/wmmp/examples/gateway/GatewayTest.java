package io.wmmp.examples.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.wmmp.camel.WmmpConstants;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** A terminal at one end of the gateway; an AMQP client, a browser and a client of the REST interface at the other. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class GatewayTest {

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private static int setting(String name) {
        return ConfigProvider.getConfig().getValue(name, Integer.class);
    }

    @Test
    void whatATerminalSaysReachesAllAndItTakesCommands() {
        List<String> heard = new CopyOnWriteArrayList<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Terminal terminal = new Terminal(setting("test.port"));
                Listener listener = new Listener(setting("amqp-port"))) {
            listener.listen("wmmp.uplink", heard::add);
            CompletableFuture<Void> events = listenToEvents(seen);
            await().untilAsserted(() -> {
                // events begin when the browser is connected, which nothing tells
                assertThat(terminal.report("pulse 71").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
                assertThat(seen).anyMatch(event -> event.startsWith("data:") && event.contains("pulse 71"));
            });
            await().untilAsserted(() -> assertThat(heard).anyMatch(
                    message -> message.contains(Terminal.ID) && message.contains("pulse 71")));
            assertThat(get("/terminals").jsonPath().getString("find { it.id == '" + Terminal.ID + "' }.state"))
                    .isEqualTo("ONLINE");
            given().contentType(ContentType.JSON).body("{\"heartbeat_interval\": 45}")
                    .post("/terminals/" + Terminal.ID + "/CONFIG_SET").then().statusCode(200);
            assertThat(given().contentType(ContentType.JSON).body("[\"heartbeat_interval\"]")
                    .post("/terminals/" + Terminal.ID + "/CONFIG_GET").jsonPath().getInt("heartbeat_interval")).isEqualTo(45);
            given().contentType(ContentType.JSON).body("[\"heartbeat_interval\"]").post("/terminals/NOBODY/CONFIG_GET").then()
                    .statusCode(502);
            events.cancel(true);
        }
    }

    private static CompletableFuture<Void> listenToEvents(List<String> seen) {
        String base = RestAssured.baseURI + ":" + RestAssured.port;
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(URI.create(base + "/messages")).header("Accept", "text/event-stream").build(),
                        BodyHandlers.ofLines())
                .thenAccept(response -> response.body().forEach(seen::add));
    }

    @Test
    void itIsReadyAndCounts() {
        get("/q/health/ready").then().statusCode(200);
        assertThat(get("/q/metrics").asString()).contains("wmmp_sessions");
    }
}
