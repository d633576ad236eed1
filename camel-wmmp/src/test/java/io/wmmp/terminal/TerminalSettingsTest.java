package io.wmmp.terminal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.link.RawSocket;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a terminal does when its settings are changed, by its platform or at the terminal itself. */
class TerminalSettingsTest {

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private Terminal online() {
        return platform.bringOnline(options());
    }

    private TerminalOptions.Builder options() {
        return platform.options(TestPlatform.CREDENTIALS).patience(new Patience(Duration.ofSeconds(2), 2)).loginRetries(1);
    }

    private static Map<String, Object> values(Object... pairs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return values;
    }

    private Object told(Terminal terminal, String tag) {
        return HandMadePlatform.CODEC
                .readBody(platform.exchange(terminal, Command.CONFIG_GET, HandMadePlatform.named(tag))).get(tag);
    }

    private WmmpMessage trap(Terminal terminal) {
        WmmpMessage trap = platform.receive(Command.CONFIG_TRAP);
        platform.answer(trap, Map.of("result", 0));
        await().until(() -> !terminal.isBusy());
        return trap;
    }

    private static Map<String, Object> body(WmmpMessage message) {
        Map<String, Object> body = new LinkedHashMap<>(HandMadePlatform.CODEC.readBody(message));
        body.remove("message_digest");
        return body;
    }

    private static long crc32(Tlv... tlvs) {
        CRC32 crc = new CRC32();
        for (Tlv tlv : tlvs) {
            crc.update(tlv.toBytes());
        }
        return crc.getValue();
    }

    private static byte[] uint32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Test
    void whatHasBeenSetIsReportedWithItsChecksumInTheOrderOfTheMessage() {
        Terminal terminal = online();
        WmmpMessage request = platform.request(terminal, Command.CONFIG_SET,
                values("heartbeat_interval", 45, "platform_config_option", 1, "gprs_user_id", "joe"));
        platform.socket.send(platform.signed(request).toBytes());
        assertThat(platform.receive(Command.CONFIG_SET_ACK).unsigned("result")).isZero();
        WmmpMessage report = trap(terminal);
        assertThat(report.tlv(0x4010).value())
                .isEqualTo(ByteBuffer.allocate(5).put((byte) 0).putInt((int) request.sequenceNumber()).array());
        assertThat(report.tlv(0x4017).value()).isEqualTo(uint32(
                (int) crc32(Tlv.of(0x0011, uint32(45)), Tlv.of(0x0003, "joe".getBytes()))));
        assertThat(told(terminal, "gprs_user_id")).isEqualTo("joe");
    }

    @Test
    void oneBadValueLeavesAllAsTheyAreAndEachIsNamed() {
        Terminal terminal = online();
        WmmpMessage refusal = platform.exchange(terminal, Command.CONFIG_SET,
                values("gprs_user_id", "joe", "0x0026", new byte[2], "0x3007", new byte[] { 5 }, "0x0009", new byte[3],
                        "0x000F", new byte[1], "0x4002", new byte[] { 3 }, "0x000A", uint32(9991), "0x8123", new byte[1],
                        "0x0001", new byte[] { 'a', 1 }));
        assertThat(body(refusal)).containsEntry("result", 1).containsEntry("faulty",
                List.of("key_sms_wait_timeout", "signal_level", "m2m_platform_ip", "reserved_000f", "connection_mode",
                        "m2m_platform_port", "0x8123", "gprs_dial_number"));
        platform.assertNothingReceived();
        assertThat(told(terminal, "gprs_user_id")).isNull();
    }

    private static long udpPorts(RawSocket socket) {
        return (long) socket.localPort() << 16;
    }

    /** Sends the terminal to another socket and takes its farewell. */
    private RawSocket sendAway(Terminal terminal) {
        RawSocket elsewhere = RawSocket.udp(null);
        assertThat(platform.exchange(terminal, Command.CONFIG_SET, values("m2m_platform_port",
                udpPorts(elsewhere))).unsigned("result")).isZero();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(7);
        platform.answer(logout, Map.of());
        return elsewhere;
    }

