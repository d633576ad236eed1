package io.wmmp.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.platform.Platform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.DropReason;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalPhase;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Forged logins from many ports, for terminals that do not exist, that exist, and that are logged in: those go on, the
 * platform grows by nothing, and no forger gets a single byte back.
 */
@Timeout(value = 15, unit = MINUTES)
class ForgedLoginsTest {

    private static final Logger LOG = LoggerFactory.getLogger(ForgedLoginsTest.class);
    private static final int LOGINS = SoakSize.of(20_000, 1_000_000);
    private static final int PORTS = SoakSize.of(200, 2000);
    private static final int TERMINALS = 20;
    private static final int KNOWN = 1000;
    /** As many as the platform may have in its socket without losing those of the terminals. */
    private static final int BURST = 50;
    private static final long GROWTH = 16L << 20;
    private static final Credentials GUESS = new Credentials("", "", "GUESSED1", "GUESSED2", null);

    private final TerminalFleet fleet = new TerminalFleet();
    private final List<DatagramChannel> forgers = new ArrayList<>();
    private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;
    private SoakPlatform platform;

    @AfterEach
    void close() throws IOException {
        fleet.close();
        for (DatagramChannel forger : forgers) {
            forger.close();
        }
        platform.close();
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static byte[] forged(int number) {
        TerminalId id = switch (number % 3) {
            case 0 -> TerminalId.of("FORGER%010d".formatted(number));
            case 1 -> TerminalFleet.id(1 + TERMINALS + number % (KNOWN - TERMINALS));
            default -> TerminalFleet.id(1 + number % TERMINALS);
        };
        WmmpMessage login = WmmpMessage.builder(Command.LOGIN).terminalId(id).sequenceNumber(number).securityFlag(0xA0)
                .body(new byte[12]).build();
        return (number % 10 == 0 ? login : Digests.sign(login, 0, GUESS, Direction.UPLINK)).toBytes();
    }

    private void openForgers(InetSocketAddress address) throws IOException {
        for (int i = 0; i < PORTS; i++) {
            DatagramChannel forger = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            forger.connect(address).configureBlocking(false);
            forgers.add(forger);
        }
    }

    /** Sends them no faster than the platform takes them: what its socket loses would prove nothing. */
    private void forge(Platform target) throws IOException {
        long lost = 0;
        for (int number = 1; number <= LOGINS; number++) {
            forgers.get(number % PORTS).write(ByteBuffer.wrap(forged(number)));
            if (number % BURST == 0) {
                long until = System.nanoTime() + Duration.ofMillis(500).toNanos();
                while (refused(target) + lost < number && System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                lost = Math.max(lost, number - refused(target));
            }
        }
    }

    private static long refused(Platform target) {
        return target.dropped(DropReason.BAD_DIGEST) + target.dropped(DropReason.MISSING_DIGEST)
                + target.dropped(DropReason.UNKNOWN_TERMINAL);
    }

    private long bytesForForgers() {
        ByteBuffer heard = ByteBuffer.allocate(2000);
        return forgers.stream().mapToLong(forger -> {
            try {
                return forger.read(heard.clear());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).sum();
    }

    /** One message after the other, until it is over. */
    private CompletionStage<Void> talk(Terminal terminal) {
        long start = System.nanoTime();
        Map<String, Object> body = Map.of("user_data", new byte[100]);
        return terminal.send(Command.TRANSPARENT_DATA, terminal.codec().writeBody(Command.TRANSPARENT_DATA, body),
                new Patience(Duration.ofMillis(500), 20)).thenComposeAsync(answer -> {
                    assertThat(answer.unsigned("result")).isZero();
                    latencies.add(System.nanoTime() - start);
                    return over ? CompletableFuture.completedStage(null) : talk(terminal);
                }, CompletableFuture.delayedExecutor(20, MILLISECONDS, fleet.executor));
    }

    @Test
    void terminalsAreServedAndForgersGetNothing() throws Exception {
        platform = new SoakPlatform(KNOWN, "", exchange -> {
            // taken
        });
        InetSocketAddress address = platform.address("udp");
        fleet.start(TERMINALS, Bearer.UDP, address, Dialect.load(Dialect.DEFAULT));
        Platform target = platform.platform();
        openForgers(address);
        List<CompletableFuture<Void>> talks = fleet.terminals.stream().map(terminal -> talk(terminal).toCompletableFuture())
                .toList();
        await().until(() -> latencies.size() > TERMINALS);
        long before = usedHeap();
        long start = System.nanoTime();

        forge(target);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        over = true;
        talks.forEach(CompletableFuture::join);
        long after = usedHeap();
        List<Long> sorted = latencies.stream().sorted().toList();
        Duration p99 = Duration.ofNanos(sorted.get(sorted.size() * 99 / 100));
        LOG.info(
                "{} forged logins from {} ports in {}, {} refused, {} lookups spared; {} messages of terminals, p99 {}; heap {}"
                        + " KiB before, {} KiB after",
                LOGINS, PORTS, took, refused(target), target.sparedLookups(), sorted.size(), p99,
                before >> 10, after >> 10);
        // a non-blocking read without a datagram gives 0
        assertThat(bytesForForgers()).isZero();
        assertThat(refused(target)).isGreaterThan(LOGINS * 9L / 10);
        assertThat(target.sparedLookups()).isPositive();
        assertThat(target.sessions()).isEqualTo(TERMINALS);
        assertThat(after - before).isLessThan(GROWTH);
        assertThat(p99).isLessThan(Duration.ofSeconds(2));
        assertThat(fleet.terminals).allMatch(terminal -> terminal.phase() == TerminalPhase.ONLINE);
    }
}
