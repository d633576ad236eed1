package io.wmmp.soak;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.jdbc.TestDatabase;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Answer;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A platform with a store is killed, without a chance to say anything, and started again. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KilledPlatformTest {

    private static final Logger LOG = LoggerFactory.getLogger(KilledPlatformTest.class);
    private static final int SESSIONS = SoakSize.of(300, 100_000);
    private static final int ABSENT = SoakSize.of(20, 1000);
    private static final int COMMANDS = SoakSize.of(5, 10);
    private static final long START_SECONDS = 15;
    /** Terminals that all come at once and repeat without pause would be refused until they fall silent. */
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(3), 10);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void itsSessionsGoOn(TestDatabase database) throws Exception {
        String url = database.newUrl(directory);
        LoginBurst terminals;
        try (StoredPlatform platform = new StoredPlatform(database, url, 0, SESSIONS)) {
            terminals = new LoginBurst(SESSIONS, platform.port());
            long start = System.nanoTime();
            terminals.login();
            long loggedIn = System.nanoTime();
            terminals.data();
            LOG.info("{}: {} logins in {} ms, as many messages in {} ms", database, SESSIONS,
                    TimeUnit.NANOSECONDS.toMillis(loggedIn - start),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - loggedIn));
            platform.kill();
        }
        try (StoredPlatform platform = new StoredPlatform(database, url, 0, 0); terminals) {
            terminals.platformAt(platform.port());
            LOG.info("{}: serves {} sessions {} ms after its start", database, SESSIONS, platform.startMillis());
            terminals.data();
            if (SoakSize.FULL) {
                assertThat(platform.startMillis()).isLessThan(TimeUnit.SECONDS.toMillis(START_SECONDS));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsQueuedCommandsReachTheirTerminals(TestDatabase database) throws Exception {
        String url = database.newUrl(directory);
        try (StoredPlatform platform = new StoredPlatform(database, url, 0, ABSENT)) {
            long start = System.nanoTime();
            platform.queue(ABSENT, COMMANDS);
            LOG.info("{}: {} commands queued in {} ms", database, ABSENT * COMMANDS,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            platform.kill();
        }
        Map<TerminalId, List<Object>> taken = new ConcurrentHashMap<>();
        try (StoredPlatform platform = new StoredPlatform(database, url, 0, 0); TerminalFleet fleet = new TerminalFleet()) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", platform.port());
            for (int i = 0; i < ABSENT; i++) {
                Terminal terminal = fleet.add(Bearer.UDP, address, Dialect.load(Dialect.DEFAULT),
                        options -> options.patience(PATIENCE));
                List<Object> commands = taken.computeIfAbsent(terminal.terminalId(), id -> new CopyOnWriteArrayList<>());
                terminal.handle(Set.of(Command.CONFIG_SET), request -> {
                    commands.add(request.codec().readBody(request.message()).get("heartbeat_interval"));
                    return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
                });
            }
            long start = System.nanoTime();
            fleet.terminals.forEach(Terminal::start);
            List<Object> expected = new ArrayList<>(IntStream.range(0, COMMANDS).mapToObj(i -> (Object) (1000 + i)).toList());
            await().atMost(10, TimeUnit.MINUTES).until(() -> taken.values().stream().allMatch(all -> all.size() >= COMMANDS));
            LOG.info("{}: {} commands delivered in {} ms", database, ABSENT * COMMANDS,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            assertThat(taken.values()).as("each once, and in order").allSatisfy(all -> assertThat(all).isEqualTo(expected));
        }
    }
}
