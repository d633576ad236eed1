package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.Transport;
import io.wmmp.platform.Consumption;
import io.wmmp.platform.ListenerAddress;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.Answer;
import io.wmmp.session.Patience;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A terminal and a platform, over real sockets. */
class TerminalTest {

    private static final Patience PATIENCE = new Patience(Duration.ofMillis(300), 3);
    private static final WmmpCodec CODEC = new WmmpCodec(TestPlatform.DIALECT);
    private static final Duration RETRY = Duration.ofMillis(100);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final SessionResources resources = new SessionResources(executor, executor);
    private final Transport transport = new Transport(null);
    private final BlockingQueue<ReceivedRequest> uplink = new LinkedBlockingQueue<>();
    private final List<Terminal> terminals = new ArrayList<>();
    private TestPlatform test = new TestPlatform();
    private TerminalId id = TestPlatform.TERMINAL.terminalId();
    private Credentials credentials = TestPlatform.CREDENTIALS;
    private Duration heartbeat = Duration.ofSeconds(60);

    @AfterEach
    void close() {
        terminals.forEach(terminal -> terminal.stop().toCompletableFuture().join());
        test.close();
        transport.close();
        resources.close();
        executor.shutdownNow();
    }

    private CompletionStage<Answer> take(ReceivedRequest request) {
        uplink.add(request);
        return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
    }

    private InetSocketAddress listen(Bearer bearer, Command... commands) {
        return test.listen(bearer, Set.of(commands), this::take).localAddress();
    }

    private Terminal terminal(Bearer bearer, InetSocketAddress platform) {
        Terminal terminal = new Terminal(TerminalOptions.builder(id, credentials, bearer, platform, TestPlatform.DIALECT)
                .patience(PATIENCE).heartbeatInterval(heartbeat).retryInterval(RETRY).keyWait(Duration.ofSeconds(1)).build(),
                resources, transport);
        terminals.add(terminal);
        return terminal;
    }

    private Terminal started(Bearer bearer, InetSocketAddress platform) {
        Terminal terminal = terminal(bearer, platform);
        terminal.start();
        return terminal;
    }

    private Terminal online(Bearer bearer) {
        Terminal terminal = started(bearer, listen(bearer, Command.TRANSPARENT_DATA));
        awaitPhase(terminal, TerminalPhase.ONLINE);
        await().until(() -> !terminal.isBusy());
        return terminal;
    }

    private static void awaitPhase(Terminal terminal, TerminalPhase phase) {
        await().untilAsserted(() -> assertThat(terminal.phase()).as(terminal.trouble()).isEqualTo(phase));
    }

    private TerminalState state() {
        return test.platform.status(id).toCompletableFuture().join().state();
    }

