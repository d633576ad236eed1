package io.wmmp.terminal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The life of a terminal whose platform refuses, or is silent. */
class TerminalLifeTest {

    private static final Credentials CREDENTIALS = TestPlatform.CREDENTIALS;
    private static final Credentials WITHOUT_PASSWORDS = new Credentials(CREDENTIALS.imei(), CREDENTIALS.imsi(), null, null,
            null);
    private static final Patience IMPATIENT = new Patience(Duration.ofMillis(200), 1);
    private static final Map<String, ?> ADMITTED = Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001");
    private static final Map<String, ?> WAIT_FOR_KEYS = Map.of("result", 0, "assigned_terminal_id", "TESTTERM00000001");
    private static final Map<String, ?> REFUSED = Map.of("result", 3, "assigned_terminal_id", "TESTTERM00000001");

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private WmmpMessage registers(int operation) {
        WmmpMessage register = platform.receive(Command.REGISTER);
        assertThat(register.unsigned("operation")).isEqualTo(operation);
        assertThat(register.terminalId()).hasToString(operation == 0 ? "TESTTERM00000000" : "TESTTERM00000001");
        return register;
    }

    private void assertAlarm() {
        Map<String, Object> trap = HandMadePlatform.CODEC.readBody(platform.receiveShortMessage(Command.CONFIG_TRAP));
        assertThat(trap).containsEntry("alarm_status", 1).containsEntry("alarm_type", 3).containsEntry("alarm_code", 0x1C);
    }

    private Terminal refusedForGood() {
        Terminal terminal = platform.start(platform.options(CREDENTIALS));
        platform.answer(registers(3), REFUSED);
        platform.answer(registers(0), REFUSED);
        platform.answer(registers(0), REFUSED);
        assertAlarm();
        assertAlarm();
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.SILENT);
        assertThat(terminal.trouble()).contains("REGISTER was refused with result 3");
        platform.assertNothingReceived();
        return terminal;
    }

    @Test
    void refusedRegistrationsEndInAlarmAndSilenceUntilAReset() {
        Terminal terminal = refusedForGood();
        assertThat(terminal.reset()).succeedsWithin(Duration.ofSeconds(5));
        platform.answer(registers(3), ADMITTED);
        platform.logIn(terminal);
        WmmpMessage alarm = platform.exchange(terminal, Command.CONFIG_GET, HandMadePlatform.named("alarm_status"));
        assertThat(alarm.tlv(0x300B).value()).as("a good login ends the alarm").containsExactly(0);
    }

    @Test
    void wakeUpEndsTheSilence() {
        Terminal terminal = refusedForGood();
        platform.sendShortMessage(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 3));
        assertThat(platform.receiveShortMessage(Command.REMOTE_CTRL_ACK).unsigned("result")).isZero();
        platform.logIn(terminal);
    }

    @Test
    void silentPlatformIsReportedThreeTimes() {
        Terminal terminal = platform.start(platform.options(CREDENTIALS).patience(IMPATIENT));
        registers(3);
        registers(0);
        registers(0);
        assertAlarm();
        assertAlarm();
        assertAlarm();
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.SILENT);
        platform.assertNothingReceived();
    }

    @Test
    void alarmWithoutShortMessagesIsSilentAtOnce() {
        Terminal terminal = platform.start(platform.options(CREDENTIALS).registerTries(1));
        terminal.smsPeer(null);
        platform.answer(registers(3), REFUSED);
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.SILENT);
        platform.assertNothingReceived();
    }

    @Test
    void whoeverWantsGoesOnRegistering() {
        platform.start(platform.options(CREDENTIALS).registerTries(0));
        platform.answer(registers(3), REFUSED);
        for (int i = 0; i < 5; i++) {
            platform.answer(registers(0), REFUSED);
        }
        assertThat(platform.shortMessages).isEmpty();
    }

    @Test
    void refusedLoginsEndInALongPauseAndARegistration() {
        Terminal terminal = platform.start(platform.options(CREDENTIALS).loginRetries(2));
        platform.answer(registers(3), ADMITTED);
        platform.refuseLogin(2);
        platform.refuseLogin(3);
        platform.refuseLogin(2);
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.PAUSING);
        assertThat(terminal.trouble()).contains("LOGIN was refused with result 2");
        platform.answer(registers(0), ADMITTED);
        platform.logIn(terminal);
    }

    @Test
    void platformSetsHowOftenARefusedLoginIsRepeated() {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS));
        platform.set(terminal, Map.of("max_login_retries", 0));
        platform.exchange(terminal, Command.LOGOUT, Map.of("reason", 8));
        platform.refuseLogin(2);
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.PAUSING);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void loginThatIsNotAnsweredOrUnknownLeadsToARegistration(boolean answered) {
        Terminal terminal = platform.start(platform.options(CREDENTIALS).patience(new Patience(Duration.ofSeconds(1), 1)));
        platform.answer(registers(3), ADMITTED);
        if (answered) {
            platform.refuseLogin(6);
        } else {
            platform.receive(Command.LOGIN);
        }
        platform.answer(registers(0), ADMITTED);
        platform.logIn(terminal);
    }

    @Test
    void missingKeysAreReportedAndTheSecondTimeItPauses() {
        Terminal terminal = platform.start(platform.options(WITHOUT_PASSWORDS));
        platform.answer(registers(1), WAIT_FOR_KEYS);
        assertAlarm();
        platform.answer(registers(0), WAIT_FOR_KEYS);
        assertAlarm();
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.PAUSING);
        platform.answer(registers(0), WAIT_FOR_KEYS);
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.WAITING_FOR_KEYS);
    }

    @Test
    void keyWaitOfZeroIsRefused() {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS));
        assertThat(platform.exchange(terminal, Command.CONFIG_SET, Map.of("0x0026", new byte[2])).unsigned("result"))
                .isEqualTo(1);
    }

    @Test
    void resetOfOneThatIsOnlineLogsOutAndIn() {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS));
        CompletableFuture<Void> reset = terminal.reset().toCompletableFuture();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isZero();
        assertThat(reset).isNotDone();
        platform.answer(logout, Map.of());
        assertThat(reset).succeedsWithin(Duration.ofSeconds(5));
        platform.logIn(terminal);
    }

    @Test
    void whatDoesNotRunCannotBeReset() {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS));
        CompletableFuture<Void> stopped = terminal.stop().toCompletableFuture();
        platform.answer(platform.receive(Command.LOGOUT), Map.of());
        stopped.join();
        assertThat(terminal.reset()).failsWithin(Duration.ofSeconds(5)).withThrowableOfType(Exception.class)
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void unansweredHeartbeatLeadsToALoginForWhichRequestsWait() {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS).patience(new Patience(Duration.ofSeconds(1), 2))
                .heartbeatInterval(Duration.ofSeconds(1)));
        WmmpMessage first = platform.receive(Command.HEART_BEAT);
        CompletableFuture<WmmpMessage> sent = terminal.send(Command.TRANSPARENT_DATA, HandMadePlatform.CODEC.writeBody(
                Command.TRANSPARENT_DATA, Map.of("text", "36.6")), TestPlatform.LONG).toCompletableFuture();
        assertThat(platform.receive(Command.HEART_BEAT)).isEqualTo(first);
        platform.acceptLogin();
        WmmpMessage data = platform.receive(Command.TRANSPARENT_DATA);
        platform.answer(data, Map.of("result", 0));
        assertThat(sent).succeedsWithin(Duration.ofSeconds(5));
        await().until(() -> terminal.phase() == TerminalPhase.ONLINE);
    }
}
