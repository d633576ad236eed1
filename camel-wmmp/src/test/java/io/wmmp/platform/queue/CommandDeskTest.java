package io.wmmp.platform.queue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.FakeTerminal;
import io.wmmp.platform.PlatformOptions;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.queue.CommandDesk.Outcome;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.store.ForwardingStore;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Commands for terminals that are not there, or do not answer. */
class CommandDeskTest {

    private static final CommandTerms ONE_SEND = CommandTerms.of(dialect -> TestPlatform.LONG, false);
    private static final CommandTerms TWO_SENDS = CommandTerms.of(dialect -> TestPlatform.SHORT, false);

    private final Stores stores = new Stores();
    private TestPlatform test;
    private FakeTerminal terminal;

    /** The stores of the platform, of which that of commands can be replaced. */
    private static final class Stores extends ForwardingStore {

        private CommandStore commands = super.commands();

        @Override
        public CommandStore commands() {
            return commands;
        }
    }

    private void start(UnaryOperator<PlatformOptions.Builder> options) {
        test = new TestPlatform(new MemoryTerminalRegistry(), builder -> options.apply(builder.store(stores)));
        InetSocketAddress address = test.listen(Bearer.UDP);
        terminal = new FakeTerminal(Bearer.UDP, address);
    }

    private void start() {
        start(builder -> builder);
    }

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private CommandDesk desk() {
        return test.platform.commands();
    }

    private int queued() {
        return desk().queued(TestPlatform.TERMINAL.terminalId());
    }

    private CompletionStage<CommandTicket> submit(CommandTerms terms, Command command, Object... body) {
        return desk().submit(TestPlatform.TERMINAL.terminalId(), command,
                (codec, record) -> codec.writeBody(command, FakeTerminal.map(body)), terms);
    }

    /** Queues a command and waits until it is stored. */
    private CommandTicket queue(CommandTerms terms, Object... body) {
        return submit(terms, Command.CONFIG_SET, body).toCompletableFuture().join();
    }

