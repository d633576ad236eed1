package io.wmmp.examples.jms;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DemoTest {

    @TempDir
    private Path directory;

    @Test
    void tellsOfDataAndOfTheAnswerToACommand() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Demo demo = new Demo(new PrintStream(output, true, StandardCharsets.UTF_8));
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                demo.run(directory, Duration.ofMinutes(2));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().atMost(Duration.ofSeconds(90)).until(() -> run.isDone()
                || output.toString(StandardCharsets.UTF_8).contains("reading 1\"")
                        && output.toString(StandardCharsets.UTF_8).contains("COMMAND_ANSWERED"));
        demo.end();
        run.join();
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("# Artemis listens", "\"text\":\"reading 1\"",
                "answers.of.the.demo [command 0] {\"event\":\"COMMAND_ANSWERED\"");
    }
}
