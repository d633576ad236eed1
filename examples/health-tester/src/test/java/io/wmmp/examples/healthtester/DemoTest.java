package io.wmmp.examples.healthtester;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DemoTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Demo demo = new Demo(new PrintStream(output, true, StandardCharsets.UTF_8), "50");

    @Test
    void tellsOfReadingsAndOfACommandAndEndsAtOnceWhenTold() throws Exception {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                demo.run(Duration.ofMinutes(1));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> run.isDone() || story().contains("CONFIG_GET"));
        demo.end();
        run.join();

        assertThat(story()).contains("CONFIG_SET  {\"result\":0", "CONFIG_GET  {\"result\":0", "\"heartbeat_interval\":45",
                "\"state\":\"OFFLINE\"");
        assertThat(story().lines().filter(line -> line.contains("\"TRANSPARENT_DATA\"")).limit(6))
                .map(line -> new ObjectMapper().readTree(line).path("body").path("text").asText())
                .map(text -> new ObjectMapper().readTree(text)).map((JsonNode reading) -> reading.path("kind").asText())
                .containsExactly("ecg", "temperature", "bloodPressure", "pulse", "oxygenSaturation", "respiration");
    }

    @Test
    void endsByItself() throws Exception {
        demo.run(Duration.ofMillis(1));
        assertThat(story()).contains("A platform listens", "has been switched off");
    }

    private String story() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
