package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.admission.Registration;
import io.wmmp.platform.admission.RegistrationRequest;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalPage;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What terminals and strangers can make grow stops at its bound, and comes back from there. */
class PlatformLimitsTest {

    private static final PlatformLimits DEFAULTS = PlatformLimits.DEFAULTS;
    private static final TerminalRecord OTHER = new TerminalRecord(TerminalId.of("TESTTERM00000002"),
            TestPlatform.credentials("490154203237519", "001010123456780"), null, null, null);

    /** A database that counts its queries and can be made to hang. */
    private static final class SlowRegistry implements TerminalRegistry {

        private final MemoryTerminalRegistry memory = new MemoryTerminalRegistry();
        private final AtomicInteger queries = new AtomicInteger();
        private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        private volatile boolean hangs;

        @Override
        public CompletionStage<TerminalRecord> find(TerminalId id) {
            queries.incrementAndGet();
            if (!hangs) {
                return memory.find(id);
            }
            CompletableFuture<TerminalRecord> later = new CompletableFuture<>();
            held.add(() -> memory.find(id).thenAccept(later::complete));
            return later;
        }

        @Override
        public CompletionStage<TerminalRecord> findByIdentity(String imei, String imsi) {
            return memory.findByIdentity(imei, imsi);
        }

        @Override
        public CompletionStage<Boolean> add(TerminalRecord terminal) {
            return memory.add(terminal);
        }

        @Override
        public CompletionStage<Void> save(TerminalRecord terminal) {
            return memory.save(terminal);
        }

        @Override
        public CompletionStage<TerminalPage> list(TerminalQuery query) {
            return memory.list(query);
        }

        private void goOn() {
            hangs = false;
            held.forEach(Runnable::run);
        }
    }

    private final SlowRegistry registry = new SlowRegistry();
    private final List<FakeTerminal> terminals = new ArrayList<>();
    private TestPlatform test;

    @AfterEach
    void close() {
        terminals.forEach(FakeTerminal::close);
        test.close();
    }

    private InetSocketAddress start(PlatformLimits limits) {
        test = new TestPlatform(registry, registry.memory, builder -> builder.limits(limits).maxQueuedCommands(2));
        test.registry.save(OTHER);
        return test.listen(Bearer.UDP);
    }

    private FakeTerminal terminal(InetSocketAddress address, TerminalRecord record) {
        FakeTerminal terminal = new FakeTerminal(Bearer.UDP, address);
        terminal.id = record.terminalId();
        terminal.credentials = record.credentials();
        terminals.add(terminal);
        return terminal;
    }

    private FakeTerminal forger(InetSocketAddress address) {
        FakeTerminal forger = terminal(address, TestPlatform.TERMINAL);
        forger.credentials = new Credentials(forger.credentials.imei(), forger.credentials.imsi(), "GUESSED1", "GUESSED2",
                null);
        return forger;
    }

    private void awaitDropped(DropReason reason, long count) {
        await().untilAsserted(() -> assertThat(test.platform.dropped(reason)).isEqualTo(count));
    }

