package io.wmmp.platform;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.DropReason;
import io.wmmp.session.SessionClosedException;

import static org.assertj.core.api.Assertions.assertThat;

/** A platform notices that a terminal is gone. */
class LivenessTest {

    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final TestPlatform test = new TestPlatform();
    private FakeTerminal terminal;

    @AfterEach
    void close() {
        if (terminal != null) {
            terminal.close();
        }
        test.close();
    }

    private FakeTerminal loggedIn(Bearer bearer, Duration interval, int missed) {
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.VERIFIED, interval, missed, 0);
        terminal = new FakeTerminal(bearer, test.listen(bearer));
        terminal.login();
        return terminal;
    }

    private void awaitOffline(String reason) {
        Awaitility.await().untilAsserted(() -> assertThat(test.events).last()
                .satisfies(event -> assertThat(event.type()).isEqualTo(Type.OFFLINE))
                .satisfies(event -> assertThat(event.reason()).isEqualTo(reason)));
    }

    @Test
    void loginThatComesOnceMoreAfterThatGetsATimestampThatIsGood() {
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.VERIFIED, INTERVAL, 3, 0);
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        WmmpMessage login = terminal.loginMessage();
        long first = terminal.exchange(login).unsigned("timestamp");
        awaitOffline("no sign of life for 900 ms");
        terminal.timestamp = first;
        assertThat(terminal.receive().command()).isEqualTo(Command.LOGOUT);

        terminal.timestamp = terminal.exchange(login).unsigned("timestamp");
        assertThat(terminal.timestamp).isGreaterThan(first);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    private void answerNextRequest(Command command, Object... body) {
        WmmpMessage request = terminal.receive();
        assertThat(request.command()).isEqualTo(command);
        terminal.answer(request, body);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void silentTerminalIsPresumedGoneAndBidFarewell(Bearer bearer) {
        loggedIn(bearer, INTERVAL, 3);
        CompletableFuture<WmmpMessage> request = test.request(Command.REMOTE_CTRL, Map.of(), TestPlatform.LONG);
        CompletableFuture<WmmpMessage> second = test.request(Command.CONFIG_GET, Map.of(), TestPlatform.LONG);
        assertThat(terminal.receive().command()).isEqualTo(Command.REMOTE_CTRL);

        WmmpMessage farewell = terminal.receive();
        assertThat(farewell.command()).isEqualTo(Command.LOGOUT);
        assertThat(farewell.unsigned("reason")).isEqualTo(8);
        terminal.assertVerifies(farewell);
        awaitOffline("no sign of life for 900 ms");
        assertThat(request).failsWithin(Duration.ofSeconds(5)).withThrowableOfType(Exception.class)
                .withCauseInstanceOf(SessionClosedException.class).withMessageContaining("no sign of life for 900 ms");
        assertThat(second).failsWithin(Duration.ofSeconds(5));
        assertThat(test.platform.status(TestPlatform.TERMINAL).state()).isEqualTo(TerminalState.OFFLINE);

        // what it says now does not count before it has logged in, but its own farewell is answered
        terminal.answer(farewell);
        terminal.send(terminal.signed(Command.CONFIG_TRAP));
        Awaitility.await().until(() -> test.platform.dropped(DropReason.NOT_LOGGED_IN) == 2);
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        Awaitility.await().untilAsserted(
                () -> assertThat(test.eventTypes()).containsExactly(Type.ONLINE, Type.OFFLINE, Type.ONLINE));
    }

    @Test
    void anythingVerifiedIsASignOfLife() {
        loggedIn(Bearer.UDP, INTERVAL.multipliedBy(2), 3);
        long end = System.nanoTime() + INTERVAL.multipliedBy(10).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            switch (i % 3) {
                case 0 -> terminal.heartbeat();
                case 1 -> assertThat(
                        terminal.result(terminal.signed(Command.CONFIG_TRAP, "cell_id", new byte[] { 0, 0, 0, (byte) i })))
                        .isZero();
                default -> {
                    CompletableFuture<WmmpMessage> request = test.request(Command.REMOTE_CTRL, Map.of(), TestPlatform.LONG);
                    answerNextRequest(Command.REMOTE_CTRL, "result", 0);
                    request.join();
                }
            }
            terminal.assertNothingReceived();
        }
        assertThat(test.eventTypes()).containsExactly(Type.ONLINE);
        awaitOffline("no sign of life for 1800 ms");
    }

    @Test
    void repeatsOfWhatASlowRouteHasInHandAreSignsOfLife() {
        loggedIn(Bearer.UDP, INTERVAL.multipliedBy(2), 3);
        WmmpMessage request = terminal.signed(Command.TRANSPARENT_CMD);
        long end = System.nanoTime() + INTERVAL.multipliedBy(10).toNanos();
        while (System.nanoTime() < end) {
            terminal.send(request);
            terminal.assertNothingReceived();
        }
        assertThat(test.eventTypes()).containsExactly(Type.ONLINE);
    }

    @Test
    void whatAnybodyCanSendIsNoSignOfLife() {
        loggedIn(Bearer.UDP, INTERVAL, 3);
        WmmpMessage recordedLogin = terminal.loginMessage();
        try (FakeTerminal forger = new FakeTerminal(terminal, Bearer.UDP, terminal.platform)) {
            Awaitility.await().pollInterval(INTERVAL.dividedBy(3)).untilAsserted(() -> {
                forger.send(forger.unsigned(Command.HEART_BEAT));
                forger.send(recordedLogin);
                assertThat(test.eventTypes()).contains(Type.OFFLINE);
            });
        }
    }

    @Test
    void zeroMissedHeartbeatsMeanNever() {
        loggedIn(Bearer.UDP, Duration.ofMillis(20), 0);
        terminal.socket.receive(500);
        assertThat(test.eventTypes()).containsExactly(Type.ONLINE);
        terminal.heartbeat();
    }

    @Test
    void whatTheTerminalTellsOfItsIntervalCounts() {
        loggedIn(Bearer.UDP, Duration.ofSeconds(60), 1);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "heartbeat_interval", 1))).isZero();
        awaitOffline("no sign of life for 1 s");
    }

    @Test
    void anIntervalOfCenturiesIsTakenAsLongEnough() {
        loggedIn(Bearer.UDP, INTERVAL, 3);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "heartbeat_interval", 0xFFFFFFFFL))).isZero();
        terminal.socket.receive((int) INTERVAL.multipliedBy(5).toMillis());
        assertThat(test.eventTypes()).containsExactly(Type.ONLINE);
        terminal.heartbeat();
    }

    @Test
    void whatTheTerminalAnswersOfItsIntervalCounts() {
        loggedIn(Bearer.UDP, Duration.ofSeconds(60), 1);
        CompletableFuture<WmmpMessage> request = test.request(Command.CONFIG_GET, FakeTerminal.map("heartbeat_interval", null),
                TestPlatform.LONG);
        answerNextRequest(Command.CONFIG_GET, "result", 0, "heartbeat_interval", 1);
        request.join();
        awaitOffline("no sign of life for 1 s");
    }

    @Test
    void whatTheTerminalHasBeenSetCounts() {
        loggedIn(Bearer.UDP, Duration.ofSeconds(60), 1);
        test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 1), TestPlatform.LONG);
        answerNextRequest(Command.CONFIG_SET, "result", 0);
        awaitOffline("no sign of life for 1 s");
    }

    @Test
    void longerIntervalOutlivesALogin() {
        loggedIn(Bearer.UDP, Duration.ofMillis(1500), 1);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "heartbeat_interval", 2))).isZero();
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        terminal.login();
        awaitOffline("no sign of life for 2 s");
    }

    @Test
    void shorterIntervalMayBeLostWithALogin() {
        loggedIn(Bearer.UDP, Duration.ofSeconds(2), 1);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "heartbeat_interval", 1))).isZero();
        awaitOffline("no sign of life for 1 s");
        assertThat(terminal.receive().command()).isEqualTo(Command.LOGOUT);
        terminal.login();
        awaitOffline("no sign of life for 2 s");
    }
}
