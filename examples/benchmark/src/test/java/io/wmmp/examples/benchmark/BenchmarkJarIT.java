package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The runnable jar: everything in one file, the JMH benchmarks included. */
class BenchmarkJarIT {

    @Test
    void theJarRuns() throws IOException, InterruptedException {
        assertThat(outputOf("--help")).contains("sessions", "growth", "--only");
        assertThat(outputOf("jmh", "-l")).contains("MessageBenchmark.sign", "SessionBenchmark.lookUp");
    }

    private static String outputOf(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                System.getProperty("benchmark.jar")).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
