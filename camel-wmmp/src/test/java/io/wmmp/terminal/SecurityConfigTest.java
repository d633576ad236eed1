package io.wmmp.terminal;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeyProof;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a terminal does with SECURITY_CONFIG besides taking new keys, and when its keys have ended. */
class SecurityConfigTest {

    private static final SecretGenerator GENERATOR = new SecretGenerator();

    private final HandMadePlatform platform = new HandMadePlatform();
    private Terminal terminal;

    @BeforeEach
    void bringOnline() {
        terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static Map<String, Object> body(int operation, String... named) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", operation);
        for (String name : named) {
            body.put(name, null);
        }
        return body;
    }

    @Test
    void secretsAreNotReadInClear() {
        WmmpMessage answer = platform.exchange(terminal, Command.SECURITY_CONFIG, body(1, "uplink_password"));
        assertThat(answer.unsigned("result")).isEqualTo(2);
        assertThat(answer.tlv(KeySet.UPLINK_PASSWORD).length()).isZero();
    }

    @Test
    void digestsOfSecretsAreTold() {
        WmmpMessage answer = platform.exchange(terminal, Command.SECURITY_CONFIG,
                body(2, "uplink_password", "downlink_password"));
        assertThat(answer.unsigned("result")).isZero();
        assertThat(answer.tlv(0xE026).value())
                .isEqualTo(KeyProof.UPLINK_PASSWORD.of(TestPlatform.CREDENTIALS, KeyProof.NEVER));
        assertThat(answer.tlv(0xE029).value())
                .isEqualTo(KeyProof.DOWNLINK_PASSWORD.of(TestPlatform.CREDENTIALS, KeyProof.NEVER));
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, body(2, "base_key")).unsigned("result"))
                .as("it has none").isEqualTo(2);
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, body(3)).unsigned("result")).isZero();
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, body(4)).unsigned("result")).isEqualTo(1);
    }

    @Test
    void whatIsNeitherAKeyNorTheBindingIsRefused() {
        Map<String, Object> body = body(0);
        body.put("sim_pin1", "1234");
        WmmpMessage answer = platform.exchange(terminal, Command.SECURITY_CONFIG, body);
        assertThat(answer.unsigned("result")).isEqualTo(2);
        assertThat(answer.tlv(0xE001)).isNotNull();
    }

    @Test
    void theBindingToTheSimIsSetAndEnded() {
        bind(1);
        platform.acceptLogin();
        answerReport(1);
        await().until(() -> !terminal.isBusy());
        bind(2);
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.IDLE);
        terminal.start();
        platform.acceptLogin();
        answerReport(0);
    }

    private void answerReport(int binding) {
        WmmpMessage report = platform.receive(Command.SECURITY_CONFIG);
        assertThat(HandMadePlatform.CODEC.readBody(report)).containsEntry("operation", 4)
                .containsEntry("sim_binding_active", binding);
        platform.answer(report, Map.of("result", 0));
    }

    @Test
    void thePlatformSwitchesEnciphermentOnAndOff() {
        Credentials known = TestPlatform.CREDENTIALS;
        terminal.stopNow();
        platform.credentials = new Credentials(known.imei(), known.imsi(), known.uplinkPassword(), known.downlinkPassword(),
                TestSecrets.baseKey());
        terminal = platform.bringOnline(platform.options(platform.credentials));
        assertThat(platform.exchange(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 0x0D)).unsigned("result"))
                .isZero();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isZero();
        platform.answer(logout, Map.of());
        assertLogsIn(true);
        WmmpMessage told = platform.exchange(terminal, Command.CONFIG_GET, HandMadePlatform.named("encryption_in_use"));
        assertThat(told.tlv(0xE032).value()).containsExactly(1);

        platform.set(terminal, Map.of("encryption_in_use", 0));
        platform.exchange(terminal, Command.LOGOUT, Map.of("reason", 8));
        assertLogsIn(false);
    }

    private void assertLogsIn(boolean wantsKey) {
        WmmpMessage login = platform.receive(Command.LOGIN);
        assertThat(login.securityFlag()).isEqualTo(wantsKey ? 0xE0 : 0xA0);
        assertThat(login.tlv(KeyProof.BASE_KEY.tag()) != null).isEqualTo(wantsKey);
        platform.answer(login, Map.of("result", 0, "timestamp", HandMadePlatform.TIMESTAMP));
        platform.answer(platform.receive(Command.CONFIG_TRAP), Map.of("result", 0));
        await().until(() -> terminal.phase() == TerminalPhase.ONLINE && !terminal.isBusy());
    }

    @Test
    void encipheringNeedsABaseKey() {
        assertThat(platform.exchange(terminal, Command.CONFIG_SET, Map.of("encryption_in_use", 1)).unsigned("result"))
                .isEqualTo(1);
        WmmpMessage refusal = platform.exchange(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 0x0D));
        assertThat(refusal.unsigned("result")).isEqualTo(1);
        assertThat(refusal.tlv(0x4001)).isNotNull();
        WmmpMessage told = platform.exchange(terminal, Command.CONFIG_GET, HandMadePlatform.named("encryption_supported"));
        assertThat(told.tlv(0xE031).value()).containsExactly(0);
    }

    private void bind(int value) {
        Map<String, Object> body = body(0);
        body.put("sim_binding_active", value);
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, body).unsigned("result")).isZero();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(10);
        platform.answer(logout, Map.of());
    }

    private KeySet deliver(Expiry end) {
        KeySet keys = KeySet.generate(TestPlatform.CREDENTIALS, GENERATOR, TestPlatform.DIALECT, end);
        Map<String, Object> body = body(0);
        body.putAll(keys.toBody(HandMadePlatform.CODEC));
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, body).unsigned("result")).isZero();
        platform.answer(platform.receive(Command.LOGOUT), Map.of());
        platform.credentials = keys.credentials();
        platform.acceptLogin();
        return keys;
    }

    @Test
    void keysThatHaveEndedAreReplacedByThoseThatThePlatformGives() {
        deliver(new Expiry(Instant.now().getEpochSecond() + 1));
        WmmpMessage request = platform.receive(Command.SECURITY_CONFIG);
        assertThat(request.unsigned("operation")).isEqualTo(5);
        KeySet next = KeySet.generate(TestPlatform.CREDENTIALS, GENERATOR, TestPlatform.DIALECT, Expiry.NEVER);
        Map<String, Object> answer = new LinkedHashMap<>(Map.of("result", 0));
        answer.putAll(next.toBody(HandMadePlatform.CODEC));
        platform.answer(request, answer);
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(9);
        platform.answer(logout, Map.of());
        platform.credentials = next.credentials();
        platform.logIn(terminal);
    }
}