    private static WmmpMessage result(CommandTicket ticket) throws Exception {
        return ticket.answer().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private WmmpBody receiveAndAnswer() {
        WmmpMessage request = terminal.receive();
        terminal.assertVerifies(request);
        terminal.answer(request, "result", 0);
        return FakeTerminal.CODEC.readBody(request);
    }

    @Test
    void commandsOfAnAbsentTerminalLeaveInOrderAndOnce() {
        start();
        List<CommandTicket> tickets = IntStream.rangeClosed(1, 5).mapToObj(i -> queue(ONE_SEND, "heartbeat_interval", i))
                .toList();
        assertThat(tickets).extracting(CommandTicket::position).containsExactly(1, 2, 3, 4, 5);
        assertThat(queued()).isEqualTo(5);
        terminal.loginAndReport();
        for (int i = 1; i <= 5; i++) {
            assertThat(receiveAndAnswer()).containsEntry("heartbeat_interval", i);
        }
        await().until(() -> test.events(Type.COMMAND_ANSWERED).size() == 5);
        assertThat(test.events(Type.COMMAND_ANSWERED)).extracting(event -> event.details().get("commandId"))
                .isEqualTo(tickets.stream().map(CommandTicket::id).toList());
        assertThat(queued()).isZero();
        assertThat(desk().queued()).isZero();
        assertThat(desk().count(Outcome.ANSWERED)).isEqualTo(5);
        terminal.heartbeat();
        terminal.assertNothingReceived();
    }

    @Test
    void aLoginWithoutAReportIsEnough() throws Exception {
        start();
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        terminal.login();
        assertThat(receiveAndAnswer()).containsEntry("heartbeat_interval", 45);
        assertThat(result(ticket).unsigned("result")).isZero();
    }

    @Test
    void aCommandGivenRightAfterTheLoginFollowsTheReport() {
        start();
        terminal.login();
        long before = System.nanoTime();
        queue(ONE_SEND, "heartbeat_interval", 45);
        assumeThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
        // fails where anything but the answer comes first
        terminal.report();
        assertThat(receiveAndAnswer()).containsEntry("heartbeat_interval", 45);
    }

    @Test
    void anAnswerThatRefusesIsAnAnswer() {
        start();
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        terminal.loginAndReport();
        terminal.answer(terminal.receive(), "result", 1, "faulty", List.of("heartbeat_interval"));
        await().until(() -> !test.events(Type.COMMAND_ANSWERED).isEmpty());
        assertThat(test.events(Type.COMMAND_ANSWERED).get(0).details()).containsEntry("commandId", ticket.id())
                .containsEntry("command", "CONFIG_SET").containsEntry("result", 1)
                .extractingByKey("answer").asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("faulty", List.of("heartbeat_interval"));
        assertThat(queued()).isZero();
    }

    @Test
    void aCommandForATerminalThatIsThereGoesOutAtOnce() throws Exception {
        start();
        terminal.loginAndReport();
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        assertThat(ticket.position()).isEqualTo(1);
        receiveAndAnswer();
        assertThat(result(ticket).unsigned("result")).isZero();
    }

    @Test
    void aSilentTerminalGetsItsCommandWithTheNextSignOfLife() throws Exception {
        start();
        terminal.loginAndReport();
        CommandTicket ticket = queue(TWO_SENDS, "heartbeat_interval", 45);
        assertThat(terminal.receive()).isEqualTo(terminal.receive());
        await().until(this::isWaitingForLife);
        terminal.assertNothingReceived();
        while (!ticket.answer().toCompletableFuture().isDone()) {
            byte[] frame = terminal.socket.receive(50);
            WmmpMessage message = frame == null ? null : FakeTerminal.CODEC.decode(frame);
            if (message != null && message.command() == Command.CONFIG_SET) {
                terminal.answer(message, "result", 0);
            } else {
                // once more, where the answer has come too late on a slow machine
                terminal.send(terminal.unsigned(Command.HEART_BEAT));
            }
        }
        assertThat(result(ticket).unsigned("result")).isZero();
        await().until(() -> queued() == 0);
    }

    private boolean isWaitingForLife() {
        return !desk().isServed(TestPlatform.TERMINAL.terminalId());
    }

    /** A terminal that waits for an answer drops requests: it would be a long time before this one was repeated. */
    @Test
    void aCommandThatARequestOfTheTerminalHasCrossedIsSentAgainBehindItsAnswer() throws Exception {
        start();
        terminal.loginAndReport();
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        WmmpMessage dropped = terminal.receive();
        for (int i = 0; i < 3; i++) {
            // one with much to say may cross what is sent again too
            assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
            assertThat(terminal.receive()).isEqualTo(dropped);
        }
        terminal.heartbeat();
        terminal.assertNothingReceived();
        terminal.answer(dropped, "result", 0);
        assertThat(result(ticket).unsigned("result")).isZero();
    }

    @Test
    void anAnswerThatComesTwiceIsTheAnswerToOneCommandOnly() throws Exception {
        start();
        CommandTicket first = queue(ONE_SEND, "heartbeat_interval", 1);
        CommandTicket second = queue(ONE_SEND, "heartbeat_interval", 2);
        terminal.loginAndReport();
        WmmpMessage request = terminal.receive();
        terminal.answer(request, "result", 0);
        terminal.answer(request, "result", 0);
        assertThat(result(first).unsigned("result")).isZero();
        WmmpMessage next = terminal.receive();
        assertThat(second.answer().toCompletableFuture()).isNotDone();
        terminal.answer(next, "result", 1);
        assertThat(result(second).unsigned("result")).isEqualTo(1);
    }

    @Test
    void aTerminalThatLeavesInBetweenGetsItsCommandWhenItIsBack() {
        start();
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        terminal.loginAndReport();
        terminal.receive();
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> test.platform.status(TestPlatform.TERMINAL).state() == TerminalState.OFFLINE);
        assertThat(queued()).isEqualTo(1);
        terminal.loginAndReport();
        receiveAndAnswer();
        await().until(() -> ticket.answer().toCompletableFuture().isDone());
        await().until(() -> queued() == 0);
    }

