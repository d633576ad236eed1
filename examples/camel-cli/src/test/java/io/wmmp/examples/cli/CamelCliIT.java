package io.wmmp.examples.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The file of the example under the Camel CLI, which knows of the component nothing but its coordinates. */
class CamelCliIT {

    private static final Path PROJECT = Path.of("..", "..");
    private static final String VERSION = System.getProperty("wmmp.version");

    @TempDir
    Path directory;

    /** What the command <code>camel</code> runs. */
    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }

    @Test
    @Timeout(400)
    void aFileOfYamlIsAPlatformAndATerminal() throws Exception {
        Files.writeString(directory.resolve("readings.yaml"),
                Files.readString(Path.of("readings.yaml")).replace("9981", String.valueOf(freePort())));
        Path output = directory.resolve("output.txt");
        Process camel = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // not the user's own: it would keep the jar of this build
                "-Dmaven.repo.local=" + Path.of("target", "cli-repository").toAbsolutePath(), "-cp",
                System.getProperty("java.class.path"), CamelCliIT.class.getName(), "run", "readings.yaml",
                "--dep=io.wmmp:camel-wmmp:" + VERSION, "--repos=" + published().toUri(),
                "--prop=camel.main.autoConfigurationLogSummary=false", "--logging-color=false")
                .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofSeconds(1))
                    .until(() -> !camel.isAlive() || Files.readString(output).contains("\"text\":\"pulse "));
            assertThat(output).content().contains("\"command\":\"TRANSPARENT_DATA\"", "\"text\":\"pulse ")
                    .doesNotContain("UPLINKPW", "DOWNLNKP");
        } finally {
            camel.destroy();
            camel.waitFor();
        }
    }

    /** A Maven repository with nothing but the component and its parent. */
    private Path published() throws IOException {
        Path repository = directory.resolve("repository");
        publish(repository, PROJECT.resolve("pom.xml"), "camel-wmmp-parent", ".pom");
        publish(repository, PROJECT.resolve("camel-wmmp/pom.xml"), "camel-wmmp", ".pom");
        publish(repository, PROJECT.resolve("camel-wmmp/target/camel-wmmp-" + VERSION + ".jar"), "camel-wmmp", ".jar");
        return repository;
    }

    private static void publish(Path repository, Path file, String artifact, String extension) throws IOException {
        Path folder = Files.createDirectories(repository.resolve("io/wmmp/" + artifact + "/" + VERSION));
        Files.copy(file, folder.resolve(artifact + "-" + VERSION + extension));
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
