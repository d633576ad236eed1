package io.wmmp.terminal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;
import io.wmmp.session.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** The terminal's end of a change of keys: it takes them, leaves, comes back with them, and keeps them when that was good. */
class KeyReplacementTest {

    private static final KeySet FRESH = KeySet.generate(TestPlatform.CREDENTIALS, new SecretGenerator(), TestPlatform.DIALECT,
            Expiry.NEVER);

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private static Map<String, Object> keys() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", 0);
        body.putAll(FRESH.toBody(HandMadePlatform.CODEC));
        return body;
    }

    private static boolean signedWith(Credentials credentials, WmmpMessage login) {
        return Digests.verify(login, 0, credentials, Direction.UPLINK, TestPlatform.DIALECT);
    }

    /** Takes the keys and logs out with reason 9; gives the LOGIN that follows. */
    private WmmpMessage replaceKeys(Terminal terminal) {
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).isZero();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(9);
        assertThat(Digests.verify(logout, HandMadePlatform.TIMESTAMP, TestPlatform.CREDENTIALS, Direction.UPLINK,
                TestPlatform.DIALECT)).as("the old keys until it has left").isTrue();
        platform.answer(logout, Map.of());
        platform.credentials = FRESH.credentials();
        return platform.receive(Command.LOGIN);
    }

    @Test
    void theNewKeysAreUsedAfterTheLogout() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        WmmpMessage login = replaceKeys(terminal);
        assertThat(signedWith(FRESH.credentials(), login)).isTrue();
        platform.answer(login, Map.of("result", 0, "timestamp", HandMadePlatform.TIMESTAMP));
        platform.answer(platform.receive(Command.CONFIG_TRAP), Map.of("result", 0));
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.ONLINE);

        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).as("what it has already")
                .isZero();
        platform.assertNothingReceived();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.ONLINE);
    }

    /** The platform has the acknowledgement, so that it may take nothing but the new keys. */
    @Test
    void aConnectionThatIsLostDuringTheLogoutDoesNotBringTheOldKeysBack() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(RawSocket.TIMEOUT_MILLIS * 2);
            platform.socket.close();
            Terminal terminal = platform.start(platform.options(TestPlatform.CREDENTIALS, Bearer.TCP,
                    (InetSocketAddress) server.getLocalSocketAddress()));
            platform.socket = RawSocket.tcp(server.accept());
            platform.answer(platform.receive(Command.REGISTER),
                    Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"));
            platform.logIn(terminal);
            assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).isZero();
            platform.receive(Command.LOGOUT);
            platform.socket.close();
            platform.socket = RawSocket.tcp(server.accept());
            platform.credentials = FRESH.credentials();
            platform.logIn(terminal);
            terminal.stopNow();
        }
    }

    @Test
    void keysThatWereAcknowledgedAreUsedByATerminalThatIsReset() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).isZero();
        platform.receive(Command.LOGOUT);
        terminal.reset();
        platform.credentials = FRESH.credentials();
        platform.logIn(terminal);
    }

    @Test
    void whatNoLoginConfirmsIsGivenUp() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        WmmpMessage login = replaceKeys(terminal);
        platform.answer(login, Map.of("result", 6, "timestamp", HandMadePlatform.TIMESTAMP));
        WmmpMessage register = platform.receive(Command.REGISTER);
        platform.credentials = TestPlatform.CREDENTIALS;
        platform.answer(register, Map.of("result", 9));
        assertThat(signedWith(TestPlatform.CREDENTIALS, platform.receive(Command.LOGIN))).isTrue();
    }

    @Test
    void keysThatCannotBeUsedAreRefusedAndNothingChanges() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        WmmpMessage refusal = platform.exchange(terminal, Command.SECURITY_CONFIG,
                Map.of("operation", 0, "base_key", new byte[5]));
        assertThat(refusal.unsigned("result")).isEqualTo(2);
        assertThat(refusal.tlv(KeySet.BASE_KEY)).isNotNull();
        platform.assertNothingReceived();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.ONLINE);
    }

    @Test
    void aRouteMayRefuseThem() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
        terminal.handle(Set.of(Command.SECURITY_CONFIG),
                request -> CompletableFuture.completedStage(Answer.failure(request.codec(), request.message())));
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).isEqualTo(1);
        platform.assertNothingReceived();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.ONLINE);
    }
}
