package io.wmmp.quarkus.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Health, meters and the flight recorder, without any code for them. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ObservationTest {

    private static final String SPARE = "platform-spare";

    @TempDir
    Path directory;

    @Test
    void theHealthIsThere() {
        Application.awaitListening();
        Application.Health health = Application.health();
        assertThat(health.status()).isEqualTo("UP");
        assertThat(health.data()).containsEntry("wmmp-platform", "UP").containsEntry("wmmp-platform.listeners", "5")
                .containsEntry("consumer:platform-udp", "UP").containsEntry("consumer:platform-sms", "UP")
                .containsEntry("consumer:listening", "UP").containsEntry("consumer:listening.phase", "ONLINE")
                .containsKey("wmmp-platform.online");
    }

    @Test
    void aListenerThatDoesNotListenIsNamed() {
        Application.awaitListening();
        Application.order(SPARE, "stop");
        try {
            Application.Health health = Application.health();
            assertThat(health.status()).isEqualTo("DOWN");
            assertThat(health.data()).containsEntry("consumer:" + SPARE, "DOWN").containsEntry("consumer:platform-udp", "UP");
        } finally {
            Application.order(SPARE, "start");
        }
        assertThat(Application.health().status()).isEqualTo("UP");
    }

    @Test
    void theMetersAreThere() {
        Application.report("udp", "counted");
        String meters = get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(meters).containsPattern("wmmp_sessions\\{.*state=\"online\".*} [1-9]")
                .containsPattern("wmmp_terminals\\{.*phase=\"online\".*} [1-9]").contains("wmmp_route_time_seconds_count");
    }

    @Test
    void theFlightRecorderSeesRequests() throws IOException {
        byte[] recording = given().contentType(ContentType.TEXT).body("recorded").post("/wmmp/recordings/udp").then()
                .statusCode(200).extract().asByteArray();
        List<RecordedEvent> events = RecordingFile.readAllEvents(Files.write(directory.resolve("wmmp.jfr"), recording));
        assertThat(events).extracting(event -> event.getEventType().getName())
                .contains("io.wmmp.FrameReceived", "io.wmmp.Request");
        assertThat(events).anyMatch(event -> event.getEventType().getName().equals("io.wmmp.Request")
                && event.getString("command").equals("TRANSPARENT_DATA")
                && event.getString("terminal").equals("TESTTERM00000001"));
    }
}
