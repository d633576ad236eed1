package io.wmmp.platform;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.admission.Registration;
import io.wmmp.platform.admission.RegistrationRequest;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;
import io.wmmp.session.DropReason;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The platform's end of a change of keys: either set opens a session until the terminal cannot go back. */
class KeyRotationTest {

    private static final SecretGenerator GENERATOR = new SecretGenerator();
    private static final TerminalId ID = TestPlatform.TERMINAL.terminalId();

    private final TestPlatform test = new TestPlatform();
    private FakeTerminal terminal;

    @BeforeEach
    void logIn() {
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
    }

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private CompletableFuture<WmmpMessage> rotate(Patience patience) {
        return test.platform.rotateKeys(ID, dialect -> patience).toCompletableFuture();
    }

    private TerminalRecord record() {
        return test.registry.find(ID).toCompletableFuture().join();
    }

    private static Credentials delivered(WmmpMessage request) {
        assertThat(request.command()).isEqualTo(Command.SECURITY_CONFIG);
        assertThat(request.unsigned("operation")).isZero();
        return KeySet.of(TestPlatform.CREDENTIALS).changedBy(request.tlvs(), TestPlatform.DIALECT).credentials();
    }

    private void logOut() {
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 9));
    }

    @Test
    void theOldKeysEndWhenTheTerminalHasUsedTheNewOnes() throws Exception {
        CompletableFuture<WmmpMessage> rotation = rotate(TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.assertVerifies(request);
        assertThat(request.body()).as("as the field has it").hasSize(1 + 76);
        Credentials old = terminal.credentials;
        Credentials fresh = delivered(request);
        assertThat(fresh.uplinkPassword()).isNotEqualTo(old.uplinkPassword());
        assertThat(fresh.downlinkPassword()).isNotEqualTo(old.downlinkPassword());
        assertThat(record().credentials()).isEqualTo(old);
        assertThat(record().pendingKeys().credentials()).as("stored before it was sent").isEqualTo(fresh);
        terminal.answer(request, "result", 0);
        logOut();

        terminal.credentials = fresh;
        terminal.login();
        assertThat(rotation).as("a terminal without an answer to this LOGIN goes back").isNotDone();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        assertThat(rotation.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();
        assertThat(record().credentials()).isEqualTo(fresh);
        assertThat(record().pendingKeys()).isNull();

        terminal.credentials = old;
        terminal.send(terminal.loginMessage());
        terminal.assertNothingReceived();
    }

    @Test
    void aTerminalWhoseLoginIsNotAnsweredMayGoBackAndIsSentTheSameKeysAgain() throws Exception {
        CompletableFuture<WmmpMessage> rotation = rotate(TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        Credentials old = terminal.credentials;
        Credentials fresh = delivered(request);
        terminal.answer(request, "result", 0);
        logOut();
        terminal.credentials = fresh;
        terminal.login();

        terminal.credentials = old;
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        assertThat(record().credentials()).isEqualTo(old);
        assertThatThrownBy(() -> rotate(TestPlatform.LONG).get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class).hasMessageContaining("being replaced already");
        logOut();
        terminal.credentials = fresh;
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        assertThat(rotation.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();
        assertThat(record().credentials()).isEqualTo(fresh);
    }

    @Test
    void whatIsNotAnsweredLeavesBothSetsInForce() {
        Credentials old = terminal.credentials;
        CompletableFuture<WmmpMessage> rotation = rotate(TestPlatform.SHORT);
        Credentials fresh = delivered(terminal.receive());
        assertThatThrownBy(() -> rotation.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NoAnswerException.class);
        terminal.receive();
        rotate(TestPlatform.SHORT);
        assertThat(delivered(terminal.receive())).isEqualTo(fresh);
        assertThat(record().usable()).containsExactly(old, fresh);
    }

    @Test
    void aTerminalThatTakesTheKeysAndNeverUsesThemIsReported() {
        CompletableFuture<WmmpMessage> rotation = rotate(TestPlatform.SHORT);
        terminal.answer(terminal.receive(), "result", 0);
        assertThatThrownBy(() -> rotation.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(KeysNotUsedException.class)
                .hasMessageContaining(ID.toString()).hasMessageContaining("either set");
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).as("its session goes on").isZero();
    }

    @Test
    void refusedKeysAreForgotten() throws Exception {
        CompletableFuture<WmmpMessage> rotation = rotate(TestPlatform.LONG);
        terminal.answer(terminal.receive(), "result", 2);
        assertThat(rotation.get(10, TimeUnit.SECONDS).unsigned("result")).isEqualTo(2);
        assertThat(record()).isEqualTo(TestPlatform.TERMINAL);
    }

    @Test
    void theNewKeysMayOpenASessionWhileTheOldOneIsInUse() {
        rotate(TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        FakeTerminal again = new FakeTerminal(terminal, Bearer.UDP, terminal.platform);
        again.credentials = delivered(request);
        again.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).as("not proved").isZero();
        assertThat(again.result(again.signed(Command.CONFIG_TRAP))).isZero();
        await().untilAsserted(() -> assertThat(record().credentials()).isEqualTo(again.credentials));
        again.close();
    }

    @Test
    void keysThatARouteChoosesCountLikeOthers() throws Exception {
        String password = GENERATOR.password();
        CompletableFuture<WmmpMessage> set = test.request(Command.SECURITY_CONFIG,
                Map.of("operation", 0, "uplink_password", password), TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.answer(request, "result", 0);
        assertThat(set.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();
        assertThat(record().pendingKeys().credentials().uplinkPassword()).isEqualTo(password);
        assertThat(record().pendingKeys().credentials().downlinkPassword()).isEqualTo(TestSecrets.DOWNLINK_PASSWORD);
        assertThatThrownBy(() -> test.request(Command.SECURITY_CONFIG,
                Map.of("operation", 0, "uplink_password", GENERATOR.password()), TestPlatform.LONG).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("not used yet");
        assertThatThrownBy(() -> test.request(Command.SECURITY_CONFIG,
                Map.of("operation", 0, "base_key", new byte[8]), TestPlatform.LONG).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InvalidFieldException.class).hasMessageContaining("base_key");
    }

    @Test
    void onlyATerminalThatIsLoggedInGetsNewKeys() {
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().untilAsserted(() -> assertThat(test.eventTypes()).contains(PlatformEvent.Type.OFFLINE));
        assertThatThrownBy(() -> rotate(TestPlatform.LONG).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TerminalOfflineException.class);
        assertThat(record().pendingKeys()).isNull();
    }

    private void set(int binding) throws Exception {
        CompletableFuture<WmmpMessage> set = test.request(Command.SECURITY_CONFIG,
                Map.of("operation", 0, "sim_binding_active", binding), TestPlatform.LONG);
        terminal.answer(terminal.receive(), "result", 0);
        assertThat(set.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();
    }

    @Test
    void theBindingToTheSimIsKeptAsThePlatformSetsIt() throws Exception {
        set(1);
        assertThat(record().simLocked()).isTrue();
        FakeTerminal moved = new FakeTerminal(terminal, Bearer.UDP, terminal.platform);
        moved.credentials = KeySet.of(terminal.credentials).withImsi("001010123456700").credentials();
        WmmpMessage changed = Digests.sign(moved.registerMessage(RegistrationRequest.SIM_CHANGED, null), 0,
                terminal.credentials, Direction.UPLINK);
        assertThat(moved.exchange(changed).unsigned("result")).as("though it has the keys")
                .isEqualTo(Registration.WRONG_MAPPING);
        assertThat(record().credentials().imsi()).isEqualTo(terminal.credentials.imsi());
        moved.close();
        set(2);
        assertThat(record().simLocked()).isFalse();
    }

    @Test
    void aTerminalMayReportThatItIsBoundButOnlyThePlatformUnbinds() {
        assertThat(terminal.result(report(1))).isZero();
        assertThat(record().simLocked()).isTrue();
        assertThat(terminal.result(report(0))).isZero();
        assertThat(record().simLocked()).isTrue();
    }

    @Test
    void whatIsNotSignedIsNoReport() {
        terminal.send(terminal.unsigned(Command.SECURITY_CONFIG, "operation", 4, "sim_binding_active", 1));
        await().untilAsserted(() -> assertThat(test.platform.dropped(DropReason.MISSING_DIGEST)).isEqualTo(1));
        assertThat(record().simLocked()).isFalse();
    }

    private WmmpMessage report(int binding) {
        return terminal.signed(Command.SECURITY_CONFIG, "operation", 4, "sim_binding_active", binding);
    }

    @Test
    void nothingShowsTheSecrets() {
        KeySet keys = KeySet.generate(TestPlatform.CREDENTIALS, GENERATOR, TestPlatform.DIALECT, Expiry.NEVER);
        String shown = TestPlatform.TERMINAL.offering(keys).toString();
        assertThat(shown).doesNotContain(keys.credentials().uplinkPassword(), keys.credentials().downlinkPassword(),
                new String(keys.credentials().baseKey()), TestSecrets.UPLINK_PASSWORD);
    }
}
