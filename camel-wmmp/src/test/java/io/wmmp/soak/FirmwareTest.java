package io.wmmp.soak;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.link.Bearer;
import io.wmmp.platform.Platform;
import io.wmmp.platform.download.CampaignPlan;
import io.wmmp.platform.download.CampaignProgress;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.firmware.MemoryDownloadStore;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Patience;
import io.wmmp.terminal.DownloadOptions;
import io.wmmp.terminal.DownloadedFile;
import io.wmmp.terminal.Terminal;
import io.wmmp.testing.BadNetwork;
import io.wmmp.testing.BadNetwork.Conditions;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Firmware for many terminals at once through a network that loses every fifth datagram each way and gives terminals new
 * addresses; half way the platform goes without a farewell, and another takes its place. All terminals end up with the file.
 */
@Timeout(value = 15, unit = MINUTES)
class FirmwareTest {

    private static final Logger LOG = LoggerFactory.getLogger(FirmwareTest.class);
    private static final Conditions LOSSY = new Conditions(4712, 0.20, 0, 0, 1);
    private static final int TERMINALS = SoakSize.of(10, 200);
    private static final int SIZE = SoakSize.of(40_000, 1_000_000);
    /** As many live bytes the heap may grow while everything is under way already. */
    private static final long HEAP_GROWTH = 32L << 20;
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(200), 40);

    @TempDir
    private Path directory;
    private final byte[] content = new byte[SIZE];
    private final TerminalFleet fleet = new TerminalFleet();
    private final Map<TerminalId, DownloadedFile> fetched = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final LongAdder writes = new LongAdder();
    private final DownloadStore disk = new MemoryDownloadStore();
    private final Map<TerminalId, StoredSession> keptSessions = new ConcurrentHashMap<>();
    private BadNetwork network;
    private SoakPlatform platform;

    @AfterEach
    void close() {
        fleet.close();
        if (network != null) {
            network.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    /** What a platform writes until it is killed; what it would write later never arrives. */
    private final class Disk {

        private volatile boolean killed;
        private final DownloadStore downloads = new DownloadStore() {

            @Override
            public CompletionStage<Download> find(TerminalId terminalId) {
                return disk.find(terminalId);
            }

            @Override
            public CompletionStage<Void> save(Collection<Download> downloads) {
                writes.increment();
                return killed ? CompletableFuture.failedStage(new IllegalStateException("killed")) : disk.save(downloads);
            }
        };
        private final SessionStore sessions = new SessionStore() {

            @Override
            public CompletionStage<Void> load(int batch, Function<List<StoredSession>, CompletionStage<Void>> to) {
                return to.apply(List.copyOf(keptSessions.values()));
            }

            @Override
            public CompletionStage<Void> write(Collection<StoredSession> changed, Collection<TerminalId> forgotten) {
                if (killed) {
                    return CompletableFuture.failedStage(new IllegalStateException("killed"));
                }
                changed.forEach(session -> keptSessions.put(session.terminalId(), session));
                keptSessions.keySet().removeAll(forgotten);
                return CompletableFuture.completedStage(null);
            }
        };
    }

    private SoakPlatform start(int port, Disk store) throws Exception {
        WmmpComponent component = new WmmpComponent();
        component.setFirmwareDirectory(directory.resolve("store").toString());
        component.setPlatformStore(new PartlyKept(store.sessions, store.downloads));
        return new SoakPlatform(TERMINALS, component, port);
    }

    private void startTerminals() {
        for (int i = 1; i <= TERMINALS; i++) {
            Path own = directory.resolve("terminals").resolve(TerminalFleet.id(i).toString());
            Terminal terminal = fleet.add(Bearer.UDP, network.address(), Dialect.load(Dialect.DEFAULT), options -> options
                    .patience(PATIENCE).heartbeatInterval(Duration.ofSeconds(5)).downloads(DownloadOptions.in(own)));
            terminal.handleDownloads(file -> {
                if (fetched.put(terminal.terminalId(), file) != null) {
                    problems.add(terminal.terminalId() + " was given its file twice");
                }
                return CompletableFuture.completedStage(null);
            });
        }
        fleet.terminals.forEach(Terminal::start);
        fleet.awaitOnline();
    }

    private String campaign() {
        List<TerminalId> all = fleet.terminals.stream().map(Terminal::terminalId).toList();
        CampaignPlan plan = new CampaignPlan("app.bin", all, TERMINALS, 0, Duration.ofMinutes(5));
        return platform.platform().campaigns().start(plan, dialect -> PATIENCE).toCompletableFuture().join().id();
    }

    private CampaignProgress progress(String campaign) {
        return platform.platform().campaigns().progress(campaign).toCompletableFuture().join();
    }

    /** The bytes that terminals have, as the platform sees it. */
    private long offsets() {
        return fleet.terminals.stream().map(terminal -> platform.platform().downloads().find(terminal.terminalId()))
                .map(found -> found.toCompletableFuture().join()).mapToLong(found -> found == null ? 0 : found.offset()).sum();
    }

    private boolean haveAllBegun() {
        return fleet.terminals.stream().map(terminal -> disk.find(terminal.terminalId()).toCompletableFuture().join())
                .allMatch(download -> download != null && download.status() != Download.Status.OFFERED);
    }

    private static long liveBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void awaitOffsets(double part) {
        await().atMost(10, MINUTES).pollInterval(SoakSize.of(20, 500), MILLISECONDS).until(() -> {
            network.rebindOne();
            // who has not been told yet when the platform is killed would have to be told by another campaign
            return offsets() >= part * SIZE * TERMINALS && haveAllBegun();
        });
    }

    @Test
    void allArriveWholeThoughThePlatformIsKilledHalfWay() throws Exception {
        new Random(5).nextBytes(content);
        FirmwareStore.open(directory.resolve("store"), SIZE).put("app.bin", "2.0", new ByteArrayInputStream(content));
        Disk first = new Disk();
        platform = start(0, first);
        int port = platform.address("udp").getPort();
        network = new BadNetwork(platform.address("udp"), LOSSY);
        startTerminals();
        long begin = System.nanoTime();
        campaign();
        awaitOffsets(0.25);
        long early = liveBytes();

        awaitOffsets(0.5);
        long before = liveBytes();
        first.killed = true;
        network.uplinkSilent(true);
        network.downlinkSilent(true);
        long halfWay = System.nanoTime();
        platform.close();
        platform = start(port, new Disk());
        network.uplinkSilent(false);
        network.downlinkSilent(false);
        long known = offsets();
        assertThat(known).as("progress that has outlived the platform").isPositive();

        awaitOffsets(0.8);
        long late = liveBytes();
        await().atMost(10, MINUTES).pollInterval(SoakSize.of(20, 500), MILLISECONDS).untilAsserted(() -> {
            network.rebindOne();
            assertThat(fetched).hasSize(TERMINALS);
        });
        long end = System.nanoTime();
        LOG.info("{} terminals have fetched {} bytes each in {} s, the platform was killed after {} s knowing of {} %; {};"
                + " {} writes; live heap {}, {} and {} KiB", TERMINALS, SIZE, (end - begin) / 1_000_000_000,
                (halfWay - begin) / 1_000_000_000, 100 * known / SIZE / TERMINALS, network, writes, early >> 10, before >> 10,
                late >> 10);
        assertThat(problems).isEmpty();
        verify();
        assertThat(before - early).as("growth before the restart").isLessThan(HEAP_GROWTH);
        assertThat(late - early).as("growth over the restart").isLessThan(HEAP_GROWTH);
        assertThat(writes.sum()).as("writes, at most one a second and one for each offer and each end")
                .isLessThan((end - begin) / 1_000_000_000 + 4L * TERMINALS + 10);
        // of one that has finished while there was no platform, only that is known which was written before
        await().atMost(2, MINUTES).untilAsserted(
                () -> assertThat(offsets()).isGreaterThan((long) (0.9 * SIZE * TERMINALS)));
    }

    @Test
    void aCampaignSeesThemAllArrive() throws Exception {
        new Random(6).nextBytes(content);
        byte[] small = java.util.Arrays.copyOf(content, 20_000);
        FirmwareStore.open(directory.resolve("store"), SIZE).put("app.bin", "2.0", new ByteArrayInputStream(small));
        platform = start(0, new Disk());
        network = new BadNetwork(platform.address("udp"), LOSSY);
        startTerminals();
        AtomicInteger most = new AtomicInteger();
        List<TerminalId> all = fleet.terminals.stream().map(Terminal::terminalId).toList();
        Platform shared = platform.platform();
        String id = shared.campaigns().start(new CampaignPlan("app.bin", all, TERMINALS / 2, 1, Duration.ofMinutes(2)),
                dialect -> PATIENCE).toCompletableFuture().join().id();

        await().atMost(5, MINUTES).pollInterval(10, MILLISECONDS).untilAsserted(() -> {
            most.accumulateAndGet(progress(id).running(), Math::max);
            assertThat(progress(id).done()).as("failures " + progress(id).failures()).isEqualTo(TERMINALS);
        });

        assertThat(progress(id).state()).isEqualTo(CampaignProgress.State.FINISHED);
        assertThat(most).hasValueBetween(1, TERMINALS / 2);
        assertThat(fetched).hasSize(TERMINALS);
    }

    private void verify() throws Exception {
        String sha256 = sha256(content);
        for (Map.Entry<TerminalId, DownloadedFile> entry : fetched.entrySet()) {
            assertThat(sha256(read(entry.getValue().path()))).as(entry.getKey().toString()).isEqualTo(sha256);
        }
    }

    private static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
