package io.wmmp.examples.smsgateway;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the README promises. */
class DemoTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Demo demo = new Demo(new PrintStream(output, true, StandardCharsets.UTF_8));

    @Test
    void tellsHowTheMeterIsWoken() {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                demo.run(Duration.ofMinutes(2));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(Duration.ofSeconds(90)).until(() -> run.isDone() || story().contains("mine.json"));
        demo.end();
        run.join();
        assertThat(story()).contains("SMS       106571734 to 13800000001: REMOTE_CTRL",
                "terminal  SMSTERM000000001 hears: valve shut", "platform  SMSTERM000000001 COMMAND_ANSWERED", "echo '{");
    }

    private String story() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
