package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.health.ListenerHealthCheck;
import io.wmmp.camel.health.PlatformHealthCheck;
import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.Answer;
import io.wmmp.session.AnswerMeter.Copy;
import io.wmmp.session.AnswerMeter.Result;
import io.wmmp.session.Counters;
import io.wmmp.session.FrameTrace;
import io.wmmp.session.FrameWatcher;
import io.wmmp.session.LogCapture;
import io.wmmp.session.RequestMeter.Event;
import io.wmmp.session.SeenFrame;
import io.wmmp.session.Traffic.Direction;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What those see who watch a platform: counters, sessions, listeners, and the frames of one terminal. */
class PlatformViewTest {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformViewTest.class);

    private final TestPlatform test = new TestPlatform();
    private final PlatformView view = test.platform.view();
    private final Counters counters = view.counters();

    @AfterEach
    void close() {
        test.close();
    }

    private FakeTerminal loggedIn(InetSocketAddress listener) {
        FakeTerminal terminal = new FakeTerminal(Bearer.UDP, listener);
        terminal.login();
        return terminal;
    }

    private FakeTerminal another(String id, InetSocketAddress listener) {
        Credentials credentials = TestPlatform.credentials("490154203237526", "00101055555" + id.charAt(15) % 10);
        test.registry.save(new TerminalRecord(TerminalId.of(id), credentials, null, null, null));
        FakeTerminal terminal = new FakeTerminal(Bearer.UDP, listener);
        terminal.id = TerminalId.of(id);
        terminal.credentials = credentials;
        terminal.login();
        return terminal;
    }

    @Test
    void requestsOfTerminalsAreCountedByResultAndCopiesByKind() {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        InetSocketAddress listener = test.listen(Bearer.UDP, Set.of(Command.CONFIG_TRAP), request -> outcome).localAddress();
        try (FakeTerminal terminal = loggedIn(listener)) {
            assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "user_data", "36.6".getBytes())))
                    .as("nobody takes it").isNotZero();
            terminal.heartbeat();
            WmmpMessage trap = terminal.signed(Command.CONFIG_TRAP, "alarm_status", 1);
            terminal.send(trap);
            terminal.send(trap);
            await().untilAsserted(() -> assertThat(counters.answers().count(Copy.SAME_BYTES)).isEqualTo(1));
            terminal.send(terminal.signed(Command.CONFIG_TRAP, "alarm_status", 1));
            await().untilAsserted(() -> assertThat(counters.answers().count(Copy.RENUMBERED)).isEqualTo(1));
            outcome.complete(Answer.SILENCE);
            await().untilAsserted(
                    () -> assertThat(counters.answers().count(Command.CONFIG_TRAP, Result.SILENCE)).isEqualTo(1));
        }
        assertThat(counters.answers().count(Command.LOGIN, Result.SUCCESS)).isEqualTo(1);
        assertThat(counters.answers().count(Command.TRANSPARENT_DATA, Result.FAILURE)).isEqualTo(1);
        assertThat(counters.answers().count(Command.HEART_BEAT, Result.SUCCESS)).isEqualTo(1);
    }

    @Test
    void registrationsAreCountedToo() {
        try (FakeTerminal terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP))) {
            WmmpMessage register = terminal.registerMessage(0, null);
            terminal.exchange(register);
            terminal.exchange(register);
        }
        assertThat(counters.answers().count(Command.REGISTER, Result.SUCCESS)
                + counters.answers().count(Command.REGISTER, Result.FAILURE)).isEqualTo(1);
        assertThat(counters.answers().count(Copy.SAME_BYTES)).isEqualTo(1);
    }

    @Test
    void requestsOfThePlatformAreCountedByWhatBecomesOfThemAndTimed() {
        try (FakeTerminal terminal = loggedIn(test.listen(Bearer.UDP))) {
            CompletableFuture<WmmpMessage> refused = test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 60),
                    TestPlatform.LONG);
            CompletableFuture<WmmpMessage> behind = test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 61),
                    TestPlatform.LONG);
            WmmpMessage request = terminal.receive();
            await().untilAsserted(() -> assertThat(counters.queued()).isEqualTo(1));
            terminal.answer(request, "result", 3);
            assertThat(refused.join().unsigned("result")).isEqualTo(3);
            terminal.answer(terminal.receive(), "result", 0);
            assertThat(behind.join().unsigned("result")).isZero();
        }
        assertThat(counters.queued()).isZero();
        assertThat(counters.requests().count(Command.CONFIG_SET, Event.ANSWERED)).isEqualTo(2);
        assertThat(counters.requests().count(Command.CONFIG_SET, Event.POSITIVE)).isEqualTo(1);
        assertThat(counters.requests().count(Command.CONFIG_SET, Event.NEGATIVE)).isEqualTo(1);
        assertThat(counters.answerTimes().count(Command.CONFIG_SET)).isEqualTo(2);
        assertThat(counters.answerTimes().meanMillis()).isPositive().isLessThan(120_000);
    }

    @Test
    void whatWaitsForATerminalThatGoesIsNotCountedAsWaiting() {
        try (FakeTerminal terminal = loggedIn(test.listen(Bearer.UDP))) {
            List<CompletableFuture<WmmpMessage>> all = List.of(ask(), ask(), ask());
            terminal.receive();
            await().untilAsserted(() -> assertThat(counters.queued()).isEqualTo(2));
            terminal.send(terminal.signed(Command.LOGOUT, "reason", 0));
            all.forEach(each -> await().until(each::isDone));
        }
        assertThat(counters.queued()).isZero();
    }

    private CompletableFuture<WmmpMessage> ask() {
        return test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 60), TestPlatform.LONG);
    }

    @Test
    void framesAndBytesAreCountedByBearer() {
        long sent;
        try (FakeTerminal terminal = new FakeTerminal(Bearer.TCP, test.listen(Bearer.TCP))) {
            WmmpMessage login = terminal.loginMessage();
            sent = terminal.exchange(login).length();
            assertThat(counters.traffic().bytes(Direction.RECEIVED, Bearer.TCP)).isEqualTo(login.length());
        }
        assertThat(counters.traffic().frames(Direction.RECEIVED, Bearer.TCP)).isEqualTo(1);
        assertThat(counters.traffic().frames(Direction.SENT, Bearer.TCP)).isEqualTo(1);
        assertThat(counters.traffic().bytes(Direction.SENT, Bearer.TCP)).isEqualTo(sent);
        assertThat(counters.traffic().frames(Direction.RECEIVED, Bearer.UDP)).isZero();
    }

    @Test
    void sessionsAreCountedByStateAndFoundPageByPage() {
        InetSocketAddress listener = test.listen(Bearer.UDP);
        try (FakeTerminal first = another("TESTTERM0000AAAA", listener); FakeTerminal second = loggedIn(listener);
                FakeTerminal third = another("TESTTERM0000BBBB", listener)) {
            first.heartbeat();
            third.exchange(third.signed(Command.LOGOUT, "reason", 0));
            await().untilAsserted(() -> assertThat(view.states()).containsEntry(TerminalState.ONLINE, 2L)
                    .containsEntry(TerminalState.OFFLINE, 1L).containsEntry(TerminalState.REGISTERED, 0L));

            SessionPage page = view.sessions(new SessionQuery("", null, "", 2));
            assertThat(ids(page)).containsExactly("TESTTERM00000001", "TESTTERM0000AAAA");
            assertThat(page.matching()).isEqualTo(3);
            assertThat(page.more()).isTrue();
            SessionPage rest = view.sessions(new SessionQuery("", null, "TESTTERM0000AAAA", 2));
            assertThat(ids(rest)).containsExactly("TESTTERM0000BBBB");
            assertThat(rest.more()).isFalse();
            assertThat(ids(view.sessions(new SessionQuery("aaaa", null, "", 10)))).containsExactly("TESTTERM0000AAAA");
            assertThat(ids(view.sessions(new SessionQuery("", TerminalState.OFFLINE, "", 10))))
                    .containsExactly("TESTTERM0000BBBB");
            assertThat(ids(view.sessions(new SessionQuery(":" + second.socket.localPort(), null, "", 10))))
                    .as("by address").containsExactly("TESTTERM00000001");
        }
        assertThatThrownBy(() -> new SessionQuery("", null, "", 1001)).hasMessageContaining("1000");
    }

    private static List<String> ids(SessionPage page) {
        return page.sessions().stream().map(status -> status.terminal().terminalId().toString()).toList();
    }

    @Test
    void listenersAndExchangesAreSeen() {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        Consumption consumption = test.listen(Bearer.UDP, Set.of(Command.CONFIG_TRAP), request -> outcome);
        assertThat(view.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.open()).isTrue();
            assertThat(listener.localAddress()).isEqualTo(consumption.localAddress());
            assertThat(listener.commands()).containsExactly(Command.CONFIG_TRAP);
        });
        try (FakeTerminal terminal = loggedIn(consumption.localAddress())) {
            terminal.send(terminal.signed(Command.CONFIG_TRAP, "alarm_status", 1));
            await().untilAsserted(() -> assertThat(view.exchanges()).isEqualTo(1));
            assertThat(view.maxExchanges()).isEqualTo(PlatformOptions.DEFAULT_MAX_EXCHANGES);
            outcome.complete(Answer.SILENCE);
            await().untilAsserted(() -> assertThat(view.exchanges()).isZero());
        }
        consumption.close().toCompletableFuture().join();
        assertThat(view.listeners()).isEmpty();
    }

    @Test
    void aListenerWhoseSocketIsGoneIsNotOpen() {
        test.listen(Bearer.TCP);
        test.listen(Bearer.UDP);
        test.platform.listeners().forEach(listener -> listener.link().close().toCompletableFuture().join());
        assertThat(view.listeners()).hasSize(2).noneMatch(ListenerStatus::open);
        PlatformHealthCheck check = new PlatformHealthCheck("platform", view);
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(check.call().getMessage()).hasValueSatisfying(message -> assertThat(message).startsWith("Closed: ")
                .contains("udp:127.0.0.1:0", "tcp:127.0.0.1:0"));
        ListenerHealthCheck ofOne = new ListenerHealthCheck("consumer", () -> view.listeners().get(0));
        assertThat(ofOne.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(new ListenerHealthCheck("consumer", () -> null).call().getState()).isEqualTo(HealthCheck.State.UNKNOWN);
    }

    /** Each page looks through all of them, and holds no more than it shows. */
    @Test
    void aHundredThousandSessionsAreShownPageByPageEachOnce() {
        test.listen(Bearer.UDP);
        PlatformListener listener = test.platform.listeners().get(0);
        for (int i = 0; i < 100_000; i++) {
            test.platform.intake()
                    .offlineSessionOf(new TerminalRecord(TerminalId.of(String.format("T%015d", i * 7919L % 100_000)),
                            TestPlatform.CREDENTIALS, null, null, null), listener);
        }
        List<String> seen = new ArrayList<>();
        SessionPage page;
        long begun = System.nanoTime();
        do {
            page = view.sessions(new SessionQuery("", null, seen.isEmpty() ? "" : seen.get(seen.size() - 1), 1000));
            seen.addAll(ids(page));
        } while (page.more());
        LOG.info("100 pages of 100,000 sessions took {} ms", (System.nanoTime() - begun) / 1_000_000);
        assertThat(page.matching()).isEqualTo(100_000);
        assertThat(seen).hasSize(100_000).isSorted().doesNotHaveDuplicates();
        assertThat(ids(view.sessions(new SessionQuery("t00000000004711", null, "", 1000)))).hasSize(10);
        assertThat(view.states()).containsEntry(TerminalState.REGISTERED, 100_000L);
    }

    @Test
    void theFramesOfOneTerminalAreLoggedDecodedAndWithoutSecrets() {
        InetSocketAddress listener = test.listen(Bearer.UDP);
        try (LogCapture log = LogCapture.of("io.wmmp.trace"); FakeTerminal other = another("TESTTERM0000AAAA", listener);
                FakeTerminal terminal = loggedIn(listener)) {
            assertThat(log.messages()).as("off").isEmpty();
            counters.traffic().trace().of(terminal.id);
            other.heartbeat();
            terminal.heartbeat();
            terminal.result(terminal.signed(Command.CONFIG_TRAP, "alarm_status", 1, "0x8f01", new byte[] { 10 }));
            CompletableFuture<WmmpMessage> keys = test.request(Command.SECURITY_CONFIG,
                    FakeTerminal.map("operation", 0, "uplink_password", TestSecrets.UPLINK_PASSWORD, "downlink_password",
                            TestSecrets.DOWNLINK_PASSWORD),
                    TestPlatform.LONG);
            terminal.answer(terminal.receive(), "result", 3);
            keys.join();
            assertThat(log.messages()).hasSize(6).allMatch(line -> line.startsWith("TESTTERM00000001 "));
            assertThat(log.messages().get(0)).contains("<- HEART_BEAT #2 from udp://127.0.0.1:");
            assertThat(log.messages().get(2)).contains("<- CONFIG_TRAP").contains("alarm_status=1").contains("0x8F01=0x0a");
            assertThat(log.messages().get(3)).contains("-> CONFIG_TRAP_ACK").contains("{result=0}");
            assertThat(log.messages().get(4)).contains("-> SECURITY_CONFIG").contains("operation=0").contains("*")
                    .doesNotContain(TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD);
            assertThat(log.messages()).noneMatch(line -> line.contains("\n"));
            counters.traffic().trace().of(null);
            terminal.heartbeat();
            assertThat(log.messages()).hasSize(6);
        }
    }

    @Test
    void watchersSeeTheFramesThatTheyWantDecodedAndWithoutSecrets() {
        InetSocketAddress listener = test.listen(Bearer.UDP);
        try (FakeTerminal other = another("TESTTERM0000AAAA", listener); FakeTerminal terminal = loggedIn(listener)) {
            Watcher all = new Watcher(id -> true);
            Watcher one = new Watcher(terminal.id::equals);
            FrameTrace trace = counters.traffic().trace();
            trace.add(all);
            trace.add(one);
            other.heartbeat();
            terminal.heartbeat();
            CompletableFuture<WmmpMessage> keys = test.request(Command.SECURITY_CONFIG,
                    FakeTerminal.map("operation", 0, "uplink_password", TestSecrets.UPLINK_PASSWORD, "downlink_password",
                            TestSecrets.DOWNLINK_PASSWORD),
                    TestPlatform.LONG);
            terminal.answer(terminal.receive(), "result", 3);
            keys.join();

            trace.remove(one);
            terminal.heartbeat();

            assertThat(one.frames).extracting(SeenFrame::command).containsExactly(Command.HEART_BEAT, Command.HEART_BEAT_ACK,
                    Command.SECURITY_CONFIG, Command.SECURITY_CONFIG_ACK);
            assertThat(one.frames).extracting(SeenFrame::direction).containsExactly(Direction.RECEIVED, Direction.SENT,
                    Direction.SENT, Direction.RECEIVED);
            assertThat(one.frames).extracting(SeenFrame::terminalId).containsOnly(terminal.id);
            assertThat(one.frames).allSatisfy(frame -> {
                assertThat(frame.bearer()).isEqualTo(Bearer.UDP);
                assertThat(frame.remoteAddress()).contains("127.0.0.1:");
                assertThat(frame.sequenceNumber()).isNotNull();
            });
            assertThat(one.frames.get(2).text()).contains("operation=0").contains("*")
                    .doesNotContain(TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD);
            assertThat(all.frames).hasSize(8);
            assertThat(trace.terminal()).isNull();
        }
    }

    private static final class Watcher implements FrameWatcher {

        private final Predicate<TerminalId> wanted;
        private final List<SeenFrame> frames = new CopyOnWriteArrayList<>();

        Watcher(Predicate<TerminalId> wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean wants(TerminalId terminalId) {
            return wanted.test(terminalId);
        }

        @Override
        public void saw(SeenFrame frame) {
            frames.add(frame);
        }
    }
}
