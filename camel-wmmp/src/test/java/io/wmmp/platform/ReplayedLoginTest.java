package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever has recorded a LOGIN can send it again at any time; its terminal must not notice. */
class ReplayedLoginTest {

    private static final RequestHandler TAKE = request -> CompletableFuture
            .completedStage(Answer.success(request.codec(), request.message()));

    private final TestPlatform test = new TestPlatform();
    private final List<FakeTerminal> open = new ArrayList<>();
    private Consumption consumption;

    @AfterEach
    void close() {
        open.forEach(FakeTerminal::close);
        test.close();
    }

    private InetSocketAddress listen(Bearer bearer) {
        consumption = test.listen(bearer, Set.of(Command.TRANSPARENT_DATA), TAKE);
        return consumption.localAddress();
    }

    private FakeTerminal at(Bearer bearer, InetSocketAddress address) {
        FakeTerminal terminal = new FakeTerminal(bearer, address);
        open.add(terminal);
        return terminal;
    }

    /** A terminal in use, whose next LOGIN has been recorded. */
    private FakeTerminal online(Bearer bearer) {
        FakeTerminal terminal = at(bearer, listen(bearer));
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        return terminal;
    }

    private static WmmpMessage data(FakeTerminal from) {
        return from.signed(Command.TRANSPARENT_DATA, "text", "37.2");
    }

    private void assertIsAt(FakeTerminal terminal) {
        TerminalStatus status = test.platform.status(TestPlatform.TERMINAL);
        assertThat(status.state()).isEqualTo(TerminalState.ONLINE);
        assertThat(status.remoteAddress()).isEqualTo("127.0.0.1:" + terminal.socket.localPort());
    }

