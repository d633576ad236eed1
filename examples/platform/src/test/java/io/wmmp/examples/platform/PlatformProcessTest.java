package io.wmmp.examples.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.protocol.Command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The platform as a process of its own, with its settings from the command line and the environment. */
class PlatformProcessTest {

    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final List<String> FREE_PORTS = List.of("-Dwmmp.udp=127.0.0.1:0", "-Dwmmp.tcp=127.0.0.1:0",
            "-Dwmmp.http=127.0.0.1:0");

    @TempDir
    Path directory;
    private Process process;
    private Path out;
    private Path err;

    /** What to run, behind the options of the JVM. */
    List<String> program() {
        return List.of("-cp", System.getProperty("java.class.path"), PlatformMain.class.getName());
    }

    @AfterEach
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private void run(Map<String, String> environment, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m"));
        command.addAll(options);
        command.addAll(program());
        out = directory.resolve("out.txt");
        err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WMMP_"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private String address(String property) throws IOException {
        await().atMost(START_TIME).until(() -> Files.readString(err).contains("Ready: ") || !process.isAlive());
        Matcher matcher = Pattern.compile(Pattern.quote(property) + "=127\\.0\\.0\\.1:(\\d+)").matcher(Files.readString(err));
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String option(String name, Object value) {
        return "-D" + name + "=" + value;
    }

    private void assertRefused(Map<String, String> environment, List<String> options, String... message) throws Exception {
        run(environment, options);
        assertThat(process.waitFor(START_TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(err)).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(Files.size(out)).isZero();
    }

    @Test
    void messagesOfTerminalsAreLinesOnStandardOutput() throws Exception {
        Path terminals = directory.resolve("terminals.csv");
        Files.writeString(terminals, "terminal_id,imei,imsi,uplink_password,downlink_password\n" + String.join(",",
                RawTerminal.ID, RawTerminal.IMEI, RawTerminal.IMSI, RawTerminal.UPLINK_PASSWORD,
                RawTerminal.DOWNLINK_PASSWORD));
        List<String> options = new ArrayList<>(FREE_PORTS);
        options.add(option("wmmp.terminals", terminals));
        run(Map.of("WMMP_HTTP_TOKEN", "quiet"), options);
        List<JsonNode> lines = new ArrayList<>();
        for (String bearer : List.of("udp", "tcp")) {
            try (RawTerminal terminal = RawTerminal.connect(bearer, Integer.parseInt(address("wmmp." + bearer)))) {
                terminal.login();
                terminal.exchange(Command.TRANSPARENT_DATA, Map.of("destination_ec_code", "EC1", "text", bearer), true);
                terminal.exchange(Command.LOGOUT, Map.of(), true);
            }
            for (String line : Files.readAllLines(out).subList(lines.size(), lines.size() + 1)) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
        assertThat(lines).extracting(line -> line.path("body").path("text").textValue()).containsExactly("udp", "tcp");

        String http = "http://127.0.0.1:" + address("wmmp.http") + "/terminals";
        assertThat(Answer.get(http).status()).isEqualTo(401);
        assertThat(Answer.get(http, "Authorization", "Bearer quiet").json().path("total").intValue()).isEqualTo(1);

        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends when told to").isTrue();
        assertThat(Files.readAllLines(out)).hasSize(2);
        assertThat(Files.readString(err)).doesNotContain("\tat ").doesNotContain("quiet")
                .doesNotContain(RawTerminal.UPLINK_PASSWORD).doesNotContain(RawTerminal.DOWNLINK_PASSWORD);
    }

    @Test
    void theEnvironmentSetsAndSwitchesOff() throws Exception {
        run(Map.of("WMMP_UDP", "127.0.0.1:0", "WMMP_TCP", "", "WMMP_HTTP", "127.0.0.1:0", "WMMP_COLOUR", "red"), List.of());
        assertThat(address("wmmp.udp")).isNotNull();
        assertThat(address("wmmp.http")).isNotNull();
        assertThat(address("wmmp.tcp")).isNull();
        assertThat(Files.readString(err)).contains("WMMP_COLOUR").doesNotContain("9991");
    }

    @Test
    void theCommandLineSwitchesOff() throws Exception {
        run(Map.of(), List.of("-Dwmmp.udp=", "-Dwmmp.tcp=127.0.0.1:0", "-Dwmmp.http="));
        assertThat(address("wmmp.tcp")).isNotNull();
        assertThat(address("wmmp.udp")).isNull();
        assertThat(address("wmmp.http")).isNull();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aWrongSettingEndsTheProcessWithOneLine() throws Exception {
        assertRefused(Map.of(), List.of("-Dwmmp.udpp=x"), "The platform does not start. wmmp.udpp: ");
        assertRefused(Map.of("WMMP_ADMISSION", "open"), FREE_PORTS, "The platform does not start. wmmp.admission: ");
        Path terminals = directory.resolve("terminals.csv");
        Files.writeString(terminals, "terminal_id,imei\n");
        assertRefused(Map.of("WMMP_TERMINALS", terminals.toString()), FREE_PORTS,
                "wmmp.terminals: " + terminals + ": line 1, column imsi: is missing");
    }

    @Test
    void aTakenAddressEndsTheProcessWithOneLine() throws Exception {
        try (Box box = Box.start()) {
            assertRefused(Map.of(), List.of(option("wmmp.udp", "127.0.0.1:" + box.port("udp")), "-Dwmmp.tcp=", "-Dwmmp.http="),
                    "The platform does not start. Cannot listen at udp:127.0.0.1:" + box.port("udp"));
            assertRefused(Map.of(), List.of(option("wmmp.http", "127.0.0.1:" + box.httpPort()), "-Dwmmp.tcp=", "-Dwmmp.udp="),
                    "The platform does not start. wmmp.http: cannot listen at 127.0.0.1:" + box.httpPort());
        }
    }
}
