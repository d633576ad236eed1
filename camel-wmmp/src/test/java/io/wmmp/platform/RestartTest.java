package io.wmmp.platform;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeyProof;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SessionKey;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A platform is killed and another one started: the sessions of its terminals go on, and nobody has to log in. */
class RestartTest {

    private static final Duration TIME = Duration.ofSeconds(30);

    private final MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
    private final List<FakeTerminal> open = new ArrayList<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final int port = freePort();
    private KeepingStore store = new KeepingStore();
    private Duration interval = Duration.ofMillis(10);
    private TerminalRecord provisioned = TestPlatform.TERMINAL;
    private KeyRules keyRules = KeyRules.NONE;
    private int maxSessions = PlatformLimits.DEFAULTS.maxSessions();
    private TestPlatform test;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        open.forEach(FakeTerminal::close);
        if (test != null) {
            test.close();
        }
    }

    private FakeTerminal start(Bearer bearer) {
        return start(bearer, SecurityCategory.VERIFIED);
    }

    private FakeTerminal start(Bearer bearer, SecurityCategory security) {
        startPlatform(bearer, security);
        return connect(new FakeTerminal(bearer, address()));
    }

    private FakeTerminal connect(FakeTerminal terminal) {
        open.add(terminal);
        return terminal;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private void startPlatform(Bearer bearer, SecurityCategory security) {
        KeepingStore current = store;
        test = new TestPlatform(registry, options -> options.store(current.with(PlatformStore.inMemory()))
                .storeInterval(interval).keyRules(keyRules)
                .limits(new PlatformLimits(maxSessions, PlatformLimits.DEFAULTS.offlineSessionTimeout(),
                        PlatformLimits.DEFAULTS.maxLookups(), PlatformLimits.DEFAULTS.lookupTimeout(),
                        PlatformLimits.DEFAULTS.badDigestsPerMinute())));
        registry.save(provisioned);
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, security, null, 3, 0);
        test.listen(new ListenerAddress(bearer, "127.0.0.1", port), Set.of(Command.TRANSPARENT_DATA), request -> {
            received.add(request);
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        });
    }

    /** Kills the platform, as far as its store can tell, and starts another one. */
    private void restart(Bearer bearer) {
        restart(bearer, SecurityCategory.VERIFIED);
    }

    private void restart(Bearer bearer, SecurityCategory security) {
        store = store.afterAKill();
        test.close();
        startPlatform(bearer, security);
    }

    private static WmmpMessage data(FakeTerminal terminal, String text) {
        return terminal.signed(Command.TRANSPARENT_DATA, "text", text);
    }

    /** Waits until all that has happened is in the store. */
    private void awaitStored() {
        await().atMost(TIME).until(() -> test.platform.sessionWriter().isIdle());
    }

    private TerminalStatus status() {
        return test.platform.status(TestPlatform.TERMINAL);
    }

    @Test
    void overUdpTheSessionGoesOnBothWays() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        assertThat(terminal.result(data(terminal, "1"))).isZero();
        CompletableFuture<WmmpMessage> asked = test.request(Command.REMOTE_CTRL, Map.of("remote_command", 4),
                TestPlatform.LONG);
        WmmpMessage first = terminal.receive();
        terminal.answer(first, "result", 0);
        assertThat(asked).succeedsWithin(TIME);
        awaitStored();
        Instant heard = status().lastSeen();

        restart(Bearer.UDP);
        assertThat(test.platform.sessions()).isEqualTo(1);
        assertThat(status().state()).isEqualTo(TerminalState.ONLINE);
        assertThat(status().remoteAddress()).isEqualTo("127.0.0.1:" + terminal.socket.localPort());
        assertThat(status().lastSeen()).isBetween(heard.minusSeconds(1), heard);

        asked = test.request(Command.REMOTE_CTRL, Map.of("remote_command", 4), TestPlatform.LONG);
        WmmpMessage second = terminal.receive();
        terminal.assertVerifies(second);
        assertThat(second.sequenceNumber()).as("no number is used twice").isGreaterThan(first.sequenceNumber());
        terminal.answer(second, "result", 0);
        assertThat(asked).succeedsWithin(TIME);
        terminal.heartbeat();
        assertThat(terminal.result(data(terminal, "2"))).isZero();
        assertThat(received).hasSize(2);
        assertThat(test.eventTypes()).isEmpty();
    }

    @Test
    void overTcpTheTerminalConnectsAndGoesOn() {
        FakeTerminal terminal = start(Bearer.TCP);
        terminal.login();
        assertThat(terminal.result(data(terminal, "1"))).isZero();
        awaitStored();

        restart(Bearer.TCP);
        assertThat(status().state()).isEqualTo(TerminalState.ONLINE);
        FakeTerminal again = connect(new FakeTerminal(terminal, Bearer.TCP, address()));
        assertThat(again.result(data(again, "2"))).isZero();
        CompletableFuture<WmmpMessage> asked = test.request(Command.REMOTE_CTRL, Map.of("remote_command", 4),
                TestPlatform.LONG);
        again.answer(again.receive(), "result", 0);
        assertThat(asked).succeedsWithin(TIME);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void aLoginThatHasJustBeenAnsweredCounts(Bearer bearer) {
        interval = Duration.ofHours(1);
        FakeTerminal terminal = start(bearer);
        terminal.login();

        restart(bearer);
        FakeTerminal again = bearer == Bearer.UDP ? terminal
                : connect(new FakeTerminal(terminal, bearer, address()));
        assertThat(again.result(data(again, "1"))).isZero();
    }

    @Test
    void aSecondLoginThatNobodyHasProvedYetDoesNotEndTheFirst() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        assertThat(terminal.result(data(terminal, "1"))).isZero();
        FakeTerminal restarted = connect(new FakeTerminal(terminal, Bearer.UDP, terminal.platform));
        restarted.login();
        awaitStored();

        restart(Bearer.UDP);
        assertThat(terminal.result(data(terminal, "2"))).isZero();
        restarted.number = 100;
        assertThat(restarted.result(data(restarted, "3"))).isZero();
        terminal.send(data(terminal, "4"));
        await().atMost(TIME).until(() -> test.platform.dropped(DropReason.BAD_DIGEST) == 1);
    }

    @Test
    void aCopyGetsTheAnswerOfBefore() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        WmmpMessage request = data(terminal, "1");
        WmmpMessage answer = terminal.exchange(request);
        awaitStored();

        restart(Bearer.UDP);
        assertThat(terminal.exchange(request).toBytes()).isEqualTo(answer.toBytes());
        WmmpMessage renumbered = terminal.sign(request.toBuilder());
        assertThat(terminal.result(renumbered)).isZero();
        assertThat(received).as("the repeat under another number is marked, and the copy never seen").hasSize(2)
                .satisfies(all -> assertThat(all.get(1).possibleDuplicate()).isTrue());
    }

    @Test
    void whatIsOverStaysOver() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        List<WmmpMessage> requests = IntStream.range(0, 6).mapToObj(i -> data(terminal, "text " + i)).toList();
        requests.forEach(request -> assertThat(terminal.result(request)).isZero());
        awaitStored();

        restart(Bearer.UDP);
        terminal.send(requests.get(0));
        await().atMost(TIME).until(() -> test.platform.dropped(DropReason.REPLAYED) == 1);
    }

    @Test
    void theKeyOfTheSessionIsTheSame() {
        Credentials credentials = new Credentials("490154203237518", "001010123456789", TestSecrets.UPLINK_PASSWORD,
                TestSecrets.DOWNLINK_PASSWORD, TestSecrets.baseKey());
        provisioned = new TerminalRecord(TestPlatform.TERMINAL.terminalId(), credentials, null, null, null);
        FakeTerminal terminal = start(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        terminal.credentials = credentials;
        WmmpMessage login = terminal.unsigned(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0, "base_key_md5",
                KeyProof.BASE_KEY.of(credentials, KeyProof.NEVER)).toBuilder().securityFlag(0xC0).build();
        WmmpMessage answer = terminal.exchange(Digests.sign(login, 0, credentials, Direction.UPLINK));
        terminal.timestamp = answer.unsigned("timestamp");
        BodyCipher cipher = new BodyCipher(TestPlatform.DIALECT.cipher());
        SessionKey key = cipher.open(answer, credentials.baseKey());

        restart(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        WmmpMessage sent = cipher.encipher(terminal.unsigned(Command.TRANSPARENT_DATA, "text", "36.6"), key);
        WmmpMessage ack = terminal.exchange(Digests.sign(sent, terminal.timestamp, credentials, Direction.UPLINK));
        terminal.assertVerifies(ack);
        assertThat(SecurityCategory.of(ack)).isEqualTo(SecurityCategory.FULLY_ENCRYPTED);
        assertThat(cipher.decipher(ack, key).unsigned("result")).isZero();
    }

    @Test
    void theEndOfTheKeyIsWatchedForOnlyWhileItsSessionGoesOn() {
        provisioned = withKeysThatEnd(TestPlatform.TERMINAL.terminalId());
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.loginAndReport();
        awaitStored();

        restart(Bearer.UDP);
        assertThat(test.platform.keyWatch().slots()).isEqualTo(1);
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 9));
        await().atMost(TIME).until(() -> test.platform.keyWatch().slots() == 0);
        awaitStored();

        restart(Bearer.UDP);
        assertThat(test.platform.keyWatch().slots()).isZero();
    }

    @Test
    void anAddressThatIsReachedAgainIsKeptInItsBytes() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.loginAndReport();
        awaitStored();

        restart(Bearer.UDP);
        Peer peer = test.platform.session(terminal.id).peer();
        assertThat(peer.isOpen()).isTrue();
        assertThat(peer.compact()).isSameAs(peer);
    }

    @Test
    void aSessionForWhichThereIsNoRoomIsNotWatched() {
        provisioned = withKeysThatEnd(TestPlatform.TERMINAL.terminalId());
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.loginAndReport();
        TerminalRecord second = withKeysThatEnd(TerminalId.of("TESTTERM00000002"));
        registry.save(second);
        FakeTerminal other = connect(new FakeTerminal(Bearer.UDP, address()));
        other.id = second.terminalId();
        other.loginAndReport();
        awaitStored();
        maxSessions = 1;

        restart(Bearer.UDP);
        assertThat(test.platform.sessions()).isEqualTo(1);
        assertThat(test.platform.keyWatch().slots()).isEqualTo(1);
    }

    @Test
    void whoWasHeardWhenTheClockWasAheadWasHeardNowAtTheLatest() throws IOException {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        assertThat(terminal.result(data(terminal, "1"))).isZero();
        awaitStored();
        store.sessions.computeIfPresent(terminal.id, (id, stored) -> heardLater(stored, Duration.ofDays(1)));

        restart(Bearer.UDP);
        assertThat(status().lastSeen()).isBetween(Instant.now().minus(TIME), Instant.now().plusSeconds(1));
        assertThat(terminal.result(data(terminal, "2"))).isZero();
    }

    private static StoredSession heardLater(StoredSession stored, Duration by) {
        byte[] content = stored.content();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        try {
            in.readByte();
            // dialect, listener, whether it is online, its peer, and the signal
            in.readUTF();
            in.readUTF();
            in.readBoolean();
            in.readByte();
            in.readUTF();
            in.readInt();
            ByteBuffer bytes = ByteBuffer.wrap(content);
            int heard = content.length - in.available();
            bytes.putLong(heard, bytes.getLong(heard) + by.toMillis());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new StoredSession(stored.terminalId(), stored.state(), stored.bearer(), stored.address(),
                stored.lastHeard(), content);
    }

    private TerminalRecord withKeysThatEnd(TerminalId id) {
        Expiry later = Expiry.after(Duration.ofDays(1), Instant.now());
        keyRules = new KeyRules(true, Duration.ofDays(30), null);
        return new TerminalRecord(id, new KeySet(TestPlatform.CREDENTIALS, later, later, later), null, false, null, null, null,
                null);
    }

    @Test
    void noTimestampIsToldThatIsNotDurable() {
        FakeTerminal terminal = start(Bearer.UDP);
        CompletableFuture<Void> slow = new CompletableFuture<>();
        store.durable = slow;
        WmmpMessage login = terminal.loginMessage();
        terminal.send(login);
        await().atMost(TIME).until(() -> store.writes.get() == 1);
        terminal.assertNothingReceived();
        slow.complete(null);
        assertThat(terminal.receive().unsigned("result")).isZero();
    }

    @Test
    void aStoreThatFailsLetsNobodyIn() {
        FakeTerminal terminal = start(Bearer.UDP);
        store.durable = CompletableFuture.failedStage(new IllegalStateException("no database"));
        WmmpMessage login = terminal.loginMessage();
        terminal.send(login);
        await().atMost(TIME).until(() -> store.writes.get() > 0);
        terminal.assertNothingReceived();

        store.durable = CompletableFuture.completedStage(null);
        await().atMost(TIME).pollInterval(Duration.ofMillis(50)).until(() -> {
            terminal.send(login);
            byte[] frame = terminal.socket.receive(200);
            if (frame == null) {
                return false;
            }
            terminal.timestamp = FakeTerminal.CODEC.decode(frame).unsigned("timestamp");
            return true;
        });
        assertThat(store.sessions).containsKey(terminal.id);
        restart(Bearer.UDP);
        FakeTerminal again = connect(new FakeTerminal(terminal, Bearer.UDP, terminal.platform));
        assertThat(again.result(data(again, "1"))).isZero();
    }

    @Test
    void heartbeatsAreNotWritten() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        assertThat(terminal.result(data(terminal, "1"))).isZero();
        awaitStored();
        int before = store.writes.get();
        for (int i = 0; i < 20; i++) {
            terminal.heartbeat();
            terminal.assertVerifies(terminal.exchange(terminal.signed(Command.HEART_BEAT)));
        }
        awaitStored();
        assertThat(store.writes).hasValue(before);
    }

    @Test
    void howItWasHeardLastIsWrittenAtTheEnd() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        awaitStored();
        Instant before = store.sessions.get(terminal.id).lastHeard();
        await().atMost(TIME).until(() -> {
            terminal.heartbeat();
            return status().lastSeen().isAfter(before);
        });
        Instant last = status().lastSeen();
        test.close();
        assertThat(store.sessions.get(terminal.id).lastHeard()).isEqualTo(last);
        startPlatform(Bearer.UDP, SecurityCategory.VERIFIED);
        assertThat(status().lastSeen()).isEqualTo(last);
    }

    @Test
    void whoHasLoggedOutStaysSo() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 1));
        await().atMost(TIME).until(() -> status().state() == TerminalState.OFFLINE);
        awaitStored();

        restart(Bearer.UDP);
        assertThat(status().state()).isEqualTo(TerminalState.OFFLINE);
        terminal.send(data(terminal, "1"));
        await().atMost(TIME).until(() -> test.platform.dropped(DropReason.NOT_LOGGED_IN) == 1);
        terminal.login();
    }

    @Test
    void whoIsSilentAfterARestartIsMissed() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        awaitStored();
        store = store.afterAKill();
        test.close();
        KeepingStore current = store;
        test = new TestPlatform(registry, options -> options.store(current.with(PlatformStore.inMemory())));
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.VERIFIED, Duration.ofMillis(200), 2,
                0);
        test.listen(new ListenerAddress(Bearer.UDP, "127.0.0.1", port), Set.of(Command.TRANSPARENT_CMD),
                request -> new CompletableFuture<>());
        await().atMost(TIME).until(() -> status().state() == TerminalState.OFFLINE);
    }

    @Test
    void aTerminalThatIsNotKnownAnyMoreHasNoSession() {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        StoredSession session = store.sessions.remove(terminal.id);
        store.sessions.put(TerminalId.of("GONE"), new StoredSession(TerminalId.of("GONE"), session.state(), session.bearer(),
                session.address(), session.lastHeard(), session.content()));
        restart(Bearer.UDP);
        assertThat(test.platform.sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 20, 60 })
    void aSessionThatCannotBeReadEndsAndHoldsNobodyUp(int length) {
        FakeTerminal terminal = start(Bearer.UDP);
        terminal.login();
        store.sessions.computeIfPresent(terminal.id, (id, session) -> {
            byte[] cut = Arrays.copyOf(session.content(), length);
            if (length == 1) {
                cut[0] = 99;
            }
            return new StoredSession(id, session.state(), session.bearer(), session.address(), session.lastHeard(), cut);
        });
        restart(Bearer.UDP);
        terminal.login();
        assertThat(terminal.result(data(terminal, "1"))).isZero();
    }
}