    private static byte[] data(String text) {
        return CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("text", text));
    }

    private static String text(ReceivedRequest request) {
        return new String((byte[]) CODEC.readBody(request.message()).get("user_data"), StandardCharsets.UTF_8);
    }

    private static CompletableFuture<WmmpMessage> send(Terminal terminal, String text) {
        return terminal.send(Command.TRANSPARENT_DATA, data(text), PATIENCE).toCompletableFuture();
    }

    private static WmmpMessage result(CompletionStage<WmmpMessage> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void wholeLife(Bearer bearer) throws Exception {
        Terminal terminal = terminal(bearer, listen(bearer, Command.TRANSPARENT_DATA, Command.REGISTER, Command.CONFIG_TRAP));
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.STOPPED);
        assertThat(terminal.trouble()).isEqualTo("it has not been started");
        terminal.start();
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(terminal.trouble()).isNull();
        WmmpMessage register = uplink.poll(5, TimeUnit.SECONDS).message();
        assertThat(register.unsigned("operation")).isEqualTo(3);
        WmmpMessage trap = uplink.poll(5, TimeUnit.SECONDS).message();
        assertThat(trap.command()).isEqualTo(Command.CONFIG_TRAP);
        assertThat(trap.body()).isEmpty();

        assertThat(result(send(terminal, "37.2")).unsigned("result")).isZero();
        assertThat(text(uplink.poll(5, TimeUnit.SECONDS))).isEqualTo("37.2");

        RequestHandler handler = this::take;
        terminal.handle(Set.of(Command.TRANSPARENT_DATA), handler);
        assertThat(result(test.request(Command.TRANSPARENT_DATA, Map.of("text", "hello"), PATIENCE)).unsigned("result"))
                .isZero();
        ReceivedRequest down = uplink.poll(5, TimeUnit.SECONDS);
        assertThat(text(down)).isEqualTo("hello");
        assertThat(down.bearer()).isEqualTo(bearer);
        terminal.remove(handler);
        assertThat(result(test.request(Command.TRANSPARENT_DATA, Map.of("text", "hello?"), PATIENCE)).unsigned("result"))
                .isEqualTo(1);

        terminal.stop().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.STOPPED);
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(PlatformEvent.Type.REGISTERED,
                PlatformEvent.Type.ONLINE, PlatformEvent.Type.OFFLINE));

        terminal.start();
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(result(send(terminal, "again")).unsigned("result")).isZero();
    }

    @Test
    void serialNumberIsAllotted() throws Exception {
        test.close();
        test = new TestPlatform(new MemoryTerminalRegistry(), true, 10);
        id = TerminalId.of("FACTORY000000000");
        credentials = new Credentials("490154203237526", "001010123456790", "FACTORYU", "FACTORYD", null);
        Terminal terminal = online(Bearer.UDP);
        assertThat(terminal.serial().toString()).startsWith("WM");
        assertThat(terminal.terminalId()).isEqualTo(id);
        assertThat(result(send(terminal, "x")).unsigned("result")).isZero();
        assertThat(uplink.poll(5, TimeUnit.SECONDS).message().terminalId()).isEqualTo(terminal.serial());
        TerminalId serial = terminal.serial();
        terminal.stop().toCompletableFuture().join();
        terminal.start();
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(terminal.serial()).isEqualTo(serial);
    }

    @Test
    void terminalWithoutPasswordsWaitsForThem() throws Exception {
        credentials = new Credentials("490154203237518", "001010123456789", null, null, null);
        InetSocketAddress address = listen(Bearer.UDP, Command.REGISTER);
        test.registry.save(new TerminalRecord(id, credentials, null, null, null));
        Terminal terminal = started(Bearer.UDP, address);
        awaitPhase(terminal, TerminalPhase.WAITING_FOR_KEYS);
        assertThat(terminal.trouble()).contains("keys");
        assertThat(uplink.poll(5, TimeUnit.SECONDS).message().unsigned("operation")).isEqualTo(1);
        // and asks again, as one that has nothing
        assertThat(uplink.poll(5, TimeUnit.SECONDS).message().unsigned("operation")).isZero();
    }

    @Test
    void connectingIsRetried() {
        InetSocketAddress address = listen(Bearer.TCP, Command.TRANSPARENT_DATA);
        test.close();
        Terminal terminal = started(Bearer.TCP, address);
        awaitPhase(terminal, TerminalPhase.CONNECTING);
        await().untilAsserted(() -> assertThat(terminal.trouble()).contains("cannot connect"));
        test = new TestPlatform();
        test.listen(new ListenerAddress(Bearer.TCP, "127.0.0.1", address.getPort()), Set.of(Command.TRANSPARENT_DATA),
                this::take);
        awaitPhase(terminal, TerminalPhase.ONLINE);
    }

    @Test
    void refusedRegistrationIsRetried() {
        BlockingQueue<Boolean> admit = new LinkedBlockingQueue<>(List.of(false, false));
        InetSocketAddress address = test
                .listen(Bearer.UDP, Set.of(Command.REGISTER), request -> CompletableFuture.completedStage(
                        admit.poll() == null ? Answer.success(request.codec(), request.message())
                                : Answer.failure(request.codec(), request.message())))
                .localAddress();
        Terminal terminal = started(Bearer.UDP, address);
        await().pollInterval(Duration.ofMillis(5)).untilAsserted(
                () -> assertThat(terminal.trouble()).isEqualTo("REGISTER was refused with result 3"));
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.REGISTERING);
        awaitPhase(terminal, TerminalPhase.ONLINE);
    }

    @Test
    void unansweredRegistrationIsRetried() {
        InetSocketAddress address = listen(Bearer.UDP, Command.TRANSPARENT_DATA);
        test.registry.save(new TerminalRecord(id, TestPlatform.credentials("1", "2"), null, null, null));
        MemoryTerminalRegistry registry = test.registry;
        credentials = TestPlatform.credentials("490154203237599", "001010123456799");
        Terminal terminal = started(Bearer.UDP, address);
        awaitPhase(terminal, TerminalPhase.REGISTERING);
        await().untilAsserted(() -> assertThat(terminal.trouble()).contains("no answer after 3 send(s)"));
        registry.save(new TerminalRecord(id, credentials, null, null, null));
        awaitPhase(terminal, TerminalPhase.ONLINE);
    }

    @Test
    void refusedLoginIsRetried() {
        BlockingQueue<Boolean> admit = new LinkedBlockingQueue<>(List.of(false, false));
        InetSocketAddress address = test.listen(Bearer.UDP, Set.of(Command.LOGIN), request -> CompletableFuture.completedStage(
                admit.poll() == null ? Answer.success(request.codec(), request.message())
                        : Answer.failure(request.codec(), request.message())))
                .localAddress();
        Terminal terminal = started(Bearer.UDP, address);
        await().pollInterval(Duration.ofMillis(5)).untilAsserted(
                () -> assertThat(terminal.trouble()).isEqualTo("LOGIN was refused with result 2"));
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.LOGGING_IN);
        awaitPhase(terminal, TerminalPhase.ONLINE);
    }

    @Test
    void unansweredLoginLeadsToRegistration() throws Exception {
        InetSocketAddress address = listen(Bearer.UDP, Command.REGISTER);
        test.listen(new ListenerAddress(Bearer.UDP, "127.0.0.1", 0), Set.of(Command.LOGIN),
                request -> CompletableFuture.completedStage(Answer.SILENCE));
        Terminal terminal = started(Bearer.UDP, address);
        for (int i = 0; i < 2; i++) {
            assertThat(uplink.poll(5, TimeUnit.SECONDS).message().command()).isEqualTo(Command.REGISTER);
            awaitPhase(terminal, TerminalPhase.LOGGING_IN);
        }
    }

    @Test
    void registeredTerminalBeginsWithLogin() throws Exception {
        Terminal terminal = new Terminal(
                TerminalOptions.builder(id, credentials, Bearer.UDP, listen(Bearer.UDP, Command.REGISTER, Command.LOGIN),
                        TestPlatform.DIALECT).patience(PATIENCE).registered(true).build(),
                resources, transport);
        terminals.add(terminal);
        terminal.start();
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(uplink).extracting(request -> request.message().command()).containsExactly(Command.LOGIN);
    }

    @Test
    void terminalOutOfSyncReportsItsConfiguration() throws Exception {
        InetSocketAddress address = test.listen(Bearer.UDP, Set.of(Command.LOGIN, Command.CONFIG_TRAP), request -> {
            uplink.add(request);
            int result = request.message().command() == Command.LOGIN ? 1 : 0;
            return CompletableFuture.completedStage(Answer.of(request.codec(), request.message(), result, Map.of()));
        }).localAddress();
        started(Bearer.UDP, address);
        assertThat(uplink.poll(5, TimeUnit.SECONDS).message().command()).isEqualTo(Command.LOGIN);
        Map<String, Object> trap = CODEC.readBody(uplink.poll(5, TimeUnit.SECONDS).message());
        assertThat(trap).containsOnlyKeys("sync_tag_list", "heartbeat_interval");
        assertThat(trap.get("heartbeat_interval")).hasToString("60");
    }

    @Test
    void requestsWaitForTheLoginInOrder() throws Exception {
        Terminal terminal = terminal(Bearer.UDP, listen(Bearer.UDP, Command.TRANSPARENT_DATA));
        List<CompletableFuture<WmmpMessage>> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(send(terminal, "reading " + i));
        }
        terminal.start();
        for (int i = 0; i < 5; i++) {
            assertThat(result(sent.get(i)).unsigned("result")).isZero();
            assertThat(text(uplink.remove())).isEqualTo("reading " + i);
        }
    }

    @Test
    void requestsThatRaceWithALoginAreNotForgotten() throws Exception {
        Terminal terminal = online(Bearer.UDP);
        for (int round = 0; round < 30; round++) {
            result(test.request(Command.LOGOUT, Map.of("reason", 8), PATIENCE));
            List<CompletableFuture<WmmpMessage>> sent = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sent.add(CompletableFuture.supplyAsync(() -> terminal.send(Command.TRANSPARENT_DATA, data("x"),
                        TestPlatform.LONG), executor).thenCompose(answer -> answer));
            }
            for (CompletableFuture<WmmpMessage> one : sent) {
                assertThat(one.get(15, TimeUnit.SECONDS).unsigned("result")).isZero();
            }
            await().until(() -> !terminal.isBusy());
        }
    }

    @Test
    void requestsThatRaceWithAStopAreTold() throws Exception {
        for (int round = 0; round < 50; round++) {
            Terminal terminal = started(Bearer.UDP, new InetSocketAddress("127.0.0.1", 9));
            List<CompletableFuture<WmmpMessage>> sent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sent.add(CompletableFuture.supplyAsync(() -> terminal.send(Command.TRANSPARENT_DATA, data("x"),
                        TestPlatform.LONG), executor).thenCompose(answer -> answer));
            }
            terminal.stop().toCompletableFuture().get(15, TimeUnit.SECONDS);
            for (CompletableFuture<WmmpMessage> one : sent) {
                assertThatThrownBy(() -> one.get(15, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SessionClosedException.class);
            }
        }
    }

    @Test
    void requestsDoNotWaitForever() {
        Terminal terminal = terminal(Bearer.UDP, new InetSocketAddress("127.0.0.1", 9));
        CompletableFuture<WmmpMessage> sent = terminal
                .send(Command.TRANSPARENT_DATA, data("x"), TestPlatform.SHORT).toCompletableFuture();
        assertThatThrownBy(() -> result(sent)).hasRootCauseInstanceOf(SessionClosedException.class).hasMessageContaining(
                "TRANSPARENT_DATA of terminal TESTTERM00000001 not sent: not logged in after 120 ms, it has not been started");
        CompletableFuture<WmmpMessage> stopped = send(terminal, "y");
        terminal.stop();
        assertThatThrownBy(() -> result(stopped)).hasRootCauseInstanceOf(SessionClosedException.class)
                .hasMessageContaining("it has been stopped");
    }

    @Test
    void heartbeatsComeByThemselvesAndTheirPauseIsConfigured() throws Exception {
        Terminal terminal = started(Bearer.UDP, listen(Bearer.UDP, Command.HEART_BEAT));
        awaitPhase(terminal, TerminalPhase.ONLINE);
        await().until(() -> !terminal.isBusy());
        assertThat(result(test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 1), PATIENCE)).unsigned("result"))
                .isZero();
        for (int i = 0; i < 2; i++) {
            assertThat(uplink.poll(5, TimeUnit.SECONDS).message().command()).isEqualTo(Command.HEART_BEAT);
        }
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("heartbeat_interval", null);
        wanted.put("sync_tag_list", null);
        Map<String, Object> answer = CODEC.readBody(result(test.request(Command.CONFIG_GET, wanted, PATIENCE)));
        assertThat(answer.get("result")).hasToString("0");
        assertThat(answer.get("heartbeat_interval")).hasToString("1");
    }

    @Test
    void configurationThatMustNotBeTouchedIsRefused() throws Exception {
        Terminal terminal = online(Bearer.UDP);
        terminal.set("signal_level", 21);
        Map<String, Object> answer = CODEC
                .readBody(result(test.request(Command.CONFIG_SET, Map.of("0x3002", new byte[16]), PATIENCE)));
        assertThat(answer.get("result")).hasToString("1");
        assertThat((List<?>) answer.get("faulty")).hasSize(1);
        Map<String, Object> secret = new LinkedHashMap<>();
        secret.put("uplink_password", null);
        secret.put("0x9999", null);
        answer = CODEC.readBody(result(test.request(Command.CONFIG_GET, secret, PATIENCE)));
        assertThat(answer).containsEntry("faulty", List.of("uplink_password", "0x9999"));
    }

    @Test
    void remoteControlIsAnswered() throws Exception {
        Terminal terminal = online(Bearer.UDP);
        await().until(() -> !terminal.isBusy());
        String control = CODEC.nameOf(0x4001);
        test.listen(new ListenerAddress(Bearer.UDP, "127.0.0.1", 0), Set.of(Command.CONFIG_TRAP), this::take);
        Map<String, String> reports = Map.of("login", "", "report_statistics", "gprs_data_volume", "reset_statistics",
                "config_result", "report_sync_tags", "heartbeat_interval");
        for (String command : reports.keySet()) {
            assertThat(result(test.request(Command.REMOTE_CTRL, Map.of(control, command), PATIENCE)).unsigned("result"))
                    .isZero();
            if (!reports.get(command).isEmpty()) {
                assertThat(CODEC.readBody(uplink.poll(30, TimeUnit.SECONDS).message())).containsKey(reports.get(command));
            }
        }
        await().until(() -> !terminal.isBusy());
        assertThat(result(test.request(Command.REMOTE_CTRL, Map.of(control, 6), PATIENCE)).unsigned("result")).isEqualTo(1);
        assertThat(result(test.request(Command.DOWNLOAD_INFO, Map.of(), PATIENCE)).unsigned("result")).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void platformLogsItOut(Bearer bearer) throws Exception {
        Terminal terminal = online(bearer);
        assertThat(result(test.request(Command.LOGOUT, Map.of("reason", 0), PATIENCE)).command()).isEqualTo(Command.LOGOUT_ACK);
        awaitPhase(terminal, TerminalPhase.IDLE);
        assertThat(terminal.trouble()).contains("logged it out with reason 0");
        assertThat(state()).isEqualTo(TerminalState.OFFLINE);
        terminal.start();
        awaitPhase(terminal, TerminalPhase.ONLINE);
        await().until(() -> state() == TerminalState.ONLINE);
    }

    @Test
    void endOfTheSessionKeyLeadsToANewLogin() throws Exception {
        Terminal terminal = online(Bearer.UDP);
        result(test.request(Command.LOGOUT, Map.of("reason", 8), PATIENCE));
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(PlatformEvent.Type.REGISTERED,
                PlatformEvent.Type.ONLINE, PlatformEvent.Type.OFFLINE, PlatformEvent.Type.ONLINE));
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(result(send(terminal, "x")).unsigned("result")).isZero();
    }

    @Test
    void lostConnectionIsMadeAgain() throws Exception {
        Consumption consumption = test.listen(Bearer.TCP, Set.of(Command.TRANSPARENT_DATA), this::take);
        ListenerAddress address = new ListenerAddress(Bearer.TCP, "127.0.0.1", consumption.localAddress().getPort());
        Terminal terminal = started(Bearer.TCP, consumption.localAddress());
        awaitPhase(terminal, TerminalPhase.ONLINE);
        consumption.close();
        await().until(() -> terminal.phase() == TerminalPhase.CONNECTING);
        test.listen(address, Set.of(Command.TRANSPARENT_DATA), this::take);
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(result(send(terminal, "x")).unsigned("result")).isZero();
    }

    @Test
    void platformThatWasStartedAnewIsLoggedInToAgain() throws Exception {
        heartbeat = Duration.ofSeconds(1);
        Terminal terminal = online(Bearer.UDP);
        InetSocketAddress address = listen(Bearer.UDP, Command.CONFIG_REQ);
        test.close();
        test = new TestPlatform();
        test.listen(new ListenerAddress(Bearer.UDP, "127.0.0.1", address.getPort()), Set.of(Command.TRANSPARENT_DATA),
                this::take);
        await().until(() -> state() == TerminalState.ONLINE);
        awaitPhase(terminal, TerminalPhase.ONLINE);
        assertThat(result(send(terminal, "x")).unsigned("result")).isZero();
    }

    @Test
    void stopDuringConnectionRegistrationAndLogin() {
        InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 9);
        for (Bearer bearer : List.of(Bearer.UDP, Bearer.TCP)) {
            Terminal terminal = started(bearer, nobody);
            terminal.stop().toCompletableFuture().join();
            assertThat(terminal.phase()).isEqualTo(TerminalPhase.STOPPED);
            assertThat(terminal.isBusy()).isFalse();
        }
        Terminal terminal = started(Bearer.UDP, test.listen(Bearer.UDP, Set.of(Command.LOGIN),
                request -> new CompletableFuture<>()).localAddress());
        awaitPhase(terminal, TerminalPhase.LOGGING_IN);
        terminal.stop().toCompletableFuture().join();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.STOPPED);
        assertThat(terminal.isBusy()).isFalse();
    }

    @Test
    void handlersDoNotOverlap() {
        Terminal terminal = terminal(Bearer.UDP, new InetSocketAddress("127.0.0.1", 9));
        RequestHandler handler = this::take;
        terminal.handle(Set.of(Command.CONFIG_SET, Command.LOGOUT), handler);
        assertThatThrownBy(() -> terminal.handle(Set.of(Command.LOGOUT), this::take))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("commands").hasMessageContaining("LOGOUT");
        terminal.remove(handler);
        terminal.handle(Set.of(Command.LOGOUT), this::take);
        assertThat(Terminal.downlinkCommands()).contains(Command.CONFIG_SET).doesNotContain(Command.LOGIN);
    }
}
