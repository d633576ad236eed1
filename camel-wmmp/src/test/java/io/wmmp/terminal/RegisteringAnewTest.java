package io.wmmp.terminal;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal whose SIM or keys are not those of before. */
class RegisteringAnewTest {

    private static final String OLD_IMSI = "001010000000001";

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private static boolean signedWith(Credentials credentials, WmmpMessage message) {
        return Digests.verify(message, 0, credentials, Direction.UPLINK, TestPlatform.DIALECT);
    }

    @Test
    void anotherSimIsRegisteredUnderTheOldOne() {
        Terminal terminal = platform.start(platform.options(TestPlatform.CREDENTIALS).registeredImsi(OLD_IMSI));
        WmmpMessage register = platform.receive(Command.REGISTER);
        assertThat(register.unsigned("operation")).isEqualTo(2);
        assertThat(register.securityFlag()).isEqualTo(0xA0);
        assertThat(new String(register.bytes("imsi"))).isEqualTo(TestPlatform.CREDENTIALS.imsi());
        assertThat(signedWith(TestPlatform.credentials(TestPlatform.CREDENTIALS.imei(), OLD_IMSI), register)).isTrue();
        platform.answer(register, Map.of("result", 2));
        register = platform.receive(Command.REGISTER);
        assertThat(register.unsigned("operation")).as("still news").isEqualTo(2);
        platform.answer(register, Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"));
        platform.logIn(terminal);
    }

    @Test
    void aTerminalThatIsBoundToItsSimSaysNothingWithAnother() {
        Terminal terminal = platform
                .start(platform.options(TestPlatform.CREDENTIALS).registeredImsi(OLD_IMSI).simLocked(true));
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.SILENT);
        assertThat(terminal.trouble()).contains("another SIM");
        platform.assertNothingReceived();
    }

    @Test
    void wipedKeysAreAskedForAgain() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        terminal.clearKeys();
        platform.answer(platform.receive(Command.LOGOUT), Map.of());
        WmmpMessage register = platform.receive(Command.REGISTER);
        assertThat(register.unsigned("operation")).isEqualTo(4);
        assertThat(register.securityFlag()).isEqualTo(0xC0);
        assertThat(register.tlv(0xE020).value()).containsExactly(0x0E);
        platform.answer(register, Map.of("result", 0, "assigned_terminal_id", "TESTTERM00000001"));
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.WAITING_FOR_KEYS);

        KeySet fresh = KeySet.generate(TestPlatform.CREDENTIALS, new SecretGenerator(), TestPlatform.DIALECT, Expiry.NEVER);
        Map<String, Object> body = new LinkedHashMap<>(Map.of("operation", 0));
        body.putAll(fresh.toBody(HandMadePlatform.CODEC));
        platform.sendShortMessage(terminal, Command.SECURITY_CONFIG, body);
        assertThat(platform.receiveShortMessage(Command.SECURITY_CONFIG_ACK).unsigned("result")).isZero();
        platform.credentials = fresh.credentials();
        platform.logIn(terminal);
    }
}
