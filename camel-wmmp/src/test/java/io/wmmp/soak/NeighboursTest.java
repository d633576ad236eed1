package io.wmmp.soak;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;

import static org.assertj.core.api.Assertions.assertThat;

/** One misbehaving terminal is nobody else's problem. */
class NeighboursTest {

    private static final Logger LOG = LoggerFactory.getLogger(NeighboursTest.class);
    private static final Dialect DIALECT = Dialect.load(Dialect.DEFAULT);
    private static final WmmpCodec CODEC = new WmmpCodec(DIALECT);
    private static final int GOOD = 20;
    private static final int BAD = 8;
    private static final int MESSAGES_EACH = SoakSize.of(100, 1_500);
    private static final int PAUSE_MILLIS = 10;
    private static final long FLOOD_PAUSE_NANOS = 200_000;

    private final LongAdder flood = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private volatile boolean over;

    @Test
    void flooderSilentAndSlowTerminalsDoNotDelayTheOthers() throws Exception {
        ExecutorService bad = Executors.newCachedThreadPool();
        try (SoakPlatform platform = new SoakPlatform(GOOD + BAD, "", exchange -> {
        }); TerminalFleet fleet = new TerminalFleet()) {
            for (int i = 0; i < GOOD; i++) {
                Bearer bearer = i % 2 == 0 ? Bearer.UDP : Bearer.TCP;
                fleet.add(bearer, platform.address(i % 2 == 0 ? "udp" : "tcp"), DIALECT).start();
            }
            fleet.awaitOnline();
            p99Millis(fleet);
            double without = p99Millis(fleet);

            bad.submit(() -> flood(Bearer.UDP, platform.address("udp"), GOOD + 1));
            bad.submit(() -> flood(Bearer.TCP, platform.address("tcp"), GOOD + 2));
            Future<?> silent = bad.submit(() -> neverAnswer(platform, GOOD + 3));
            for (int i = 4; i <= BAD; i++) {
                bad.submit(() -> byteASecond(platform.address("tcp")));
            }
            double with = p99Millis(fleet);
            over = true;
            silent.get(20, TimeUnit.SECONDS);
            LOG.info("p99 without bad neighbours {} ms, with {} ms; {} messages of flooders, {} commands unanswered", without,
                    with, flood, unanswered);
            assertThat(flood.sum()).as("the flooders must have flooded").isGreaterThan(GOOD * MESSAGES_EACH / 2);
            assertThat(unanswered.sum()).isPositive();
            assertThat(with).isLessThan(3 * without + 30);
        } finally {
            bad.shutdown();
            // a flooder whom the platform no longer reads goes on when its connection is closed
            assertThat(bad.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Has all good terminals send at a steady pace; gives the answer time that 99 of 100 messages keep. */
    private double p99Millis(TerminalFleet fleet) throws Exception {
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> chains = new ArrayList<>();
        fleet.terminals.forEach(terminal -> chains.add(send(fleet, terminal, MESSAGES_EACH, nanos)));
        for (CompletableFuture<Void> chain : chains) {
            chain.get(2, TimeUnit.MINUTES);
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        assertThat(sorted).hasSize(fleet.terminals.size() * MESSAGES_EACH);
        return sorted[sorted.length * 99 / 100] / 1e6;
    }

    private static CompletableFuture<Void> send(
            TerminalFleet fleet, Terminal terminal, int left, ConcurrentLinkedQueue<Long> nanos) {
        if (left == 0) {
            return CompletableFuture.completedFuture(null);
        }
        long start = System.nanoTime();
        return terminal.send(Command.TRANSPARENT_DATA, data(left), new Patience(Duration.ofSeconds(5), 3))
                .thenCompose(answer -> {
                    nanos.add(System.nanoTime() - start);
                    assertThat(answer.unsigned("result")).isZero();
                    return CompletableFuture.supplyAsync(() -> null,
                            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, fleet.executor));
                }).thenCompose(done -> send(fleet, terminal, left - 1, nanos)).toCompletableFuture();
    }

    private static byte[] data(int number) {
        return CODEC.writeBody(Command.TRANSPARENT_DATA,
                Map.of("user_data", Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
    }

    private static WmmpMessage signed(Command command, int number, byte[] body, int terminal, long timestamp) {
        TerminalId id = TerminalFleet.id(terminal);
        return Digests.sign(WmmpMessage.builder(command).terminalId(id).sequenceNumber(number).body(body).build(), timestamp,
                TerminalFleet.credentials(terminal), Direction.UPLINK);
    }

    private static long login(RawSocket socket, int terminal) {
        socket.send(signed(Command.LOGIN, 1,
                CODEC.writeBody(Command.LOGIN, Map.of("software_version", "1.00", "sync_crc32", 0)), terminal, 0).toBytes());
        long timestamp = CODEC.decode(socket.receive()).unsigned("timestamp");
        socket.send(signed(Command.CONFIG_TRAP, 2, new byte[0], terminal, timestamp).toBytes());
        socket.receive();
        return timestamp;
    }

    /** Sends without ever waiting for an answer, or reading one. */
    private void flood(Bearer bearer, InetSocketAddress platform, int terminal) {
        try (RawSocket socket = RawSocket.of(bearer, platform)) {
            long timestamp = login(socket, terminal);
            for (int number = 3; !over; number++) {
                socket.send(signed(Command.TRANSPARENT_DATA, number, data(number), terminal, timestamp).toBytes());
                flood.increment();
                LockSupport.parkNanos(FLOOD_PAUSE_NANOS);
            }
        }
    }

    /** Logs in, and leaves all commands of the platform unanswered. */
    private void neverAnswer(SoakPlatform platform, int terminal) {
        try (RawSocket socket = RawSocket.of(Bearer.UDP, platform.address("udp"))) {
            login(socket, terminal);
            while (!over) {
                CompletableFuture<?>[] commands = new CompletableFuture<?>[20];
                Arrays.setAll(commands, i -> platform.command(TerminalFleet.id(terminal), "CONFIG_SET",
                        Map.of("heartbeat_interval", 60 + i), "force=true&answerTimeout=20&sends=3")
                        .thenAccept(exchange -> unanswered.increment()));
                CompletableFuture.allOf(commands).join();
            }
        }
    }

    /** Sends its LOGIN over TCP, one byte a second. */
    private void byteASecond(InetSocketAddress platform) {
        try (RawSocket socket = RawSocket.of(Bearer.TCP, platform)) {
            byte[] login = signed(Command.LOGIN, 1,
                    CODEC.writeBody(Command.LOGIN, Map.of("software_version", "1.00", "sync_crc32", 0)), GOOD + BAD, 0)
                    .toBytes();
            for (int i = 0; i < login.length && !over; i++) {
                socket.send(new byte[] { login[i] });
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }
}
