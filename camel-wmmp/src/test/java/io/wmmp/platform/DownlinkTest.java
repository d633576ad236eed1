package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the platform asks of a terminal. */
class DownlinkTest {

    private static final Map<String, ?> INTERVAL = Map.of("heartbeat_interval", 45);

    private final TestPlatform test = new TestPlatform();
    private final CompletableFuture<Answer> outcome = new CompletableFuture<>();
    private FakeTerminal terminal;

    @BeforeEach
    void listen() {
        terminal = new FakeTerminal(Bearer.UDP,
                test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> outcome).localAddress());
    }

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private static WmmpMessage result(CompletableFuture<WmmpMessage> stage) throws Exception {
        return stage.get(5, TimeUnit.SECONDS);
    }

    @Test
    void terminalAnswers() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.assertVerifies(request);
        assertThat(FakeTerminal.CODEC.readBody(request).get("heartbeat_interval")).hasToString("45");
        terminal.answer(request, "result", 0);
        assertThat(result(asked).unsigned("result")).isZero();
    }

    @Test
    void negativeAnswerIsAnAnswer() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_GET, FakeTerminal.map("heartbeat_interval", null),
                TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        assertThat(request.command()).isEqualTo(Command.CONFIG_GET);
        terminal.answer(request, "result", 1, "faulty", List.of("heartbeat_interval"));
        assertThat(result(asked).unsigned("result")).isEqualTo(1);
    }

    @Test
    void silentTerminalIsAskedAgainAndGivenUp() {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.SHORT);
        assertThat(terminal.receive()).isEqualTo(terminal.receive());
        assertThatThrownBy(() -> result(asked)).hasRootCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("CONFIG_SET of terminal TESTTERM00000001: no answer after 2 send(s)");
    }

    @Test
    void answerWithoutProofIsNone() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.send(WmmpMessage.builder(Command.CONFIG_SET_ACK).terminalId(terminal.id)
                .sequenceNumber(request.sequenceNumber()).body(new byte[1]).build());
        await().until(() -> test.platform.dropped(DropReason.MISSING_DIGEST) == 1);
        assertThat(asked).isNotDone();
        terminal.answer(request, "result", 0);
        result(asked);
    }

    @Test
    void terminalThatIsNotLoggedInIsOffline() {
        assertThatThrownBy(() -> result(test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG)))
                .hasRootCauseInstanceOf(TerminalOfflineException.class);
        terminal.login();
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> test.platform.status(TestPlatform.TERMINAL).state() == TerminalState.OFFLINE);
        assertThatThrownBy(() -> result(test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG)))
                .hasRootCauseInstanceOf(TerminalOfflineException.class);
    }

    @Test
    void terminalThatNobodyKnows() {
        assertThatThrownBy(() -> test.platform.request(TerminalId.of("TESTTERM00000009"), Command.CONFIG_SET,
                (codec, record) -> new byte[0], dialect -> TestPlatform.LONG).toCompletableFuture().get(5, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(UnknownTerminalException.class);
    }

    @Test
    void bodyThatDoesNotFitFailsEvenWhereTheTerminalIsOffline() {
        assertThatThrownBy(() -> result(test.request(Command.CONFIG_SET, Map.of("nonsense", 1), TestPlatform.LONG)))
                .hasRootCauseInstanceOf(InvalidFieldException.class).hasMessageContaining("nonsense");
    }

    @Test
    void requestFollowsTheTerminalAtOnce() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        try (FakeTerminal moved = new FakeTerminal(terminal, Bearer.UDP, listenAddress())) {
            moved.exchange(moved.signed(Command.HEART_BEAT));
            assertThat(moved.receive()).as("identical bytes").isEqualTo(request);
            moved.answer(request, "result", 0);
            result(asked);
        }
    }

    @Test
    void requestIsSignedAnewAtOnceAfterAnotherLogin() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        WmmpMessage before = terminal.receive();
        terminal.login();
        terminal.exchange(terminal.signed(Command.CONFIG_TRAP));
        WmmpMessage again = terminal.receive();
        assertThat(again.command()).isEqualTo(before.command());
        assertThat(again.sequenceNumber()).isEqualTo(before.sequenceNumber() + 1);
        terminal.assertVerifies(again);
        terminal.answer(again, "result", 0);
        assertThat(result(asked).unsigned("result")).isZero();
    }

    @Test
    void requestGoesToWhereTheTerminalWasLastHeard() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL,
                new Patience(Duration.ofMillis(60), 100));
        WmmpMessage request = terminal.receive();
        try (FakeTerminal moved = new FakeTerminal(terminal, Bearer.UDP, listenAddress())) {
            moved.send(moved.signed(Command.HEART_BEAT));
            WmmpMessage next = moved.receive();
            while (next.command() != Command.CONFIG_SET) {
                next = moved.receive();
            }
            assertThat(next).isEqualTo(request);
            moved.answer(next, "result", 0);
            result(asked);
        }
    }

    private InetSocketAddress listenAddress() {
        return test.listen(new ListenerAddress(Bearer.UDP, "127.0.0.1", 0), Set.of(Command.TRANSPARENT_CMD),
                request -> outcome).localAddress();
    }

    @Test
    void requestWaitsForTheUplinkInHand() throws Exception {
        terminal.login();
        terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"));
        terminal.assertNothingReceived();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        terminal.assertNothingReceived();
        outcome.complete(new Answer(new byte[1]));
        assertThat(terminal.receive().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        terminal.answer(terminal.receive(), "result", 0);
        result(asked);
    }

    @Test
    void uplinkIsTakenWhileTheTerminalOwesAnAnswer() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        terminal.answer(request, "result", 0);
        result(asked);
    }

    @Test
    void requestIsSignedAnewAfterANewLogin() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL,
                new Patience(Duration.ofMillis(100), 50));
        WmmpMessage request = terminal.receive();
        // dropped by the terminal, which logs in again
        terminal.send(terminal.loginMessage());
        WmmpMessage answer = terminal.receive();
        while (answer.command() != Command.LOGIN_ACK) {
            answer = terminal.receive();
        }
        terminal.timestamp = answer.unsigned("timestamp");
        terminal.send(terminal.signed(Command.CONFIG_TRAP));
        WmmpMessage renewed = terminal.receive();
        while (renewed.command() != Command.CONFIG_SET || renewed.equals(request)) {
            renewed = terminal.receive();
        }
        terminal.assertVerifies(renewed);
        terminal.answer(renewed, "result", 0);
        result(asked);
    }

    @Test
    void logoutEndsTheSession() throws Exception {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.LOGOUT, Map.of("reason", 0), TestPlatform.LONG);
        CompletableFuture<WmmpMessage> behind = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        assertThat(request.command()).isEqualTo(Command.LOGOUT);
        // real terminals answer under a number of their own
        terminal.send(terminal.signed(Command.LOGOUT_ACK));
        assertThat(result(asked).command()).isEqualTo(Command.LOGOUT_ACK);
        assertThatThrownBy(() -> result(behind)).hasRootCauseInstanceOf(SessionClosedException.class);
        assertThat(test.platform.status(TestPlatform.TERMINAL).state()).isEqualTo(TerminalState.OFFLINE);
        terminal.assertNothingReceived();
    }

    @Test
    void logoutThatIsNotAnsweredEndsTheSessionToo() {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.LOGOUT, Map.of("reason", 0), TestPlatform.SHORT);
        assertThatThrownBy(() -> result(asked)).hasRootCauseInstanceOf(NoAnswerException.class);
        await().until(() -> test.platform.status(TestPlatform.TERMINAL).state() == TerminalState.OFFLINE);
    }

    @Test
    void closedPlatformFailsWhatIsOpen() {
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, INTERVAL, TestPlatform.LONG);
        terminal.receive();
        test.platform.close();
        assertThatThrownBy(() -> result(asked)).hasRootCauseInstanceOf(SessionClosedException.class);
    }
}