    private void assertCommandReaches(FakeTerminal terminal) {
        CompletableFuture<WmmpMessage> asked = test.request(Command.REMOTE_CTRL, Map.of("remote_command", 4),
                TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.assertVerifies(request);
        terminal.answer(request, "result", 0);
        assertThat(asked).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void betweenALoginAndItsProof() {
        FakeTerminal terminal = online(Bearer.UDP);
        WmmpMessage recorded = terminal.loginMessage();
        FakeTerminal restarted = at(Bearer.UDP, terminal.platform);
        restarted.login();
        FakeTerminal replayer = at(Bearer.UDP, terminal.platform);
        assertThat(replayer.exchange(recorded).unsigned("timestamp")).isEqualTo(restarted.timestamp);

        assertThat(restarted.result(restarted.signed(Command.CONFIG_TRAP))).isZero();
        assertIsAt(restarted);
        assertCommandReaches(restarted);
        assertThat(test.platform.dropped(DropReason.BAD_DIGEST)).isZero();
    }

    @Test
    void betweenTheFirstLoginAndItsProof() {
        FakeTerminal terminal = at(Bearer.UDP, listen(Bearer.UDP));
        WmmpMessage recorded = terminal.loginMessage();
        terminal.login();
        for (int i = 0; i < 3; i++) {
            FakeTerminal replayer = at(Bearer.UDP, terminal.platform);
            assertThat(replayer.exchange(recorded).unsigned("timestamp")).isEqualTo(terminal.timestamp);
            recorded = terminal.loginMessage();
        }
        terminal.heartbeat();
        assertThat(terminal.result(data(terminal))).isZero();
        assertIsAt(terminal);
    }

    @Test
    void whileTheTerminalIsBetweenTwoConnections() throws Exception {
        FakeTerminal terminal = online(Bearer.TCP);
        terminal.close();
        FakeTerminal replayer = at(Bearer.TCP, terminal.platform);
        replayer.timestamp = terminal.timestamp;
        await().untilAsserted(() -> {
            replayer.exchange(terminal.loginMessage());
            assertIsAt(replayer);
        });
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(Type.ONLINE, Type.ONLINE));
        CompletableFuture<WmmpMessage> asked = test.request(Command.REMOTE_CTRL, Map.of("remote_command", 4),
                TestPlatform.LONG);
        assertThat(replayer.receive().command()).isEqualTo(Command.REMOTE_CTRL);

        FakeTerminal back = new FakeTerminal(terminal, Bearer.TCP, terminal.platform);
        open.add(back);
        assertThat(back.result(data(back))).as("under its timestamp").isZero();
        assertIsAt(back);
        WmmpMessage request = back.receive();
        back.assertVerifies(request);
        back.answer(request, "result", 0);
        assertThat(asked).succeedsWithin(Duration.ofSeconds(10));
        back.heartbeat();
        back.assertVerifies(back.exchange(back.signed(Command.LOGOUT, "reason", 0)));
    }

    @Test
    void whileTheListenerWasOpenedAgain() {
        FakeTerminal terminal = online(Bearer.UDP);
        WmmpMessage recorded = terminal.loginMessage();
        WmmpMessage old = data(terminal);
        assertThat(terminal.result(old)).isZero();
        reopen(terminal.platform);
        FakeTerminal replayer = at(Bearer.UDP, terminal.platform);
        replayer.exchange(recorded);
        assertIsAt(replayer);

        terminal.heartbeat();
        FakeTerminal other = at(Bearer.UDP, terminal.platform);
        other.send(other.unsigned(Command.HEART_BEAT));
        await().untilAsserted(() -> assertThat(test.platform.dropped(DropReason.FOREIGN_ADDRESS)).isEqualTo(1));
        assertIsAt(replayer);
        assertThat(terminal.result(data(terminal))).isZero();
        assertIsAt(terminal);
        assertCommandReaches(terminal);
        assertThat(test.platform.dropped(DropReason.BAD_DIGEST)).isZero();
    }

    @Test
    void loginThatCountedUnprovedIsProvedAfterTheSessionBeforeHasSpoken() {
        FakeTerminal terminal = online(Bearer.UDP);
        reopen(terminal.platform);
        FakeTerminal restarted = at(Bearer.UDP, terminal.platform);
        restarted.number = 100;
        restarted.login();
        assertThat(terminal.result(data(terminal))).as("was under way").isZero();

        assertThat(restarted.result(data(restarted))).isZero();
        assertIsAt(restarted);
        terminal.send(data(terminal));
        await().untilAsserted(() -> assertThat(test.platform.dropped(DropReason.BAD_DIGEST)).isEqualTo(1));
    }

    @Test
    void whenTheTerminalHasLoggedOut() {
        FakeTerminal terminal = online(Bearer.UDP);
        WmmpMessage recorded = terminal.loginMessage();
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().untilAsserted(() -> assertThat(test.eventTypes()).contains(Type.OFFLINE));
        FakeTerminal replayer = at(Bearer.UDP, terminal.platform);
        replayer.exchange(recorded);
        assertIsAt(replayer);

        terminal.send(data(terminal));
        await().untilAsserted(() -> assertThat(test.platform.dropped(DropReason.BAD_DIGEST)).isEqualTo(1));
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        assertIsAt(terminal);
    }

    @Test
    void heartbeatsDoNotMakeAnAnswerBeForgotten() {
        FakeTerminal terminal = online(Bearer.UDP);
        WmmpMessage data = data(terminal);
        WmmpMessage answer = terminal.exchange(data);
        WmmpMessage heartbeat = terminal.unsigned(Command.HEART_BEAT);
        for (int i = 0; i < 6; i++) {
            terminal.heartbeat();
            terminal.assertVerifies(terminal.exchange(heartbeat));
        }
        assertThat(terminal.exchange(data)).isEqualTo(answer);
    }

    @Test
    void manyRecordedLoginsDoNotMakeAnAnswerBeForgotten() {
        FakeTerminal terminal = online(Bearer.UDP);
        List<WmmpMessage> recorded = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            recorded.add(terminal.loginMessage());
        }
        WmmpMessage data = data(terminal);
        WmmpMessage answer = terminal.exchange(data);
        FakeTerminal replayer = at(Bearer.UDP, terminal.platform);
        recorded.forEach(replayer::exchange);
        assertThat(terminal.exchange(data)).isEqualTo(answer);
        assertIsAt(terminal);
    }

    private void reopen(InetSocketAddress address) {
        consumption.close().toCompletableFuture().join();
        consumption = test.listen(new ListenerAddress(Bearer.UDP, "127.0.0.1", address.getPort()),
                Set.of(Command.TRANSPARENT_DATA), TAKE);
    }
}