    @Test
    void whatNobodyFetchesIsGivenUpInTime() {
        start();
        CommandTicket ticket = queue(terms(Duration.ofMillis(50), 0, false), "heartbeat_interval", 45);
        assertThatThrownBy(() -> result(ticket)).hasCauseInstanceOf(CommandExpiredException.class)
                .hasMessageContaining("time to live");
        await().until(() -> !test.events(Type.COMMAND_EXPIRED).isEmpty());
        assertThat(test.events(Type.COMMAND_EXPIRED).get(0).details()).containsEntry("commandId", ticket.id());
        assertThat(queued()).isZero();
        assertThat(desk().count(Outcome.EXPIRED)).isEqualTo(1);
        terminal.loginAndReport();
        terminal.heartbeat();
        terminal.assertNothingReceived();
    }

    private static CommandTerms terms(Duration timeToLive, int tries, boolean newestWins) {
        return new CommandTerms(dialect -> new Patience(Duration.ofMillis(60), 1), false, timeToLive, tries, newestWins, false);
    }

    @Test
    void whatIsNeverAnsweredIsGivenUpAfterSoManyDeliveries() {
        start();
        terminal.loginAndReport();
        queue(terms(Duration.ofHours(1), 2, false), "heartbeat_interval", 45);
        CommandTicket behind = queue(ONE_SEND, "heartbeat_interval", 46);
        assertThat(terminal.receive().command()).isEqualTo(Command.CONFIG_SET);
        await().until(this::isWaitingForLife);
        terminal.send(terminal.unsigned(Command.HEART_BEAT));
        await().until(() -> test.events(Type.COMMAND_EXPIRED).size() == 1);
        assertThat(test.events(Type.COMMAND_EXPIRED).get(0).reason()).isEqualTo("delivered 2 times and not answered");
        assertThat(terminal.receive().command()).isEqualTo(Command.HEART_BEAT_ACK);
        assertThat(terminal.receive().command()).isEqualTo(Command.CONFIG_SET);
        terminal.heartbeat();
        assertThat(receiveAndAnswer()).containsEntry("heartbeat_interval", 46);
        await().until(() -> behind.answer().toCompletableFuture().isDone());
    }

    @Test
    void noMoreWaitForOneTerminalThanMay() {
        start(builder -> builder.maxQueuedCommands(2));
        queue(ONE_SEND, "heartbeat_interval", 1);
        queue(ONE_SEND, "heartbeat_interval", 2);
        assertThatThrownBy(() -> queue(ONE_SEND, "heartbeat_interval", 3)).hasCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("maxQueuedCommands");
        assertThat(desk().count(Outcome.REFUSED)).isEqualTo(1);
        assertThat(desk().queued()).isEqualTo(2);
    }

    @Test
    void noMoreWaitInAllThanMay() {
        start(builder -> builder.maxQueuedCommandsInAll(1));
        queue(ONE_SEND, "heartbeat_interval", 1);
        assertThatThrownBy(() -> queue(ONE_SEND, "heartbeat_interval", 2)).hasCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("maxQueuedCommandsInAll");
        terminal.loginAndReport();
        receiveAndAnswer();
        await().until(() -> desk().queued() == 0);
        queue(ONE_SEND, "heartbeat_interval", 3);
    }

    @Test
    void theNewestValueOfATagReplacesThoseThatWait() throws Exception {
        start();
        CommandTicket replaced = queue(ONE_SEND, "heartbeat_interval", 1);
        queue(ONE_SEND, "heartbeat_interval", 2, "m2m_apn", "CMIOT");
        CommandTicket newest = queue(terms(Duration.ofHours(1), 0, true), "heartbeat_interval", 3);
        assertThatThrownBy(() -> result(replaced)).hasCauseInstanceOf(CommandExpiredException.class)
                .hasMessageContaining("command " + newest.id() + " has replaced it");
        assertThat(queued()).isEqualTo(2);
        terminal.loginAndReport();
        assertThat(receiveAndAnswer()).containsOnly(Map.entry("m2m_apn", "CMIOT"));
        assertThat(receiveAndAnswer()).containsOnly(Map.entry("heartbeat_interval", 3));
        await().until(() -> queued() == 0);
    }

