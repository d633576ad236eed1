package io.wmmp.examples.jms;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DemoTest {

    @TempDir
    private Path directory;

    @Test
    void tellsOfDataAndOfTheAnswerToACommand() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new Demo(new PrintStream(output, true, StandardCharsets.UTF_8)).run(directory, Duration.ofSeconds(8));
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("# Artemis listens", "\"text\":\"reading 1\"",
                "answers.of.the.demo [command 0] {\"event\":\"COMMAND_ANSWERED\"");
    }
}
