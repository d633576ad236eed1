package io.wmmp.platform;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.admission.Registration;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class RegistrationTest {

    private static final Credentials FACTORY = new Credentials("490154203237526", "001010123456790", "FACTORYU", "FACTORYD",
            null);

    private TestPlatform test;
    private FakeTerminal terminal;

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private void start(boolean open) {
        test = new TestPlatform(new MemoryTerminalRegistry(), open, 10);
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
    }

    private static String serial(WmmpMessage answer) {
        return new String(answer.bytes("assigned_terminal_id"), StandardCharsets.US_ASCII);
    }

    private void assertSilence(WmmpMessage register) {
        long before = test.platform.dropped(DropReason.UNKNOWN_TERMINAL);
        terminal.send(register);
        await().until(() -> test.platform.dropped(DropReason.UNKNOWN_TERMINAL) == before + 1);
        terminal.assertNothingReceived();
    }

    @Test
    void knownTerminalIsToldItsSerialNumber() {
        start(false);
        terminal.id = TerminalId.of("FACTORY000000000");
        WmmpMessage register = terminal.registerMessage(0, null);
        WmmpMessage answer = terminal.exchange(register);
        assertThat(answer.unsigned("result")).isEqualTo(1);
        assertThat(answer.terminalId()).isEqualTo(terminal.id);
        assertThat(serial(answer)).isEqualTo("TESTTERM00000001");
        assertThat(terminal.exchange(register)).isEqualTo(answer);
        await().untilAsserted(() -> assertThat(test.events).hasSize(1));
        assertThat(test.events.get(0)).isEqualTo(new PlatformEvent(PlatformEvent.Type.REGISTERED,
                TerminalId.of("TESTTERM00000001"), Bearer.UDP, "127.0.0.1:" + terminal.socket.localPort(), null, null));
    }

    @Test
    void knownTerminalWithoutPasswordsWaitsForThem() {
        start(false);
        test.registry.save(new TerminalRecord(terminal.id, new Credentials("490154203237518", "001010123456789", null, null,
                null), null, null, null));
        assertThat(terminal.exchange(terminal.registerMessage(1, null)).unsigned("result")).isZero();
        terminal.send(terminal.loginMessage());
        await().until(() -> test.platform.dropped(DropReason.BAD_DIGEST) == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 3, 4 })
    void knownTerminalUnderAnotherSerialNumberIsRefused(int operation) {
        start(false);
        terminal.id = TerminalId.of("TESTTERM00000002");
        WmmpMessage answer = terminal.exchange(terminal.registerMessage(operation, TestPlatform.CREDENTIALS));
        assertThat(answer.unsigned("result")).isEqualTo(Registration.WRONG_MAPPING);
    }

    @Test
    void halfAnIdentityIsRefused() {
        start(false);
        terminal.credentials = TestPlatform.credentials("490154203237518", "001010999999999");
        assertThat(terminal.exchange(terminal.registerMessage(3, terminal.credentials)).unsigned("result"))
                .isEqualTo(Registration.WRONG_MAPPING);
        terminal.credentials = TestPlatform.credentials("999999999999999", "001010999999999");
        assertSilence(terminal.registerMessage(3, terminal.credentials));
    }

    @Test
    void keysAreProved() {
        start(false);
        assertThat(terminal.exchange(terminal.registerMessage(3, TestPlatform.CREDENTIALS)).unsigned("result")).isEqualTo(1);
        Credentials wrong = new Credentials("490154203237518", "001010123456789", TestSecrets.UPLINK_PASSWORD, "downlnkp",
                null);
        assertThat(terminal.exchange(terminal.registerMessage(3, wrong)).unsigned("result"))
                .isEqualTo(Registration.WRONG_PROOF);
        assertThat(terminal.exchange(terminal.registerMessage(3, null)).unsigned("result"))
                .isEqualTo(Registration.WRONG_PROOF);
    }

    @Test
    void baseKeyIsProvedWhereThereIsOne() {
        start(false);
        Credentials withKey = new Credentials("490154203237518", "001010123456789", TestSecrets.UPLINK_PASSWORD,
                TestSecrets.DOWNLINK_PASSWORD, new byte[24]);
        test.registry.save(new TerminalRecord(terminal.id, withKey, null, null, null));
        assertThat(terminal.exchange(terminal.registerMessage(3, TestPlatform.CREDENTIALS)).unsigned("result"))
                .isEqualTo(Registration.WRONG_PROOF);
        assertThat(terminal.exchange(terminal.registerMessage(3, withKey)).unsigned("result")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4 })
    void strangersGetNoAnswer(int operation) {
        start(false);
        terminal.id = TerminalId.of("STRANGER00000000");
        terminal.credentials = FACTORY;
        assertSilence(terminal.registerMessage(operation, FACTORY));
    }

    @Test
    void openAdmissionAllotsASerialNumberOnce() {
        start(true);
        terminal.id = TerminalId.of("FACTORY000000000");
        terminal.credentials = FACTORY;
        WmmpMessage answer = terminal.exchange(terminal.registerMessage(0, null));
        assertThat(answer.unsigned("result")).isEqualTo(1);
        assertThat(serial(answer)).matches("WM[0-9A-X]{14}");
        assertThat(serial(terminal.exchange(terminal.registerMessage(0, null)))).isEqualTo(serial(answer));

        terminal.id = TerminalId.of(serial(answer));
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void openAdmissionKeepsAPresetSerialNumber() {
        start(true);
        terminal.id = TerminalId.of("PRESET0000000042");
        terminal.credentials = FACTORY;
        assertThat(terminal.exchange(terminal.registerMessage(3, TestPlatform.CREDENTIALS)).unsigned("result"))
                .isEqualTo(Registration.WRONG_PROOF);
        assertThat(serial(terminal.exchange(terminal.registerMessage(3, FACTORY)))).isEqualTo("PRESET0000000042");
        terminal.login();
    }

    @Test
    void openAdmissionTakesNoNonsense() {
        start(true);
        terminal.id = TerminalId.of("FACTORY000000000");
        terminal.credentials = TestPlatform.credentials("", "001010123456790");
        assertSilence(terminal.registerMessage(0, null));
        terminal.credentials = TestPlatform.credentials("490154203237526", "none of this");
        assertSilence(terminal.registerMessage(0, null));
    }

    @Test
    void openAdmissionNeedsPasswordsThatFit() {
        start(true);
        assertThatThrownBy(() -> RegistryAdmission.open(test.registry, null, "x")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("factory passwords");
        assertThatThrownBy(() -> RegistryAdmission.open(test.registry, "much too long", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void routeMayRefuseARegistration() {
        test = new TestPlatform();
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        terminal = new FakeTerminal(Bearer.UDP,
                test.listen(Bearer.UDP, Set.of(Command.REGISTER), request -> outcome).localAddress());
        WmmpMessage register = terminal.registerMessage(0, null);
        terminal.send(register);
        terminal.send(register);
        terminal.assertNothingReceived();
        outcome.complete(Answer.failure(FakeTerminal.CODEC, register));
        assertThat(terminal.receive().unsigned("result")).isEqualTo(3);
        terminal.assertNothingReceived();
    }

    @Test
    void failureOfTheAdmissionIsCountedAndTheNextTryIsHeard() {
        CompletableFuture<Registration> first = CompletableFuture.failedFuture(new IllegalStateException("no database"));
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        RegistryAdmission working = RegistryAdmission.known(registry);
        boolean[] failed = new boolean[2];
        test = new TestPlatform(registry, request -> {
            if (!failed[0]) {
                failed[0] = true;
                return first;
            }
            if (!failed[1]) {
                failed[1] = true;
                throw new IllegalStateException("made up");
            }
            return working.register(request);
        }, 10);
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        WmmpMessage register = terminal.registerMessage(0, null);
        for (int i = 1; i <= 2; i++) {
            int count = i;
            terminal.send(register);
            await().until(() -> test.platform.dropped(DropReason.FAILED) == count);
        }
        assertThat(terminal.exchange(register).unsigned("result")).isEqualTo(1);
    }
}