    @Test
    void whoWaitsGetsTheAnswerAndNoEvent() throws Exception {
        start();
        CommandTicket ticket = queue(CommandTerms.of(dialect -> TestPlatform.LONG, true), "heartbeat_interval", 45);
        terminal.loginAndReport();
        receiveAndAnswer();
        assertThat(result(ticket).unsigned("result")).isZero();
        CommandTicket next = queue(ONE_SEND, "heartbeat_interval", 46);
        receiveAndAnswer();
        await().until(() -> !test.events(Type.COMMAND_ANSWERED).isEmpty());
        assertThat(test.events(Type.COMMAND_ANSWERED)).extracting(event -> event.details().get("commandId"))
                .containsExactly(next.id());
    }

    @Test
    void whoWaitsTooLongIsToldThatItStaysQueued() {
        start();
        queue(ONE_SEND, "heartbeat_interval", 44);
        CommandTicket ticket = queue(CommandTerms.of(dialect -> TestPlatform.SHORT, true), "heartbeat_interval", 45);
        assertThatThrownBy(() -> result(ticket)).cause().isInstanceOfSatisfying(CommandWaitsException.class, waits -> {
            assertThat(waits.position()).isEqualTo(2);
            assertThat(waits.id()).isEqualTo(ticket.id());
            assertThat(waits.millis()).isEqualTo(120);
        });
        terminal.loginAndReport();
        receiveAndAnswer();
        receiveAndAnswer();
        await().until(() -> test.events(Type.COMMAND_ANSWERED).size() == 2);
    }

    @Test
    void aPlatformThatIsStartedAnewFindsTheCommands() {
        start();
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        queue(ONE_SEND, "heartbeat_interval", 46);
        terminal.close();
        test.close();
        assertThatThrownBy(() -> result(ticket)).hasCauseInstanceOf(SessionClosedException.class);
        start();
        assertThat(queued()).isEqualTo(2);
        CommandTicket later = queue(ONE_SEND, "heartbeat_interval", 47);
        assertThat(later.id()).isGreaterThan(ticket.id());
        assertThat(later.position()).isEqualTo(3);
        terminal.loginAndReport();
        for (int i = 45; i <= 47; i++) {
            assertThat(receiveAndAnswer()).containsEntry("heartbeat_interval", i);
        }
        await().until(() -> queued() == 0);
        assertThat(test.events(Type.COMMAND_ANSWERED).get(0).details()).containsEntry("commandId", ticket.id());
    }

    @Test
    void aPlatformThatIsKilledBeforeTheRouteIsDoneWithTheAnswerAsksAgain() {
        start();
        CompletableFuture<PlatformEvent> told = new CompletableFuture<>();
        test.platform.addEventHandler(event -> {
            if (event.type() == Type.COMMAND_ANSWERED) {
                told.complete(event);
                // as a route that never comes to its end
                return new CompletableFuture<>();
            }
            return CompletableFuture.completedStage(null);
        });
        CommandTicket ticket = queue(ONE_SEND, "heartbeat_interval", 45);
        terminal.loginAndReport();
        receiveAndAnswer();
        assertThat(told.orTimeout(30, TimeUnit.SECONDS).join().details()).containsEntry("commandId", ticket.id());
        // others do not wait for the route
        CommandTicket awaited = queue(CommandTerms.of(dialect -> TestPlatform.LONG, true), "heartbeat_interval", 46);
        receiveAndAnswer();
        awaited.answer().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(stored()).containsExactly(ticket.id());
        terminal.close();
        test.close();
        start();
        terminal.loginAndReport();
        assertThat(receiveAndAnswer()).containsEntry("heartbeat_interval", 45);
        await().until(() -> stored().isEmpty());
        assertThat(test.events(Type.COMMAND_ANSWERED)).extracting(event -> event.details().get("commandId"))
                .containsExactly(ticket.id());
    }

    private List<Long> stored() {
        List<Long> ids = new ArrayList<>();
        stores.commands.load(10, batch -> batch.forEach(command -> ids.add(command.id()))).toCompletableFuture().join();
        return ids;
    }

