package io.wmmp.platform;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.link.TcpLimits;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who takes what at which socket. */
class ListenersTest {

    private static final ListenerAddress ANY = new ListenerAddress(Bearer.UDP, "127.0.0.1", 0);
    private static final RequestHandler POSITIVE = request -> CompletableFuture
            .completedStage(Answer.success(request.codec(), request.message()));

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestPlatform test = new TestPlatform();

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

    private void awaitDropped(DropReason reason, int count) {
        await().untilAsserted(() -> assertThat(test.platform.dropped(reason)).isEqualTo(count));
    }

    @Test
    void handlersShareASocket() {
        BlockingQueue<ReceivedRequest> data = new LinkedBlockingQueue<>();
        Consumption first = test.listen(ANY, Set.of(Command.TRANSPARENT_DATA), request -> {
            data.add(request);
            return POSITIVE.handle(request);
        });
        Consumption second = test.listen(ANY, Set.of(Command.CONFIG_TRAP),
                request -> CompletableFuture.completedStage(Answer.failure(request.codec(), request.message())));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
        assertThat(first.commands()).containsExactly(Command.TRANSPARENT_DATA);

        FakeTerminal terminal = terminal(Bearer.UDP, first.localAddress());
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "x"))).isZero();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isEqualTo(2);
        second.close().toCompletableFuture().join();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        assertThat(data).hasSize(1);
    }

    @Test
    void newConnectionOfATerminalReplacesItsOldOneAlsoWhenThatIsHalfOpen() {
        InetSocketAddress address = test.listen(Bearer.TCP);
        FakeTerminal old = terminal(Bearer.TCP, address);
        old.login();
        old.heartbeat();
        // nothing ever tells the platform that nobody is at the other end of the old connection any more
        FakeTerminal again = terminal(Bearer.TCP, address);
        again.number = 1000;
        again.login();
        assertThat(again.result(again.signed(Command.CONFIG_TRAP))).isZero();
        assertThat(((RawSocket.Tcp) old.socket).isClosedByPeer()).isTrue();
        again.heartbeat();
    }

    @Test
    void connectionsThatComeToNothingAreEndedAndCounted() {
        test.close();
        test = new TestPlatform(new TcpLimits(2, 2, Duration.ofMillis(500), Duration.ZERO, Duration.ofSeconds(2),
                Duration.ZERO));
        Consumption listener = test.listen(Bearer.TCP, Set.of(Command.LOGOUT), POSITIVE);
        FakeTerminal known = terminal(Bearer.TCP, listener.localAddress());
        known.login();
        FakeTerminal stranger = terminal(Bearer.TCP, listener.localAddress());
        terminal(Bearer.TCP, listener.localAddress());
        awaitDropped(DropReason.TOO_MANY_CONNECTIONS, 1);
        stranger.send(stranger.unsigned(Command.HEART_BEAT));
        awaitDropped(DropReason.SILENT_CONNECTION, 1);
        known.heartbeat();
        known.socket.send(new byte[] { 0, 60, 0 });
        awaitDropped(DropReason.SLOW_CONNECTION, 1);
    }

    @Test
    void overlappingCommandsAreRefused() {
        Consumption first = test.listen(ANY, Set.of(Command.TRANSPARENT_DATA, Command.LOGIN), POSITIVE);
        assertThatThrownBy(() -> test.listen(ANY, Set.of(Command.LOGIN, Command.LOGOUT), POSITIVE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("commands").hasMessageContaining("[LOGIN]")
                .hasMessageContaining(ANY.toString());
        test.listen(ANY, Set.of(Command.LOGOUT), POSITIVE).close();
        first.close();
    }

    @Test
    void commandsOfPlatformsAndNoCommandsAreRefused() {
        assertThatThrownBy(() -> test.listen(ANY, Set.of(Command.CONFIG_SET), POSITIVE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("commands")
                .hasMessageContaining("CONFIG_SET");
        assertThatThrownBy(() -> test.listen(ANY, Set.of(), POSITIVE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commands");
        assertThat(Platform.uplinkCommands()).contains(Command.LOGIN, Command.TRANSPARENT_DATA)
                .doesNotContain(Command.CONFIG_SET, Command.LOGIN_ACK);
    }

    @Test
    void differingDialectIsRefused() {
        test.listen(ANY, Set.of(Command.LOGIN), POSITIVE);
        assertThatThrownBy(
                () -> test.platform.consume(ANY, ListenerOptions.of(Dialect.load("j2me")), Set.of(Command.LOGOUT), POSITIVE))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("dialect").hasMessageContaining("j2me")
                .hasMessageContaining("wmmp-3.0");
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void addressThatIsTakenIsAFailureAndFreedByTheLastHandler(Bearer bearer) {
        Consumption first = test.listen(bearer, Set.of(Command.LOGIN), POSITIVE);
        ListenerAddress address = new ListenerAddress(bearer, "127.0.0.1", first.localAddress().getPort());
        try (TestPlatform other = new TestPlatform()) {
            assertThatThrownBy(() -> other.listen(address, Set.of(Command.LOGIN), POSITIVE))
                    .isInstanceOf(UncheckedIOException.class).hasMessageContaining("Cannot listen at " + address);
            first.close().toCompletableFuture().join();
            other.listen(address, Set.of(Command.LOGIN), POSITIVE);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void addressMayBeTakenAgainAtOnce(Bearer bearer) {
        Consumption consumption = test.listen(bearer, Set.of(Command.LOGIN), POSITIVE);
        ListenerAddress address = new ListenerAddress(bearer, "127.0.0.1", consumption.localAddress().getPort());
        consumption.close().toCompletableFuture().join();
        for (int i = 0; i < 20; i++) {
            test.listen(address, Set.of(Command.LOGIN), POSITIVE).close();
        }
    }

    @Test
    void handlersMayComeAtTheSameTime() throws Exception {
        Set<InetSocketAddress> addresses = ConcurrentHashMap.newKeySet();
        List<Callable<Boolean>> takers = new ArrayList<>();
        for (Command command : Platform.uplinkCommands()) {
            takers.add(() -> addresses.add(test.listen(ANY, Set.of(command), POSITIVE).localAddress()));
        }
        for (Future<Boolean> taken : test.executor.invokeAll(takers)) {
            taken.get();
        }
        assertThat(addresses).hasSize(1);
    }

    @Test
    void nothingIsTakenBeforeTheSocketIsOpened() {
        Consumption consumption = test.platform.consume(ANY, ListenerOptions.of(TestPlatform.DIALECT), Set.of(Command.LOGOUT),
                POSITIVE);
        FakeTerminal terminal = terminal(Bearer.UDP, consumption.localAddress());
        terminal.send(terminal.loginMessage());
        terminal.assertNothingReceived();
        test.platform.open(ANY);
        assertThat(terminal.receive().command()).isEqualTo(Command.LOGIN_ACK);
    }

    @Test
    void suspensionStopsOnlyItsCommands() {
        Consumption consumption = test.listen(ANY, Set.of(Command.TRANSPARENT_DATA), POSITIVE);
        FakeTerminal terminal = terminal(Bearer.UDP, consumption.localAddress());
        terminal.login();
        consumption.suspended(true);
        WmmpMessage data = terminal.signed(Command.TRANSPARENT_DATA, "text", "x");
        terminal.send(data);
        awaitDropped(DropReason.SUSPENDED, 1);
        terminal.assertNothingReceived();
        terminal.heartbeat();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        consumption.suspended(false);
        assertThat(terminal.result(data)).isZero();
    }

    @Test
    void moreExchangesThanAllowedGetNoAnswer() {
        test.close();
        test = new TestPlatform(new MemoryTerminalRegistry(), false, 1);
        TerminalRecord second = new TerminalRecord(TerminalId.of("TESTTERM00000002"),
                TestPlatform.credentials("490154203237519", "001010123456780"), null, null, null);
        test.registry.save(second);
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        Consumption consumption = test.listen(ANY, Set.of(Command.TRANSPARENT_DATA), request -> outcome);
        FakeTerminal slow = terminal(Bearer.UDP, consumption.localAddress());
        slow.login();
        FakeTerminal other = terminal(Bearer.UDP, consumption.localAddress());
        other.id = second.terminalId();
        other.credentials = second.credentials();
        other.login();

        WmmpMessage first = slow.signed(Command.TRANSPARENT_DATA, "text", "x");
        slow.send(first);
        slow.assertNothingReceived();
        WmmpMessage data = other.signed(Command.TRANSPARENT_DATA, "text", "y");
        other.send(data);
        awaitDropped(DropReason.OVERLOAD, 1);
        other.assertNothingReceived();
        other.heartbeat();
        outcome.complete(Answer.success(FakeTerminal.CODEC, first));
        assertThat(slow.receive().unsigned("result")).isZero();
        assertThat(other.result(data)).isZero();
    }

    @Test
    void fullExecutorIsOverloadToo() {
        test.close();
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        registry.save(TestPlatform.TERMINAL);
        boolean[] full = { true };
        Platform platform = new Platform(PlatformOptions.builder(registry, task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        }, Runnable::run).maxExchanges(1).build());
        open.add(0, platform);
        Consumption consumption = platform.consume(ANY, ListenerOptions.of(TestPlatform.DIALECT),
                Set.of(Command.TRANSPARENT_DATA), POSITIVE);
        platform.open(ANY);
        FakeTerminal terminal = terminal(Bearer.UDP, consumption.localAddress());
        terminal.login();
        WmmpMessage data = terminal.signed(Command.TRANSPARENT_DATA, "text", "x");
        for (int i = 1; i <= 3; i++) {
            int count = i;
            terminal.send(data);
            await().untilAsserted(() -> assertThat(platform.dropped(DropReason.OVERLOAD)).isEqualTo(count));
        }
        assertThat(consumption.waiting()).isZero();
        full[0] = false;
        assertThat(terminal.result(data)).isZero();
    }

    @Test
    void observersGetEventsInOrderWhateverOneOfThemThrows() {
        test.platform.addObserver(event -> {
            throw new IllegalStateException("made up");
        });
        BlockingQueue<PlatformEvent.Type> seen = new LinkedBlockingQueue<>();
        test.platform.addObserver(event -> seen.add(event.type()));
        FakeTerminal terminal = terminal(Bearer.UDP, test.listen(Bearer.UDP));
        List<PlatformEvent.Type> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            terminal.login();
            terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
            expected.addAll(List.of(PlatformEvent.Type.ONLINE, PlatformEvent.Type.OFFLINE));
        }
        await().untilAsserted(() -> assertThat(seen).containsExactlyElementsOf(expected));
    }
}
