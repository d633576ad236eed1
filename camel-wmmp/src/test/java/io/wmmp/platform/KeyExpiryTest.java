package io.wmmp.platform;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeyProof;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Keys that end, and terminals that ask for others: the platform's end. */
class KeyExpiryTest {

    private static final TerminalId ID = TestPlatform.TERMINAL.terminalId();
    private static final KeySet KEYS = KeySet.generate(TestPlatform.CREDENTIALS, new SecretGenerator(), TestPlatform.DIALECT,
            Expiry.NEVER);

    private TestPlatform test;
    private FakeTerminal terminal;

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private void start(KeySet keys, KeyRules rules) {
        test = new TestPlatform(new MemoryTerminalRegistry(), options -> options.keyRules(rules));
        test.registry.save(new TerminalRecord(ID, keys, null, false, null, null, null, null));
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.credentials = keys.credentials();
    }

    private TerminalRecord record() {
        return test.registry.find(ID).toCompletableFuture().join();
    }

    @Test
    void secretsThatHaveEndedAreReplacedWhenTheTerminalHasLoggedIn() {
        Expiry past = new Expiry(Instant.now().getEpochSecond() - 10);
        start(new KeySet(KEYS.credentials(), past, Expiry.NEVER, Expiry.NEVER), new KeyRules(true, Duration.ofDays(30), null));
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        WmmpMessage request = terminal.receive();
        assertThat(request.command()).isEqualTo(Command.SECURITY_CONFIG);
        KeySet fresh = record().pendingKeys();
        assertThat(fresh.uplinkExpiry().isNever()).isFalse();
        assertThat(fresh.isPast(Instant.now().plus(Duration.ofDays(29)))).isFalse();
        assertThat(fresh.isPast(Instant.now().plus(Duration.ofDays(31)))).isTrue();
        assertThat(KEYS.changedBy(request.tlvs(), TestPlatform.DIALECT)).isEqualTo(fresh);
    }

    @Test
    void aPlatformThatMakesNoSecretsLetsTheOldOnesGoOn() {
        start(new KeySet(KEYS.credentials(), new Expiry(1), new Expiry(1), new Expiry(1)), KeyRules.NONE);
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        terminal.assertNothingReceived();
        assertThat(terminal.result(terminal.signed(Command.SECURITY_CONFIG, "operation", 5))).isEqualTo(1);
    }

    @Test
    void aSessionKeyThatHasEndedEndsTheSession() {
        start(KEYS, new KeyRules(false, null, Duration.ofSeconds(1)));
        WmmpMessage login = terminal.unsigned(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0, "base_key_md5",
                KeyProof.BASE_KEY.of(terminal.credentials, KeyProof.NEVER)).toBuilder().securityFlag(0xC0).build();
        WmmpMessage answer = terminal.exchange(Digests.sign(login, 0, terminal.credentials, Direction.UPLINK));
        assertThat(answer.tlv(0xE040)).isNotNull();
        terminal.timestamp = answer.unsigned("timestamp");
        terminal.assertVerifies(terminal.exchange(terminal.signed(Command.CONFIG_TRAP)));
        WmmpMessage logout = terminal.receive();
        assertThat(logout.command()).as("enciphered, and short after the end").isEqualTo(Command.LOGOUT);
        terminal.answer(logout);
        await().untilAsserted(() -> assertThat(test.eventTypes()).contains(PlatformEvent.Type.OFFLINE));
    }

    @Test
    void nothingIsWatchedForASessionThatHasEnded() {
        Expiry later = Expiry.after(Duration.ofDays(1), Instant.now());
        start(new KeySet(KEYS.credentials(), later, later, later), new KeyRules(true, Duration.ofDays(30), null));
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        await().until(() -> test.platform.keyWatch().slots() == 1);
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 9));
        await().until(() -> test.platform.keyWatch().slots() == 0);

        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        await().until(() -> test.platform.keyWatch().slots() == 1);
        test.platform.close();
        assertThat(test.platform.keyWatch().slots()).isZero();
    }

    @Test
    void aTerminalAsksForKeysAndUsesThem() {
        start(KEYS, new KeyRules(true, null, null));
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        assertThat(terminal.result(terminal.signed(Command.SECURITY_CONFIG, "operation", 6))).as("not in clear").isEqualTo(1);
        WmmpMessage answer = terminal.exchange(terminal.signed(Command.SECURITY_CONFIG, "operation", 5));
        assertThat(answer.unsigned("result")).isZero();
        Credentials fresh = KEYS.changedBy(answer.tlvs(), TestPlatform.DIALECT).credentials();
        assertThat(record().pendingKeys().credentials()).isEqualTo(fresh);
        assertThat(terminal.exchange(terminal.signed(Command.SECURITY_CONFIG, "operation", 5)).tlvs().get(0))
                .as("the same again").isEqualTo(answer.tlvs().get(0));

        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 9));
        terminal.credentials = fresh;
        terminal.login();
        terminal.result(terminal.signed(Command.CONFIG_TRAP));
        await().untilAsserted(() -> assertThat(record().credentials()).isEqualTo(fresh));
        assertThat(terminal.result(terminal.signed(Command.SECURITY_CONFIG, "operation", 4))).isZero();
        assertThat(terminal.result(terminal.signed(Command.SECURITY_CONFIG, "operation", 7))).isZero();
    }
}
