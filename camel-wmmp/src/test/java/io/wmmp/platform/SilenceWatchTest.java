package io.wmmp.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.util.HashedWheelTimer;
import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.SecurityCategory;

import static org.assertj.core.api.Assertions.assertThat;

/** Sessions that must be heard at about the same moment share a slot of the timer wheel. */
class SilenceWatchTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TestPlatform test = new TestPlatform();
    private final SilenceWatch watch = test.platform.silenceWatch();
    private final List<FakeTerminal> terminals = new ArrayList<>();

    @AfterEach
    void close() {
        terminals.forEach(FakeTerminal::close);
        test.close();
    }

    private static TerminalRecord record(int number) {
        return new TerminalRecord(TerminalId.of("WATCHED" + (100_000_000 + number)), TestPlatform.CREDENTIALS, null, null,
                null);
    }

    /** Sessions of terminals that are not logged in: they are woken, and do not care. */
    private List<WatchedSession> sessions(int count) {
        List<WatchedSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(new TerminalSession(test.platform, record(i), FakeTerminal.CODEC));
        }
        return sessions;
    }

    private void awaitNoGroup() {
        Awaitility.await().untilAsserted(() -> assertThat(watch.groups()).isZero());
    }

    @Test
    void manySessionsShareASlot() {
        HashedWheelTimer wheel = (HashedWheelTimer) test.platform.resources().timer();
        long others = wheel.pendingTimeouts();
        List<WatchedSession> sessions = sessions(10_000);
        long start = System.nanoTime();
        sessions.forEach(session -> watch.wake(session, HOUR, HOUR));
        long seconds = (System.nanoTime() - start) / SECOND;
        assertThat(watch.groups()).isBetween(1, (int) seconds + 2);
        Awaitility.await().until(() -> wheel.pendingTimeouts() == others + watch.groups());

        Collections.shuffle(sessions, new Random(1));
        WatchedSession last = sessions.remove(0);
        sessions.forEach(watch::letSleep);
        assertThat(watch.groups()).isEqualTo(1);
        watch.letSleep(last);
        watch.letSleep(last);
        assertThat(watch.groups()).isZero();
        Awaitility.await().until(() -> wheel.pendingTimeouts() == others);
    }

    @Test
    void sessionsAreWatchedForLessOrForLonger() {
        List<WatchedSession> sessions = sessions(3);
        sessions.forEach(session -> watch.wake(session, HOUR, HOUR));
        watch.wake(sessions.get(0), 1, SECOND);
        watch.wake(sessions.get(1), 2 * HOUR, 2 * HOUR);
        Awaitility.await().until(() -> sessions.get(0).group == null);
        assertThat(watch.groups()).isEqualTo(2);
        assertThat(sessions.get(1).group).isNotNull().isNotSameAs(sessions.get(2).group);
        watch.letSleep(sessions.get(1));
        watch.wake(sessions.get(2), 1, SECOND);
        awaitNoGroup();
    }

    @Test
    void sessionsComeAndGoWhileTheirGroupsAreDue() {
        List<WatchedSession> sessions = sessions(50);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(thread);
            all.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20_000; i++) {
                    WatchedSession session = sessions.get(random.nextInt(sessions.size()));
                    synchronized (session) {
                        if (random.nextInt(3) == 0) {
                            watch.letSleep(session);
                        } else {
                            watch.wake(session, random.nextInt(1_000_000), SECOND);
                        }
                    }
                }
            }, test.executor));
        }
        all.forEach(CompletableFuture::join);
        awaitNoGroup();
        assertThat(sessions).allSatisfy(session -> {
            assertThat(session.group).isNull();
            assertThat(session.previous).isNull();
            assertThat(session.next).isNull();
        });
    }

    @Test
    void eachOfAGroupIsLookedAfter() {
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.VERIFIED, Duration.ofSeconds(2), 3,
                0);
        var address = test.listen(Bearer.UDP);
        for (int i = 0; i < 12; i++) {
            test.registry.save(record(i));
            FakeTerminal terminal = new FakeTerminal(Bearer.UDP, address);
            terminal.id = record(i).terminalId();
            terminals.add(terminal);
            terminal.login();
        }
        FakeTerminal leaves = terminals.get(3);
        FakeTerminal stays = terminals.get(7);
        leaves.exchange(leaves.signed(Command.LOGOUT, "reason", 0));

        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            stays.heartbeat();
            assertThat(test.events(Type.OFFLINE)).hasSize(11);
        });
        assertThat(test.events(Type.OFFLINE)).noneMatch(event -> event.terminalId().equals(stays.id))
                .filteredOn(event -> event.reason().equals("no sign of life for 6 s"))
                .hasSize(10).noneMatch(event -> event.terminalId().equals(leaves.id));
        Awaitility.await().untilAsserted(() -> assertThat(watch.groups()).isEqualTo(1));
        stays.exchange(stays.signed(Command.LOGOUT, "reason", 0));
        awaitNoGroup();
    }

    @Test
    void nothingIsWatchedWhenThePlatformHasStopped() {
        FakeTerminal terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminals.add(terminal);
        terminal.login();
        Awaitility.await().until(() -> watch.groups() == 1);
        test.platform.close();
        assertThat(watch.groups()).isZero();
    }
}