    @Test
    void anotherAddressIsUsedAfterALogout() {
        Terminal terminal = online();
        try (RawSocket former = platform.socket) {
            platform.socket = sendAway(terminal);
            platform.logIn(terminal);
            assertThat(former.receive(50)).isNull();
            assertThat(told(terminal, "m2m_platform_port")).hasToString(Long.toString(udpPorts(platform.socket)));
            // the copy is gone: what fails now does not lead back
            platform.exchange(terminal, Command.LOGOUT, Map.of("reason", 8));
            platform.refuseLogin(2);
            platform.refuseLogin(2);
            HandMadePlatform.awaitPhase(terminal, TerminalPhase.PAUSING);
            assertThat(former.receive(50)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({ "true", "false" })
    void aPlatformThatDoesNotLetItInLeadsBackToTheFormerOne(boolean answers) {
        Terminal terminal = online();
        try (RawSocket elsewhere = sendAway(terminal)) {
            RawSocket home = platform.socket;
            platform.socket = elsewhere;
            if (answers) {
                platform.refuseLogin(2);
                platform.refuseLogin(2);
            } else {
                platform.receive(Command.LOGIN);
                platform.receive(Command.LOGIN);
            }
            platform.socket = home;
            platform.logIn(terminal);
            assertThat(told(terminal, "m2m_platform_port")).hasToString(Long.toString(udpPorts(home)));
        }
    }

    @Test
    void theFormerAddressOutlivesTheProcess() {
        StoredBytes disk = new StoredBytes();
        Terminal terminal = platform.start(options(), disk);
        platform.answer(platform.receive(Command.REGISTER), Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"));
        platform.logIn(terminal);
        try (RawSocket elsewhere = sendAway(terminal)) {
            terminal.stopNow();
            RawSocket home = platform.socket;
            Terminal next = platform.start(options(), disk);
            platform.socket = elsewhere;
            platform.refuseLogin(2);
            platform.refuseLogin(2);
            platform.socket = home;
            platform.logIn(next);
        }
    }

    @Test
    void anotherAccessPointNameNeedsANewSession() {
        Terminal terminal = online();
        assertThat(platform.exchange(terminal, Command.CONFIG_SET, Map.of("m2m_apn", "CMIOT")).unsigned("result")).isZero();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(7);
        platform.answer(logout, Map.of());
        platform.logIn(terminal);
        assertThat(told(terminal, "m2m_apn")).isEqualTo("CMIOT");
    }

    @Test
    void whatThePlatformTellsOnRequestIsTakenAndReported() {
        Terminal terminal = online();
        CompletableFuture<WmmpMessage> asked = terminal.send(Command.CONFIG_REQ,
                HandMadePlatform.CODEC.writeBody(Command.CONFIG_REQ, HandMadePlatform.named("gprs_user_id")),
                new Patience(Duration.ofSeconds(20), 1)).toCompletableFuture();
        WmmpMessage request = platform.receive(Command.CONFIG_REQ);
        platform.answer(request, values("result", 0, "gprs_user_id", "joe"));
        WmmpMessage report = trap(terminal);
        assertThat(report.tlv(0x4010).value()).startsWith(0).endsWith((byte) request.sequenceNumber());
        assertThat(asked).succeedsWithin(Duration.ofSeconds(20));
        assertThat(told(terminal, "gprs_user_id")).isEqualTo("joe");
    }

    @Test
    void whatCannotBeTakenIsReportedAsNotApplied() {
        Terminal terminal = online();
        terminal.send(Command.CONFIG_REQ,
                HandMadePlatform.CODEC.writeBody(Command.CONFIG_REQ, HandMadePlatform.named("connection_mode")),
                new Patience(Duration.ofSeconds(20), 1));
        platform.answer(platform.receive(Command.CONFIG_REQ), values("result", 0, "connection_mode", "tcp_long"));
        WmmpMessage report = trap(terminal);
        assertThat(report.tlv(0x4010).value()).startsWith(2);
        assertThat(report.tlv(0x4017)).isNull();
    }

    @Test
    void localChangesAreAnnounced() {
        Terminal terminal = online();
        terminal.configure(values("heartbeat_interval", 45, "gprs_user_id", "joe"));
        assertThat(body(trap(terminal))).as("what both ends keep alike").isEqualTo(Map.of("heartbeat_interval", 45));
        terminal.configure(values("gprs_user_id", "jim"));
        assertThat(body(trap(terminal))).isEqualTo(Collections.singletonMap("local_config_effective_flag", null));
        terminal.configure(values("signal_level", 17));
        platform.assertNothingReceived();
        assertThat(told(terminal, "signal_level")).isEqualTo(17);
        assertThatThrownBy(() -> terminal.configure(values("gprs_user_id", "jo", "protocol_version", "31")))
                .isInstanceOf(InvalidFieldException.class).hasMessageContaining("protocol_version");
        assertThat(told(terminal, "gprs_user_id")).isEqualTo("jim");
    }

    @Test
    void aLocalChangeBeforeTheLoginIsAnnouncedAfterIt() {
        Terminal terminal = platform.start(options());
        terminal.configure(values("gprs_user_id", "joe"));
        platform.answer(platform.receive(Command.REGISTER), Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"));
        platform.acceptLogin();
        assertThat(trap(terminal).tlv(0x4011)).isNotNull();
    }

    @Test
    void aLocalChangeOfTheAddressNeedsANewSession() {
        Terminal terminal = online();
        terminal.configure(values("m2m_platform_ip", "127.0.0.1"));
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(3);
        platform.answer(logout, Map.of());
        platform.acceptLogin();
        WmmpMessage notice = trap(terminal);
        assertThat(notice.tlv(0x4011)).isNotNull();
        assertThat(told(terminal, "m2m_platform_ip")).isEqualTo("127.0.0.1");
    }

    @Test
    void remoteControlRestartsItAndSetsItBack() {
        Terminal terminal = online();
        platform.set(terminal, values("gprs_user_id", "joe"));
        reboot(terminal, "reboot", 0);
        assertThat(told(terminal, "gprs_user_id")).isEqualTo("joe");
        reboot(terminal, "factory_reset", 7);
        assertThat(told(terminal, "gprs_user_id")).isNull();
    }

    private void reboot(Terminal terminal, String command, int reason) {
        assertThat(platform.exchange(terminal, Command.REMOTE_CTRL, Map.of("remote_command", command)).unsigned("result"))
                .isZero();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(reason);
        platform.answer(logout, Map.of());
        platform.logIn(terminal);
    }

    @ParameterizedTest
    @CsvSource({ "suspend_application", "resume_application", "report_monitoring_data", "upload_application_data",
            "report_transfer_modes", "platform_apn", "application_apn", "enciphered_login", "14", "255" })
    void remoteControlThatItCannotCarryOutIsRefused(String command) {
        Terminal terminal = online();
        WmmpMessage refusal = platform.exchange(terminal, Command.REMOTE_CTRL, Map.of("remote_command", command));
        assertThat(body(refusal)).containsEntry("result", 1).containsEntry("faulty", List.of("remote_command"));
    }

    @Test
    void remoteControlWithSomethingElseInItIsRefusedForThat() {
        Terminal terminal = online();
        WmmpMessage refusal = platform.exchange(terminal, Command.REMOTE_CTRL,
                values("remote_command", "reboot", "heartbeat_interval", 45));
        assertThat(body(refusal)).containsEntry("result", 1).containsEntry("faulty", List.of("heartbeat_interval"));
        platform.assertNothingReceived();
    }

    /** Keeps the state of one terminal. */
    private static final class StoredBytes implements TerminalStateStore {

        private byte[] state;

        @Override
        public byte[] load() {
            return state == null ? null : state.clone();
        }

        @Override
        public CompletableFuture<Void> save(byte[] given) {
            state = given.clone();
            return CompletableFuture.completedFuture(null);
        }
    }
}
