package io.wmmp.terminal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.SessionClosedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What must neither strand a terminal or those who wait for it, nor make it hurry. */
class TerminalRecoveryTest {

    private static final Credentials CREDENTIALS = TestPlatform.CREDENTIALS;
    private static final Credentials WITHOUT_PASSWORDS = new Credentials(CREDENTIALS.imei(), CREDENTIALS.imsi(), null, null,
            null);
    private static final Map<String, ?> ADMITTED = Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001");

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private static CompletableFuture<WmmpMessage> send(Terminal terminal) {
        return terminal.send(Command.TRANSPARENT_DATA,
                HandMadePlatform.CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("text", "36.6")), TestPlatform.LONG)
                .toCompletableFuture();
    }

    private static void assertTold(CompletableFuture<WmmpMessage> sent) {
        assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SessionClosedException.class)
                .hasMessageContaining("it has been stopped");
    }

    @Test
    void whatIsOpenFailsWhenItIsStoppedAtOnceAndItCanBeStartedAgain() {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS));
        CompletableFuture<WmmpMessage> outstanding = send(terminal);
        platform.receive(Command.TRANSPARENT_DATA);
        CompletableFuture<WmmpMessage> queued = send(terminal);
        CompletableFuture<Void> stopped = terminal.stop().toCompletableFuture();
        assertThat(terminal.stop()).isSameAs(stopped);
        assertThat(stopped).as("the logout waits behind what is outstanding").isNotDone();
        terminal.stopNow();
        assertThat(stopped).isDone();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.STOPPED);
        assertThat(terminal.isBusy()).isFalse();
        assertTold(outstanding);
        assertTold(queued);
        assertTold(send(terminal));

        terminal.start();
        CompletableFuture<WmmpMessage> again = send(terminal);
        platform.acceptLogin();
        platform.answer(platform.receive(Command.TRANSPARENT_DATA), Map.of("result", 0));
        assertThat(again).succeedsWithin(Duration.ofSeconds(5));
        assertThat(terminal.phase()).as("the end of the first stop does not end the second start")
                .isEqualTo(TerminalPhase.ONLINE);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 8 })
    void tagsThatMustNotBeToldAreLeftOutOfTheReportAfterLogin(int result) {
        Terminal terminal = platform.bringOnline(platform.options(CREDENTIALS));
        platform.set(terminal, Map.of("sync_tag_list", List.of(0xE021, 0x0011, 0xE025, 0x9999)));
        platform.exchange(terminal, Command.LOGOUT, Map.of("reason", 8));
        platform.refuseLogin(result);
        WmmpMessage trap = platform.receive(Command.CONFIG_TRAP);
        Map<String, Object> report = HandMadePlatform.CODEC.readBody(trap);
        if (result == 1) {
            assertThat(report).containsOnlyKeys("sync_tag_list", "heartbeat_interval");
        } else {
            assertThat(report).containsOnlyKeys("heartbeat_interval");
        }
        platform.answer(trap, Map.of("result", 0));
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.ONLINE);
    }

    @Test
    void aStepThatFailsIsFollowedByAnother() {
        AtomicInteger tries = new AtomicInteger();
        Terminal terminal = platform.start(platform.options(CREDENTIALS), (bearer, remote, listener) -> {
            if (tries.incrementAndGet() <= 2) {
                throw new IllegalStateException("made up");
            }
            return platform.transport.connect(bearer, remote, listener);
        });
        platform.answer(platform.receive(Command.REGISTER), ADMITTED);
        platform.logIn(terminal);
        assertThat(tries).hasValue(3);
    }

    @Test
    void withoutPasswordsItWaitsForKeysWhateverTheAnswerSays() {
        Terminal terminal = platform.start(platform.options(WITHOUT_PASSWORDS).keyWait(Duration.ofSeconds(60)));
        platform.answer(platform.receive(Command.REGISTER), ADMITTED);
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.WAITING_FOR_KEYS);
        assertThat(platform.socket.receive(1000)).as("another REGISTER within a second").isNull();
    }

    @Test
    void aLoginThatCannotBeSentIsFollowedByAPause() {
        Terminal terminal = platform.start(platform.options(WITHOUT_PASSWORDS).registered(true)
                .retryInterval(Duration.ofSeconds(60)));
        assertThat(platform.socket.receive(1000)).as("a REGISTER within a second").isNull();
        assertThat(terminal.trouble()).contains("has no passwords to sign with");
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.LOGGING_IN);
    }

    @Test
    void theNameOfThePlatformIsResolvedWhenItConnects() {
        platform.bringOnline(platform.options(CREDENTIALS, Bearer.UDP,
                InetSocketAddress.createUnresolved("localhost", platform.socket.localPort())));
    }

    @Test
    void aConnectionThatIsClosedDoesNotCutAPauseShort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(RawSocket.TIMEOUT_MILLIS * 2);
            platform.socket.close();
            Terminal terminal = platform.start(platform.options(CREDENTIALS, Bearer.TCP,
                    (InetSocketAddress) server.getLocalSocketAddress()).loginRetries(0).longPause(Duration.ofSeconds(3)));
            platform.socket = RawSocket.tcp(server.accept());
            platform.answer(platform.receive(Command.REGISTER), ADMITTED);
            long refused = System.nanoTime();
            platform.refuseLogin(2);
            HandMadePlatform.awaitPhase(terminal, TerminalPhase.PAUSING);
            platform.socket.close();
            platform.socket = RawSocket.tcp(server.accept());
            assertThat(Duration.ofNanos(System.nanoTime() - refused)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
            assertThat(platform.receive(Command.REGISTER).unsigned("operation")).as("what the pause was before").isZero();
        }
    }

    @Test
    void failuresToConnectAreReportedOnceAndItGoesOnTrying() throws IOException, InterruptedException {
        InetSocketAddress address;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) server.getLocalSocketAddress();
        }
        AtomicInteger tries = new AtomicInteger();
        Terminal terminal = platform.start(platform.options(CREDENTIALS, Bearer.TCP, address), (bearer, remote, listener) -> {
            tries.incrementAndGet();
            return platform.transport.connect(bearer, remote, listener);
        });
        Map<String, Object> trap = HandMadePlatform.CODEC.readBody(platform.receiveShortMessage(Command.CONFIG_TRAP));
        assertThat(tries).hasValueGreaterThanOrEqualTo(4);
        assertThat(trap).containsEntry("alarm_status", 1).containsEntry("alarm_type", 1).containsEntry("alarm_code", 0x20);
        org.awaitility.Awaitility.await().until(() -> tries.get() > 10);
        assertThat(platform.shortMessages).isEmpty();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.CONNECTING);
    }
}