    @Test
    void whoFailsToTakeAnEventDoesNotKeepTheCommand() {
        start();
        test.platform.addEventHandler(event -> CompletableFuture.failedStage(new IllegalStateException("not taken")));
        test.platform.addEventHandler(event -> {
            throw new IllegalStateException("not taken at all");
        });
        // as one that forgets to say when it is done
        test.platform.addEventHandler(event -> null);
        queue(ONE_SEND, "heartbeat_interval", 45);
        terminal.loginAndReport();
        receiveAndAnswer();
        await().until(() -> stored().isEmpty());
        assertThat(test.events(Type.COMMAND_ANSWERED)).hasSize(1);
    }

    @Test
    void whatIsNotStoredIsNotQueued() {
        stores.commands = new Storing(CompletableFuture.failedStage(new IllegalStateException("disk full")));
        start();
        assertThatThrownBy(() -> queue(ONE_SEND, "heartbeat_interval", 45)).isInstanceOf(CompletionException.class)
                .hasMessageContaining("disk full");
        assertThat(desk().queued()).isZero();
        terminal.loginAndReport();
        terminal.assertNothingReceived();
    }

    @Test
    void nothingIsSentBeforeItIsStored() {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        stores.commands = new Storing(stored);
        start();
        terminal.loginAndReport();
        CompletableFuture<CommandTicket> ticket = submit(ONE_SEND, Command.CONFIG_SET, "heartbeat_interval", 45)
                .toCompletableFuture();
        terminal.heartbeat();
        terminal.assertNothingReceived();
        assertThat(ticket).isNotDone();
        stored.complete(null);
        receiveAndAnswer();
        assertThat(ticket.join().position()).isEqualTo(1);
    }

    /** A store whose writes end as the test wants. */
    private record Storing(CompletionStage<Void> written) implements CommandStore {

        @Override
        public CompletionStage<Void> load(int batch, Consumer<List<QueuedCommand>> to) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> write(Collection<QueuedCommand> changed, Collection<Long> removed) {
            return written;
        }
    }

    @Test
    void whatCannotBeWrittenOrSentIsNotQueued() {
        start();
        assertThatThrownBy(() -> queue(ONE_SEND, "nonsense", 1)).hasCauseInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> desk().submit(TerminalId.of("TESTTERM00000009"), Command.CONFIG_SET,
                (codec, record) -> new byte[0], ONE_SEND).toCompletableFuture().join())
                .hasCauseInstanceOf(UnknownTerminalException.class);
        assertThatThrownBy(() -> submit(ONE_SEND, Command.LOGOUT, "reason", 0)).hasMessageContaining("LOGOUT is not queued");
        assertThat(desk().queued()).isZero();
    }

    @Test
    void commandsOfManyTerminalsDoNotGetInEachOthersWay() {
        start();
        for (int i = 0; i < 100; i++) {
            TerminalId id = TerminalId.of("TESTTERM" + (10_000_000 + i));
            test.registry.save(new TerminalRecord(id, TestPlatform.credentials(String.format("4901542032%05d", i),
                    TestPlatform.CREDENTIALS.imsi()), null, null, null));
            int number = i;
            IntStream.range(0, 10).forEach(n -> desk().submit(id, Command.CONFIG_SET,
                    (codec, record) -> codec.writeBody(Command.CONFIG_SET, Map.of("heartbeat_interval", 1000 * number + n + 1)),
                    ONE_SEND).toCompletableFuture().join());
        }
        assertThat(desk().queued()).isEqualTo(1000);
        for (int i = 0; i < 100; i++) {
            try (FakeTerminal one = new FakeTerminal(Bearer.UDP, terminal.platform)) {
                one.id = TerminalId.of("TESTTERM" + (10_000_000 + i));
                one.credentials = TestPlatform.credentials(String.format("4901542032%05d", i), TestPlatform.CREDENTIALS.imsi());
                one.login();
                one.report();
                for (int n = 0; n < 10; n++) {
                    WmmpMessage request = one.receive();
                    assertThat(FakeTerminal.CODEC.readBody(request)).containsEntry("heartbeat_interval", 1000 * i + n + 1);
                    one.answer(request, "result", 0);
                }
            }
        }
        await().until(() -> desk().queued() == 0);
        assertThat(desk().count(Outcome.ANSWERED)).isEqualTo(1000);
    }
}
