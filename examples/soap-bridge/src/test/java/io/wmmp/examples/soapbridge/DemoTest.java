package io.wmmp.examples.soapbridge;

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
    void tellsOfBothDirections() {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                demo.run(Duration.ofMinutes(2));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(Duration.ofSeconds(90)).until(() -> run.isDone() || story().contains("curl"));
        demo.end();
        run.join();
        assertThat(story()).contains("application  SOAPTERM00000001 says {\"temperature\": 36.", "terminal     hears hello",
                "application  SOAPTERM00000001 answers 0",
                "application  not sent to NOSUCHTERMINAL00: The platform does not know this terminal");
    }

    private String story() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