    @Test
    void aLoginAboveTheBoundOnSessionsGetsNoAnswer() {
        InetSocketAddress address = start(new PlatformLimits(1, Duration.ofDays(1), 10, Duration.ofSeconds(60), 60));
        FakeTerminal first = terminal(address, TestPlatform.TERMINAL);
        first.login();
        FakeTerminal second = terminal(address, OTHER);
        second.send(second.loginMessage());
        awaitDropped(DropReason.TOO_MANY_SESSIONS, 1);
        second.assertNothingReceived();
        first.login();
        assertThat(first.result(first.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void whoCannotLogInMakesNoSession() {
        FakeTerminal forger = forger(start(DEFAULTS));
        forger.send(forger.loginMessage());
        forger.send(forger.unsigned(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        awaitDropped(DropReason.BAD_DIGEST, 1);
        awaitDropped(DropReason.MISSING_DIGEST, 1);
        assertThat(test.platform.sessions()).isZero();
    }

    @Test
    void aTerminalThatIsAwayForLongIsForgottenAndMayComeBack() {
        InetSocketAddress address = start(new PlatformLimits(1, Duration.ofMillis(200), 10, Duration.ofSeconds(60), 60));
        FakeTerminal first = terminal(address, TestPlatform.TERMINAL);
        first.login();
        first.exchange(first.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> test.platform.sessions() == 0);
        assertThat(test.platform.status(TestPlatform.TERMINAL).state()).isEqualTo(TerminalState.REGISTERED);
        FakeTerminal second = terminal(address, OTHER);
        second.login();
        second.exchange(second.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> test.platform.sessions() == 0);
        long before = first.timestamp;
        first.login();
        assertThat(first.timestamp).isGreaterThan(before);
        first.heartbeat();
    }

    @Test
    void aTerminalThatIsLoggedInIsNotForgotten() {
        InetSocketAddress address = start(new PlatformLimits(1, Duration.ofMillis(20), 10, Duration.ofSeconds(60), 60));
        FakeTerminal terminal = terminal(address, TestPlatform.TERMINAL);
        terminal.login();
        await().during(Duration.ofMillis(200)).until(() -> test.platform.sessions() == 1);
        terminal.heartbeat();
    }

    @Test
    void aRegistryThatHangsHoldsNoMoreThanTheBound() {
        InetSocketAddress address = start(new PlatformLimits(10, Duration.ofDays(1), 4, Duration.ofSeconds(60), 60));
        registry.hangs = true;
        FakeTerminal stranger = terminal(address, TestPlatform.TERMINAL);
        stranger.id = TerminalId.of("NOBODY0000000001");
        for (int i = 0; i < 10; i++) {
            stranger.send(stranger.loginMessage());
        }
        awaitDropped(DropReason.TOO_MANY_LOOKUPS, 6);
        assertThat(registry.queries).hasValue(4);
        registry.goOn();
        awaitDropped(DropReason.UNKNOWN_TERMINAL, 4);
        terminal(address, TestPlatform.TERMINAL).login();
    }

    @Test
    void aSourceOfManyFailuresLeavesHalfOfThePlacesToOthers() {
        InetSocketAddress address = start(new PlatformLimits(10, Duration.ofDays(1), 4, Duration.ofSeconds(60), 1));
        FakeTerminal forger = forger(address);
        forger.send(forger.loginMessage());
        forger.send(forger.loginMessage());
        awaitDropped(DropReason.BAD_DIGEST, 2);
        registry.hangs = true;
        FakeTerminal stranger = terminal(address, TestPlatform.TERMINAL);
        stranger.id = TerminalId.of("NOBODY0000000001");
        for (int i = 0; i < 10; i++) {
            stranger.send(stranger.loginMessage());
        }
        awaitDropped(DropReason.TOO_MANY_LOOKUPS, 8);
        registry.goOn();
    }

    @Test
    void aThousandGuessesCostTheRegistryLittleAndTheTerminalNothing() {
        InetSocketAddress address = start(new PlatformLimits(10, Duration.ofDays(1), 10, Duration.ofSeconds(60), 5));
        FakeTerminal forger = forger(address);
        for (int i = 1; i <= 1000; i++) {
            forger.send(forger.loginMessage());
            if (i % 100 == 0) {
                awaitDropped(DropReason.BAD_DIGEST, i);
            }
        }
        assertThat(registry.queries).hasValueLessThan(20);
        assertThat(test.platform.sparedLookups()).isGreaterThan(980);
        // from the same source, in the midst of it
        FakeTerminal terminal = terminal(address, TestPlatform.TERMINAL);
        terminal.login();
        terminal.heartbeat();
        assertThat(registry.queries).hasValueLessThan(20);
    }

    @Test
    void requestsToOneTerminalWaitUpToTheBound() {
        FakeTerminal terminal = terminal(start(DEFAULTS), TestPlatform.TERMINAL);
        terminal.login();
        List<CompletableFuture<WmmpMessage>> asked = new ArrayList<>();
        asked.add(test.request(Command.CONFIG_GET, FakeTerminal.map("heartbeat_interval", null), TestPlatform.LONG));
        // before that the login may still be in hand, and the first request wait for it too
        assertThat(terminal.receive().command()).isEqualTo(Command.CONFIG_GET);
        for (int i = 1; i < 4; i++) {
            asked.add(test.request(Command.CONFIG_GET, FakeTerminal.map("heartbeat_interval", null), TestPlatform.LONG));
        }
        assertThat(asked.get(3)).failsWithin(Duration.ofSeconds(5)).withThrowableOfType(Exception.class)
                .withCauseInstanceOf(RejectedExecutionException.class).withMessageContaining("2 requests wait already");
        assertThat(asked.subList(0, 3)).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void aLookupThatNeverEndsGivesItsPlaceBack() {
        InetSocketAddress address = start(new PlatformLimits(10, Duration.ofDays(1), 4, Duration.ofMillis(300), 60));
        FakeTerminal terminal = terminal(address, TestPlatform.TERMINAL);
        registry.hangs = true;
        for (int i = 0; i < 4; i++) {
            terminal.send(terminal.loginMessage());
        }
        awaitDropped(DropReason.LOOKUP_TIMEOUT, 4);
        registry.hangs = false;
        terminal.login();
        terminal.heartbeat();
        registry.goOn();
        terminal.assertNothingReceived();
        assertThat(test.eventTypes()).as("what comes too late does nothing").containsExactly(PlatformEvent.Type.ONLINE);
    }

    @Test
    void aLookupTimeoutMustBePositive() {
        test = new TestPlatform();
        assertThatThrownBy(() -> new PlatformLimits(1, Duration.ofDays(1), 2, Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Option lookupTimeout");
    }

    @Test
    void anAdmissionThatNeverEndsLocksNobodyOut() {
        AtomicBoolean hangs = new AtomicBoolean(true);
        MemoryTerminalRegistry memory = new MemoryTerminalRegistry();
        RegistryAdmission registrations = RegistryAdmission.known(memory);
        test = new TestPlatform(memory, builder -> builder
                .limits(new PlatformLimits(10, Duration.ofDays(1), 2, Duration.ofMillis(300), 60))
                .admission(request -> hangs.get() ? new CompletableFuture<>() : registrations.register(request))
                .loginAdmission(request -> hangs.get() ? new CompletableFuture<>()
                        : CompletableFuture.completedStage(LoginAdmission.ADMITTED)));
        FakeTerminal terminal = terminal(test.listen(Bearer.UDP), TestPlatform.TERMINAL);
        WmmpMessage register = terminal.registerMessage(RegistrationRequest.WANT_KEYS, null);
        terminal.send(register);
        // as many as a session deals with at one time
        for (int i = 0; i < 4; i++) {
            terminal.send(terminal.signed(Command.LOGIN, "software_version", "1.0" + i, "sync_crc32", 0));
        }
        awaitDropped(DropReason.LOOKUP_TIMEOUT, 5);
        hangs.set(false);
        assertThat(terminal.exchange(register).unsigned("result")).isEqualTo(Registration.LOG_IN);
        terminal.login();
        terminal.heartbeat();
    }

    @ParameterizedTest
    @CsvSource({ "0, 1, 2, 1, maxSessions", "1, 0, 2, 1, offlineSessionTimeout", "1, -1, 2, 1, offlineSessionTimeout",
            "1, 1, 1, 1, maxLookups", "1, 1, 2, 0, badDigestsPerMinute", "1, 1, 2, 200000, badDigestsPerMinute" })
    void boundsThatAllowNothingAreRefused(int sessions, int seconds, int lookups, int badDigests, String option) {
        test = new TestPlatform();
        assertThatThrownBy(
                () -> new PlatformLimits(sessions, Duration.ofSeconds(seconds), lookups, Duration.ofSeconds(60), badDigests))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Option " + option);
    }
}
