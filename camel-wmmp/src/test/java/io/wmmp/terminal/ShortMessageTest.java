package io.wmmp.terminal;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What short messages do to a terminal, and what not. */
class ShortMessageTest {

    private static final Credentials WITHOUT_PASSWORDS = new Credentials(TestPlatform.CREDENTIALS.imei(),
            TestPlatform.CREDENTIALS.imsi(), null, null, null);
    private static final Credentials DELIVERED = new Credentials(TestPlatform.CREDENTIALS.imei(),
            TestPlatform.CREDENTIALS.imsi(), "NEWUPPWD", "NEWDNPWD", null);
    private static final Map<String, ?> KEYS = Map.of("operation", 0, "uplink_password", "NEWUPPWD", "downlink_password",
            "NEWDNPWD", "base_key", new byte[24]);

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private Terminal waitingForKeys() {
        return waitingForKeys(Duration.ofSeconds(60));
    }

    private Terminal waitingForKeys(Duration keyWait) {
        Terminal terminal = platform
                .start(platform.options(WITHOUT_PASSWORDS).keyWait(keyWait).retryInterval(Duration.ofMillis(50)));
        WmmpMessage register = platform.receive(Command.REGISTER);
        assertThat(register.unsigned("operation")).isEqualTo(1);
        platform.answer(register, Map.of("result", 0, "assigned_terminal_id", "TESTTERM00000001"));
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.WAITING_FOR_KEYS);
        return terminal;
    }

    private void awaitDropped(DropReason reason, int count) {
        await().untilAsserted(() -> assertThat(platform.resources.drops().count(reason)).isEqualTo(count));
    }

    @Test
    void keysThatComeByShortMessageAreUsedAtOnce() {
        Terminal terminal = waitingForKeys();
        platform.sendShortMessage(terminal, Command.SECURITY_CONFIG, KEYS);
        assertThat(platform.receiveShortMessage(Command.SECURITY_CONFIG_ACK).unsigned("result")).isZero();
        platform.credentials = DELIVERED;
        platform.logIn(terminal);
        platform.set(terminal, Map.of("heartbeat_interval", 45));
    }

    @Test
    void keysThatCannotBeUsedAreRefusedWithTheirTags() {
        Terminal terminal = waitingForKeys();
        platform.sendShortMessage(terminal, Command.SECURITY_CONFIG, Map.of("operation", 0, "uplink_password", "NEWUPPWD"));
        WmmpMessage refusal = platform.receiveShortMessage(Command.SECURITY_CONFIG_ACK);
        assertThat(refusal.unsigned("result")).isEqualTo(2);
        assertThat(refusal.tlv(0xE028)).isNotNull();
        assertThat(refusal.tlv(0xE025)).isNull();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.WAITING_FOR_KEYS);
        platform.assertNothingReceived();
    }

    @Test
    void keysThatNoLoginConfirmsAreGivenUp() {
        Terminal terminal = waitingForKeys(Duration.ofSeconds(3));
        platform.sendShortMessage(terminal, Command.SECURITY_CONFIG, KEYS);
        WmmpMessage login = platform.receive(Command.LOGIN);
        assertThat(Digests.verify(login, 0, DELIVERED, Direction.UPLINK, TestPlatform.DIALECT)).isTrue();
        platform.credentials = DELIVERED;
        platform.answer(login, Map.of("result", 6, "timestamp", HandMadePlatform.TIMESTAMP));
        assertThat(platform.receive(Command.REGISTER).unsigned("operation")).as("again one without passwords").isNotEqualTo(3);
    }

    @Test
    void wakeUpIsAcknowledgedOnlineAndBringsBackWhatThePlatformHasLoggedOut() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        platform.sendShortMessage(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 3));
        assertThat(platform.receiveShortMessage(Command.REMOTE_CTRL_ACK).unsigned("result")).isZero();
        platform.assertNothingReceived();

        platform.exchange(terminal, Command.LOGOUT, Map.of("reason", 0));
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.IDLE);
        platform.sendShortMessage(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 3));
        assertThat(platform.receiveShortMessage(Command.REMOTE_CTRL_ACK).unsigned("result")).isZero();
        platform.logIn(terminal);
    }

    @Test
    void wakeUpBeforeTheLoginHasNoAnswer() {
        Terminal terminal = waitingForKeys();
        platform.sendShortMessage(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 3));
        awaitDropped(DropReason.UNEXPECTED, 1);
        platform.assertNothingReceived();
    }

    @Test
    void nothingElseIsTakenFromAShortMessage() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        platform.sendShortMessage(terminal, Command.CONFIG_SET, Map.of("heartbeat_interval", 1));
        platform.sendShortMessage(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 4));
        platform.sendShortMessage(terminal, Command.SECURITY_CONFIG, KEYS);
        platform.sendShortMessage(terminal, Command.LOGOUT, Map.of("reason", 0));
        awaitDropped(DropReason.UNEXPECTED, 4);
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.ONLINE);
    }

    @Test
    void onlyAPeerForShortMessagesIsTaken() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        terminal.smsPeer(null);
        assertThatThrownBy(() -> terminal.smsPeer(terminal.peer())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UDP");
    }
}
