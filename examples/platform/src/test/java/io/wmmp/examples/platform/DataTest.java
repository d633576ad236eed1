package io.wmmp.examples.platform;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.wmmp.protocol.Command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the platform keeps from one start to the next. */
class DataTest {

    private static final String TERMINAL = "terminal_id,imei,imsi,uplink_password,downlink_password,msisdn\n" + String.join(",",
            RawTerminal.ID, RawTerminal.IMEI, RawTerminal.IMSI, RawTerminal.UPLINK_PASSWORD, RawTerminal.DOWNLINK_PASSWORD);

    @TempDir
    private Path directory;

    private Path data() {
        return directory.resolve("data");
    }

    private Path file(String content) throws Exception {
        Path file = directory.resolve("terminals.csv");
        Files.writeString(file, content);
        return file;
    }

    private Box start(String... more) throws Exception {
        String[] settings = new String[more.length + 2];
        settings[0] = "wmmp.data";
        settings[1] = data().toString();
        System.arraycopy(more, 0, settings, 2, more.length);
        return Box.start(settings);
    }

    @Test
    void aTerminalGoesOnWithItsSessionAfterARestart() throws Exception {
        String terminals = file(TERMINAL + ",+8613900000001\n").toString();
        int port = freePort();
        try (RawTerminal terminal = RawTerminal.connect("udp", port)) {
            try (Box box = start("wmmp.terminals", terminals, "wmmp.udp", "127.0.0.1:" + port)) {
                terminal.login();
                terminal.exchange(Command.TRANSPARENT_DATA, Map.of("destination_ec_code", "EC1", "text", "1"), true);
                assertThat(box.lines()).hasSize(1);
            }
            try (Box box = start("wmmp.terminals", terminals, "wmmp.udp", "127.0.0.1:" + port)) {
                terminal.exchange(Command.TRANSPARENT_DATA, Map.of("destination_ec_code", "EC1", "text", "2"), true);
                assertThat(box.lines()).hasSize(1).allSatisfy(line -> assertThat(line).contains("\"text\":\"2\""));
                assertThat(Answer.get(box.http("/terminals/" + RawTerminal.ID)).json().path("state").textValue())
                        .isEqualTo("ONLINE");
            }
        }
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aTerminalThatIsKnownStaysAsItIs() throws Exception {
        String good = "TESTTERM00000002,490154203237002,001010123456002,UPLINKP2,DOWNLNK2,\n";
        start("wmmp.terminals", file(TERMINAL + ",\n" + good).toString()).close();
        try (Box box = start("wmmp.terminals", file(TERMINAL.replace(RawTerminal.UPLINK_PASSWORD, "OTHER") + ",\n"
                + "TESTTERM00000003,490154203237003,001010123456003,,,\n").toString());
                RawTerminal terminal = RawTerminal.connect("tcp", box.port("tcp"))) {
            terminal.login();
            assertThat(Answer.get(box.http("/terminals")).json().path("total").intValue()).isEqualTo(3);
        }
        Path clash = file("terminal_id,imei,imsi\nTESTTERM00000004,490154203237004,001010123456004\n"
                + "TESTTERM00000005,490154203237002,001010123456002\n");
        assertThatThrownBy(() -> start("wmmp.terminals", clash.toString())).isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("line 3, column imei: '490154203237002' with this imsi is that of another terminal");
        start().close();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void theKeyIsItsOwnersAlone() throws Exception {
        start().close();
        Path key = data().resolve("secrets.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data()))).isEqualTo("rwx------");
        String first = Files.readString(key);
        assertThat(Base64.getDecoder().decode(first.strip())).hasSize(32);
        start().close();
        assertThat(Files.readString(key)).isEqualTo(first);
    }

    @Test
    void aKeyThatIsLostOrWrongIsNamed() throws Exception {
        start("wmmp.terminals", file(TERMINAL + ",\n").toString()).close();
        Path key = data().resolve("secrets.key");
        Path elsewhere = Files.move(key, directory.resolve("elsewhere.key"));
        assertThatThrownBy(this::start).isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("wmmp.data.key-file: " + key + " is not there");
        assertThatThrownBy(() -> start("wmmp.data.key", "nonsense")).isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("wmmp.data.key: ").hasMessageNotContaining("nonsense");
        start("wmmp.data.key-file", elsewhere.toString()).close();
        start("wmmp.data.key", Files.readString(elsewhere)).close();
    }

    @Test
    void dataIsUsedByOnePlatformAtATime() throws Exception {
        try (Box box = start()) {
            assertThat(box.hasHttp()).isTrue();
            ProcessBuilder second = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dwmmp.data=" + data(), "-Dwmmp.udp=127.0.0.1:0", "-Dwmmp.tcp=", "-Dwmmp.http=", "-cp",
                    System.getProperty("java.class.path"), PlatformMain.class.getName())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile());
            assertThat(second.start().waitFor()).isEqualTo(1);
            assertThat(Files.readString(directory.resolve("output"))).contains("The platform does not start. wmmp.data: ")
                    .doesNotContain("\tat ");
        }
    }
}
