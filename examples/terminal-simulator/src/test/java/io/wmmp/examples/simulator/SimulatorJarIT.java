package io.wmmp.examples.simulator;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar that users run, with its command line. */
class SimulatorJarIT {

    @TempDir
    Path directory;

    private int run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-jar", System.getProperty("simulator.jar")));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(directory.resolve("out.txt").toFile()).redirectError(directory.resolve("err.txt").toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String text(String file) throws Exception {
        return Files.readString(directory.resolve(file));
    }

    @Test
    void aPlatformThatIsSilentIsTold() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int exitCode = run("--platform=127.0.0.1:" + silent.getLocalPort(), "--terminals=10", "--answer-timeout=100ms",
                    "--sends=2", "--login-limit=1s", "--duration=500ms", "--data-rate=10", "--json=summary.json");
            assertThat(exitCode).as(text("err.txt")).isZero();
        }
        assertThat(text("err.txt")).contains("| registering 10 |").doesNotContain("\tat ");
        assertThat(text("out.txt")).contains("one is not logged in: REGISTER of terminal SIMULATOR0000001: no answer");
        JsonNode summary = new ObjectMapper().readTree(text("summary.json"));
        assertThat(summary.path("sent").longValue()).isZero();
        assertThat(summary.path("login").path("online").intValue()).isZero();
        assertThat(summary.path("requests").path("REGISTER").path("SENT").longValue()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void theTerminalsAreWrittenForThePlatform() throws Exception {
        assertThat(run("--terminals=3", "--write-csv=terminals.csv")).isZero();
        assertThat(text("terminals.csv").lines()).hasSize(4);
    }

    @Test
    void aWrongOptionIsOneLine() throws Exception {
        assertThat(run("--terminals=many")).isEqualTo(2);
        assertThat(text("err.txt").lines()).singleElement().asString().contains("--terminals", "'many'");
        assertThat(run("--bearer=tcp", "--loss=0.1")).isEqualTo(2);
        assertThat(text("err.txt").lines()).singleElement().asString().contains("--bearer=udp");
        assertThat(run("--duration=soon")).isEqualTo(2);
        assertThat(text("err.txt").lines()).singleElement().asString().contains("'soon' is no time");
    }
}
