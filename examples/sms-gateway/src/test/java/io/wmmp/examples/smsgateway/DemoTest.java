package io.wmmp.examples.smsgateway;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the README promises. */
class DemoTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() throws InterruptedException {
        // nobody waits for its end
        thread.shutdownNow();
        assertThat(thread.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsHowTheMeterIsWoken() {
        Future<?> demo = thread.submit(() -> {
            new Demo(new PrintStream(output, true, StandardCharsets.UTF_8)).run(Duration.ofMinutes(2));
            return null;
        });
        await().atMost(Duration.ofSeconds(90)).until(() -> demo.isDone() || story().contains("mine.json"));
        assertThat(story()).contains("SMS       106571734 to 13800000001: REMOTE_CTRL",
                "terminal  SMSTERM000000001 hears: valve shut", "platform  SMSTERM000000001 COMMAND_ANSWERED", "echo '{");
    }

    private String story() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
