package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.LogCapture;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the platform says to a terminal. */
class PlatformTest {

    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestPlatform test = new TestPlatform();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        test.close();
    }

    private FakeTerminal terminal(Bearer bearer, InetSocketAddress address) {
        FakeTerminal terminal = new FakeTerminal(bearer, address);
        open.add(terminal);
        return terminal;
    }

    private FakeTerminal moved(FakeTerminal terminal, InetSocketAddress address) {
        FakeTerminal moved = new FakeTerminal(terminal, Bearer.UDP, address);
        open.add(moved);
        return moved;
    }

    private FakeTerminal online() {
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.login();
        return terminal;
    }

    private void awaitDropped(DropReason reason, int count) {
        await().untilAsserted(() -> assertThat(test.platform.dropped(reason)).isEqualTo(count));
    }

    private TerminalState state() {
        return test.platform.status(TestPlatform.TERMINAL.terminalId()).toCompletableFuture().join().state();
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void wholeConversation(Bearer bearer) {
        BlockingQueue<ReceivedRequest> requests = new LinkedBlockingQueue<>();
        InetSocketAddress address = test.listen(bearer, Set.of(Command.TRANSPARENT_DATA), request -> {
            requests.add(request);
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        }).localAddress();
        FakeTerminal terminal = terminal(bearer, address);
        assertThat(state()).isEqualTo(TerminalState.REGISTERED);

        WmmpMessage registered = terminal.exchange(terminal.registerMessage(0, null));
        assertThat(registered.unsigned("result")).isEqualTo(1);
        assertThat(new String(registered.bytes("assigned_terminal_id"))).isEqualTo("TESTTERM00000001");
        terminal.login();
        assertThat(state()).isEqualTo(TerminalState.ONLINE);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        terminal.heartbeat();

        WmmpMessage data = terminal.signed(Command.TRANSPARENT_DATA, "text", "37.2");
        assertThat(terminal.result(data)).isZero();
        ReceivedRequest request = requests.remove();
        assertThat(request.message()).isEqualTo(data);
        assertThat(request.bearer()).isEqualTo(bearer);
        assertThat(request.remoteAddress()).isEqualTo("127.0.0.1:" + terminal.socket.localPort());
        assertThat(request.category()).isEqualTo(SecurityCategory.VERIFIED);
        assertThat(request.possibleDuplicate()).isFalse();

        TerminalStatus status = test.platform.status(TestPlatform.TERMINAL);
        assertThat(status.bearer()).isEqualTo(bearer);
        assertThat(status.remoteAddress()).isEqualTo(request.remoteAddress());
        assertThat(status.lastSeen()).isNotNull();

        terminal.assertVerifies(terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0)));
        await().until(() -> state() == TerminalState.OFFLINE);
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(Type.REGISTERED, Type.ONLINE, Type.OFFLINE));
        assertThat(test.events.get(2).reason()).isEqualTo("logout 0");
    }

    @Test
    void oldMessageIsNeitherDeliveredAgainNorMovesTheSession() {
        BlockingQueue<ReceivedRequest> requests = new LinkedBlockingQueue<>();
        InetSocketAddress address = test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            requests.add(request);
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        }).localAddress();
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        WmmpMessage old = terminal.signed(Command.TRANSPARENT_DATA, "text", "0");
        assertThat(terminal.result(old)).isZero();
        for (int i = 1; i <= 6; i++) {
            assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "" + i))).isZero();
        }
        WmmpMessage report = terminal.signed(Command.CONFIG_TRAP);
        assertThat(terminal.result(report)).isZero();

        FakeTerminal replayer = moved(terminal, address);
        replayer.send(old);
        awaitDropped(DropReason.REPLAYED, 1);
        replayer.assertNothingReceived();
        assertThat(test.platform.status(TestPlatform.TERMINAL).remoteAddress())
                .isEqualTo("127.0.0.1:" + terminal.socket.localPort());
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "7"))).isZero();
        assertThat(requests).hasSize(8);
    }

    @Test
    void oldHeartbeatDoesNotMoveTheSession() {
        InetSocketAddress address = test.listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        WmmpMessage request = terminal.signed(Command.CONFIG_TRAP);
        WmmpMessage old = terminal.signed(Command.HEART_BEAT);
        terminal.exchange(old);
        assertThat(terminal.result(request)).as("that a heartbeat went beside it").isZero();
        for (int i = 0; i < 6; i++) {
            terminal.exchange(terminal.signed(Command.HEART_BEAT));
            assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "alarm_status", i))).isZero();
        }
        FakeTerminal replayer = moved(terminal, address);
        replayer.send(old);
        awaitDropped(DropReason.REPLAYED, 1);
        replayer.assertNothingReceived();
        assertThat(test.platform.status(TestPlatform.TERMINAL).remoteAddress())
                .isEqualTo("127.0.0.1:" + terminal.socket.localPort());
        FakeTerminal rebound = moved(terminal, address);
        rebound.exchange(rebound.signed(Command.HEART_BEAT));
        assertThat(test.platform.status(TestPlatform.TERMINAL).remoteAddress())
                .isEqualTo("127.0.0.1:" + rebound.socket.localPort());
    }

    @Test
    void copyUnderAnEarlierNumberComesTooLate() {
        FakeTerminal terminal = online();
        WmmpMessage first = terminal.signed(Command.CONFIG_TRAP, "signal_level", 12);
        WmmpMessage repeat = terminal.signed(Command.CONFIG_TRAP, "signal_level", 12);
        assertThat(terminal.result(repeat)).isZero();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        terminal.send(first);
        awaitDropped(DropReason.REPLAYED, 1);
        terminal.assertNothingReceived();
    }

    @Test
    void copyUnderAnEarlierNumberComesTooLateWhileTheNextIsWithItsRoute() {
        BlockingQueue<CompletableFuture<Answer>> inRoute = new LinkedBlockingQueue<>();
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            inRoute.add(answer);
            return answer;
        }).localAddress());
        terminal.login();
        WmmpMessage held = terminal.signed(Command.CONFIG_TRAP, "signal_level", 12);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "signal_level", 12))).isZero();
        WmmpMessage next = terminal.signed(Command.TRANSPARENT_DATA, "text", "x");
        terminal.send(next);
        await().until(() -> inRoute.size() == 1);
        terminal.send(held);
        awaitDropped(DropReason.REPLAYED, 1);
        inRoute.remove().complete(Answer.success(FakeTerminal.CODEC, next));
        assertThat(terminal.receive().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        terminal.assertNothingReceived();
    }

    @Test
    void copyOfAMiddleRepeatComesTooLate() {
        BlockingQueue<CompletableFuture<Answer>> inRoute = new LinkedBlockingQueue<>();
        InetSocketAddress address = test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            inRoute.add(answer);
            return answer;
        }).localAddress();
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        List<WmmpMessage> repeats = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            repeats.add(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"));
            terminal.send(repeats.get(i));
        }
        terminal.heartbeat();
        await().until(() -> inRoute.size() == 1);
        inRoute.remove().complete(Answer.success(FakeTerminal.CODEC, repeats.get(0)));
        assertThat(terminal.receive().sequenceNumber()).isEqualTo(repeats.get(6).sequenceNumber());
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        FakeTerminal replayer = moved(terminal, address);
        replayer.send(repeats.get(1));
        awaitDropped(DropReason.REPLAYED, 1);
        assertThat(inRoute).isEmpty();
        assertThat(test.eventTypes()).doesNotContain(Type.MOVED);
    }

    @Test
    void answerGoesToWhereTheRequestCameFromLast() {
        BlockingQueue<CompletableFuture<Answer>> inRoute = new LinkedBlockingQueue<>();
        InetSocketAddress address = test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            inRoute.add(answer);
            return answer;
        }).localAddress();
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        WmmpMessage data = terminal.signed(Command.TRANSPARENT_DATA, "text", "x");
        terminal.send(data);
        await().until(() -> inRoute.size() == 1);
        FakeTerminal behindNewAddress = moved(terminal, address);
        behindNewAddress.send(data);
        // one event loop: when the heartbeat is answered, the copy has been seen
        terminal.heartbeat();
        inRoute.remove().complete(Answer.success(FakeTerminal.CODEC, data));
        assertThat(behindNewAddress.receive().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        assertThat(terminal.receive().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
    }

    @Test
    void whatWasRefusedMayComeAgain() {
        BlockingQueue<Boolean> marked = new LinkedBlockingQueue<>();
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            marked.add(request.possibleDuplicate());
            return CompletableFuture.completedStage(marked.size() == 1 ? Answer.failure(request.codec(), request.message())
                    : Answer.success(request.codec(), request.message()));
        }).localAddress());
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"))).isEqualTo(3);
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"))).isZero();
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"))).isZero();
        assertThat(marked).containsExactly(false, false, true);
    }

    @Test
    void replayedLoginDoesNotMakeNewMessagesLookOld() {
        InetSocketAddress address = test.listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.number = 500;
        WmmpMessage login = terminal.loginMessage();
        terminal.exchange(login);
        terminal.number = 0;
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        FakeTerminal replayer = moved(terminal, address);
        replayer.send(login);
        replayer.receive();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void lateAnswerDoesNotMoveTheSession() {
        InetSocketAddress address = test.listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        CompletableFuture<WmmpMessage> asked = test.request(Command.REMOTE_CTRL, Map.of("remote_command", 4),
                TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.answer(request, "result", 0);
        assertThat(asked).succeedsWithin(Duration.ofSeconds(10));
        FakeTerminal replayer = moved(terminal, address);
        replayer.answer(request, "result", 0);
        awaitDropped(DropReason.LATE_ANSWER, 1);
        assertThat(test.platform.status(TestPlatform.TERMINAL).remoteAddress())
                .isEqualTo("127.0.0.1:" + terminal.socket.localPort());
    }

    @Test
    void numbersMayWrap() {
        FakeTerminal terminal = online();
        terminal.number = 0xFFFFFFFFL - 1;
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        terminal.number = -1;
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void unknownTerminalGetsNoAnswer() {
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.id = TerminalId.of("TESTTERM00000002");
        terminal.send(terminal.loginMessage());
        awaitDropped(DropReason.UNKNOWN_TERMINAL, 1);
        terminal.send(terminal.unsigned(Command.HEART_BEAT));
        awaitDropped(DropReason.NOT_LOGGED_IN, 1);
        terminal.assertNothingReceived();
    }

    @Test
    void loginNeedsADigestThatFits() {
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP));
        WmmpMessage login = terminal.loginMessage();
        terminal.send(login.toBuilder().build());
        awaitDropped(DropReason.MISSING_DIGEST, 1);
        terminal.send(login.toBuilder().digest(new byte[16]).build());
        awaitDropped(DropReason.BAD_DIGEST, 1);
        terminal.assertNothingReceived();
        assertThat(state()).isEqualTo(TerminalState.REGISTERED);
        terminal.login();
    }

    @Test
    void nothingButLoginBeforeLogin() {
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"));
        awaitDropped(DropReason.NOT_LOGGED_IN, 1);
        terminal.login();
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> state() == TerminalState.OFFLINE);
        terminal.send(terminal.unsigned(Command.HEART_BEAT));
        awaitDropped(DropReason.NOT_LOGGED_IN, 2);
        terminal.assertNothingReceived();
    }

    @Test
    void messagesNeedADigestThatFits() {
        FakeTerminal terminal = online();
        terminal.send(terminal.unsigned(Command.CONFIG_TRAP));
        awaitDropped(DropReason.MISSING_DIGEST, 1);
        terminal.timestamp++;
        terminal.send(terminal.signed(Command.CONFIG_TRAP));
        awaitDropped(DropReason.BAD_DIGEST, 1);
        terminal.timestamp--;
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void heartbeatsMayComeUnsignedFromTheKnownAddressOnly() {
        InetSocketAddress address = test.listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        FakeTerminal moved = moved(terminal, address);
        moved.send(moved.unsigned(Command.HEART_BEAT));
        awaitDropped(DropReason.FOREIGN_ADDRESS, 1);
        moved.assertNothingReceived();
        terminal.heartbeat();

        moved.assertVerifies(moved.exchange(moved.signed(Command.HEART_BEAT)));
        moved.heartbeat();
        terminal.send(terminal.unsigned(Command.HEART_BEAT));
        awaitDropped(DropReason.FOREIGN_ADDRESS, 2);
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(Type.ONLINE, Type.MOVED));
    }

    @Test
    void signalLevelIsNoted() {
        FakeTerminal terminal = online();
        assertThat(test.platform.status(TestPlatform.TERMINAL).signal()).isNull();
        terminal.exchange(terminal.unsigned(Command.HEART_BEAT, "0x3007", new byte[] { 21 }));
        assertThat(test.platform.status(TestPlatform.TERMINAL).signal()).isEqualTo(21);
    }

    @Test
    void answerLeavesWhenTheHandlerHasCompleted() {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        BlockingQueue<ReceivedRequest> requests = new LinkedBlockingQueue<>();
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            requests.add(request);
            return outcome;
        }).localAddress());
        terminal.login();
        WmmpMessage data = terminal.signed(Command.TRANSPARENT_DATA, "text", "x");
        terminal.send(data);
        await().until(() -> !requests.isEmpty());
        terminal.assertNothingReceived();
        assertThat(test.platform.isInHand(requests.peek().message())).isTrue();
        terminal.send(data);
        // a sign of life is not held up
        terminal.heartbeat();
        outcome.complete(Answer.success(FakeTerminal.CODEC, data));
        WmmpMessage answer = terminal.receive();
        assertThat(answer.sequenceNumber()).isEqualTo(data.sequenceNumber());
        assertThat(answer.unsigned("result")).isZero();
        assertThat(test.platform.isInHand(requests.peek().message())).isFalse();
        assertThat(terminal.exchange(data)).isEqualTo(answer);
        assertThat(requests).hasSize(1);
    }

    @Test
    void handlerMayRefuseOrBeSilentOrFail() {
        BlockingQueue<RequestHandler> outcomes = new LinkedBlockingQueue<>();
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA),
                request -> outcomes.remove().handle(request)).localAddress());
        terminal.login();
        outcomes.add(request -> CompletableFuture.completedStage(Answer.failure(request.codec(), request.message())));
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "1"))).isEqualTo(3);
        outcomes.add(request -> CompletableFuture.completedStage(Answer.SILENCE));
        outcomes.add(request -> CompletableFuture.completedStage(null));
        outcomes.add(request -> null);
        outcomes.add(request -> CompletableFuture.failedStage(new IllegalStateException("made up")));
        outcomes.add(request -> {
            throw new IllegalStateException("made up");
        });
        for (int i = 0; i < 5; i++) {
            terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "silent " + i));
        }
        await().until(outcomes::isEmpty);
        terminal.assertNothingReceived();
        outcomes.add(request -> CompletableFuture.completedStage(Answer.success(request.codec(), request.message())));
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "2"))).isZero();
    }

    @Test
    void whatNobodyTakesIsRefused() {
        FakeTerminal terminal = online();
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"))).isEqualTo(3);
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "0x3007", new byte[1]))).isZero();
        WmmpMessage refused = terminal.exchange(terminal.signed(Command.CONFIG_REQ, "heartbeat_interval", null));
        assertThat(FakeTerminal.CODEC.readBody(refused)).containsEntry("result", 1)
                .containsEntry("faulty", List.of("heartbeat_interval"));
        WmmpMessage file = terminal.exchange(terminal.signed(Command.FILE_REQ, "transaction_id", 7, "status", 0, "offset", 0,
                "block_size", 100));
        assertThat(file.unsigned("status")).isEqualTo(1);
        assertThat(file.unsigned("transaction_id")).isEqualTo(7);
        assertThat(terminal.result(terminal.signed(Command.SECURITY_CONFIG, "operation", 5))).isEqualTo(1);
    }

    @Test
    void requestsThatOnlyPlatformsMakeAreDropped() {
        FakeTerminal terminal = online();
        terminal.send(terminal.signed(Command.CONFIG_SET, "heartbeat_interval", 5));
        awaitDropped(DropReason.UNEXPECTED, 1);
        terminal.heartbeat();
    }

    @Test
    void answersNobodyWaitsForAreDropped() {
        FakeTerminal terminal = online();
        terminal.send(terminal.signed(Command.CONFIG_SET_ACK, "result", 0));
        awaitDropped(DropReason.LATE_ANSWER, 1);
    }

    @Test
    void fragmentsAreSignedAndDoNotLogIn() {
        FakeTerminal terminal = online();
        byte[] part = Fragment.part(0, 2, 1, new byte[9]).toBody();
        terminal.send(WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(terminal.id).sequenceNumber(++terminal.number)
                .securityFlag(WmmpMessage.FLAG_WRAPPED).body(part).build());
        awaitDropped(DropReason.MISSING_DIGEST, 1);
        terminal.send(WmmpMessage.builder(Command.LOGIN).terminalId(terminal.id).sequenceNumber(++terminal.number)
                .securityFlag(WmmpMessage.FLAG_WRAPPED).body(part).build());
        awaitDropped(DropReason.UNEXPECTED, 1);
        terminal.heartbeat();
    }

    @Test
    void fragmentsOfATrapTellWhatTheWholeTells() {
        FakeTerminal terminal = online();
        byte[] body = FakeTerminal.CODEC.writeBody(Command.CONFIG_TRAP, FakeTerminal.map("trace_at_name", "x".repeat(40),
                "signal_level", 17));
        for (int part = 1; part <= 2; part++) {
            byte[] data = part == 1 ? Arrays.copyOf(body, 30) : Arrays.copyOfRange(body, 30, body.length);
            WmmpMessage answer = terminal.exchange(terminal.sign(WmmpMessage.builder(Command.CONFIG_TRAP)
                    .securityFlag(WmmpMessage.FLAG_WRAPPED).body(Fragment.part(0, 2, part, data).toBody())));
            terminal.assertVerifies(answer);
            assertThat(answer.securityFlag()).isEqualTo(part == 1 ? 0x30 : 0x20);
        }
        assertThat(test.platform.status(TestPlatform.TERMINAL).signal()).isEqualTo(17);
    }

    @Test
    void replayedLoginDoesNotTakeTheSession() throws Exception {
        InetSocketAddress address = test.listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        WmmpMessage login = terminal.loginMessage();
        terminal.timestamp = terminal.exchange(login).unsigned("timestamp");
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();

        FakeTerminal thief = moved(terminal, address);
        thief.send(login);
        assertThat(thief.receive().unsigned("timestamp")).isNotEqualTo(terminal.timestamp);
        terminal.heartbeat();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP, "0x3007", new byte[1]))).isZero();
        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_GET, FakeTerminal.map("heartbeat_interval", null),
                TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.assertVerifies(request);
        terminal.answer(request, "result", 0, "heartbeat_interval", 90);
        asked.get(5, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(Type.ONLINE));
    }

    @Test
    void terminalThatStartsAnewTakesItsSessionAlong() {
        InetSocketAddress address = test.listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, address);
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        long first = terminal.timestamp;

        // counts from 1 again, so that its LOGIN is the same to the last bit
        FakeTerminal anew = terminal(Bearer.UDP, address);
        anew.login();
        assertThat(anew.timestamp).isGreaterThan(first);
        anew.heartbeat();
        assertThat(anew.result(anew.signed(Command.CONFIG_TRAP))).isZero();
        terminal.send(terminal.signed(Command.CONFIG_TRAP, "0x3007", new byte[1]));
        awaitDropped(DropReason.BAD_DIGEST, 1);
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(Type.ONLINE, Type.ONLINE, Type.MOVED));
    }

    @Test
    void terminalComesBackAfterLogoutWithTheSameLogin() {
        InetSocketAddress address = test.listen(Bearer.UDP);
        for (int i = 0; i < 3; i++) {
            FakeTerminal terminal = terminal(Bearer.UDP, address);
            terminal.login();
            terminal.heartbeat();
            WmmpMessage logout = terminal.signed(Command.LOGOUT, "reason", 0);
            WmmpMessage answer = terminal.exchange(logout);
            // the answer was lost: the same bytes, and the same under another number
            assertThat(terminal.exchange(logout)).isEqualTo(answer);
            await().until(() -> state() == TerminalState.OFFLINE);
            terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        }
    }

    @Test
    void loginRightBehindALogoutCounts() {
        FakeTerminal terminal = online();
        for (int i = 0; i < 300; i++) {
            terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
            terminal.login();
            assertThat(state()).isEqualTo(TerminalState.ONLINE);
        }
    }

    @Test
    void newConnectionReplacesTheOldOne() {
        InetSocketAddress address = test.listen(Bearer.TCP);
        FakeTerminal terminal = terminal(Bearer.TCP, address);
        terminal.login();
        FakeTerminal again = new FakeTerminal(terminal, Bearer.TCP, address);
        open.add(again);
        again.login();
        assertThat(again.result(again.signed(Command.CONFIG_TRAP))).isZero();
        assertThat(((RawSocket.Tcp) terminal.socket).isClosedByPeer()).isTrue();
        again.heartbeat();
    }

    @Test
    void loginAfterTheConnectionWasClosedCountsAtOnce() {
        InetSocketAddress address = test.listen(Bearer.TCP);
        FakeTerminal terminal = terminal(Bearer.TCP, address);
        terminal.login();
        terminal.close();
        FakeTerminal again = new FakeTerminal(terminal, Bearer.TCP, address);
        open.add(again);
        await().untilAsserted(() -> {
            again.login();
            assertThat(test.platform.status(TestPlatform.TERMINAL).remoteAddress())
                    .isEqualTo("127.0.0.1:" + again.socket.localPort());
        });
    }

    @Test
    void terminalProvisionedAnewLogsInWithItsNewPassword() {
        FakeTerminal terminal = online();
        terminal.credentials = new Credentials("490154203237518", "001010123456789", "NEWUPPW", "NEWDOWN",
                null);
        terminal.send(terminal.loginMessage());
        awaitDropped(DropReason.BAD_DIGEST, 1);
        test.registry.save(new TerminalRecord(terminal.id, terminal.credentials, "10650", null, null));
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void terminalOfADialectThatDoesNotSign() {
        test.registry
                .save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), TestPlatform.CREDENTIALS, null, null, "j2me"));
        InetSocketAddress address = test.listen(Bearer.UDP);
        try (LogCapture log = LogCapture.of("io.wmmp.platform")) {
            for (int i = 0; i < 2; i++) {
                FakeTerminal terminal = terminal(Bearer.UDP, address);
                terminal.login();
                assertThat(terminal.result(terminal.unsigned(Command.TRANSPARENT_DATA, "text", "x"))).isEqualTo(3);
                TerminalStatus status = test.platform.status(TestPlatform.TERMINAL);
                assertThat(status.remoteAddress()).isEqualTo("127.0.0.1:" + terminal.socket.localPort());
                assertThat(status.dialect()).isEqualTo("j2me");
                assertThat(status.security()).isEqualTo(SecurityCategory.COMMON);
            }
            assertThat(log.messages()).filteredOn(line -> line.contains("runs weak")).singleElement().asString()
                    .contains(TestPlatform.TERMINAL.terminalId().toString(), "j2me");
        }
    }

    @Test
    void terminalWhoseDialectIsMissingIsDroppedAndCounted() {
        test.registry
                .save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), TestPlatform.CREDENTIALS, null, null, "none"));
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.send(terminal.loginMessage());
        awaitDropped(DropReason.FAILED, 1);
    }

    @Test
    void heartbeatsGoOnWhenTheSocketIsOpenedAgain() {
        ListenerAddress any = new ListenerAddress(Bearer.UDP, "127.0.0.1", 0);
        Consumption first = test.listen(any, Set.of(Command.TRANSPARENT_CMD), request -> new CompletableFuture<>());
        ListenerAddress address = new ListenerAddress(Bearer.UDP, "127.0.0.1", first.localAddress().getPort());
        FakeTerminal terminal = terminal(Bearer.UDP, first.localAddress());
        terminal.login();
        first.close().toCompletableFuture().join();
        test.listen(address, Set.of(Command.TRANSPARENT_CMD), request -> new CompletableFuture<>());
        terminal.heartbeat();
        assertThat(test.platform.dropped(DropReason.FOREIGN_ADDRESS)).isZero();
    }

    @Test
    void routeMayTakeLoginAndHeartbeat() {
        BlockingQueue<Command> taken = new LinkedBlockingQueue<>();
        BlockingQueue<Boolean> admit = new LinkedBlockingQueue<>(List.of(false, true, true));
        FakeTerminal terminal = terminal(Bearer.UDP,
                test.listen(Bearer.UDP, Set.of(Command.LOGIN, Command.HEART_BEAT), request -> {
                    taken.add(request.message().command());
                    return CompletableFuture.completedStage(admit.remove()
                            ? Answer.success(request.codec(), request.message())
                            : Answer.failure(request.codec(), request.message()));
                }).localAddress());
        WmmpMessage refused = terminal.exchange(terminal.loginMessage());
        assertThat(refused.unsigned("result")).isEqualTo(2);
        assertThat(state()).isEqualTo(TerminalState.REGISTERED);
        terminal.login();
        terminal.heartbeat();
        assertThat(taken).containsExactly(Command.LOGIN, Command.LOGIN, Command.HEART_BEAT);
    }

    @Test
    void statusOfStrangersFails() {
        assertThat(test.platform.status(TerminalId.of("TESTTERM00000009")).toCompletableFuture())
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat().withCauseInstanceOf(UnknownTerminalException.class);
        assertThat(test.platform.registry()).isSameAs(test.registry);
        assertThat(Map.of("state", state())).containsEntry("state", TerminalState.REGISTERED);
    }
}
