package io.wmmp.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.security.Credentials;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;
import io.wmmp.testing.BadNetwork;
import io.wmmp.testing.BadNetwork.Conditions;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

/** All terminals get new passwords while they send, over a network that loses a tenth of what it carries. */
class KeyRotationTest {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRotationTest.class);
    private static final Conditions LOSSY = new Conditions(1789, 0.10, 0.02, 0.05, 20);
    private static final int TERMINALS = SoakSize.of(30, 1_000);
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(SoakSize.of(60, 500)), 40);
    /** A rotation that fails leaves both sets in force; it is asked for again. */
    private static final int TRIES = 3;

    private final Map<String, Credentials> before = new ConcurrentHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean over;

    @Test
    @Timeout(value = 15, unit = MINUTES)
    void everyTerminalEndsOnTheNewPasswordAndNoneIsLockedOut() throws Exception {
        try (SoakPlatform platform = new SoakPlatform(TERMINALS, "", exchange -> {
        });
                BadNetwork network = new BadNetwork(platform.address("udp"), LOSSY);
                TerminalFleet fleet = new TerminalFleet()) {
            fleet.start(TERMINALS, Bearer.UDP, network.address(), Dialect.load(Dialect.DEFAULT));
            fleet.terminals.forEach(terminal -> before.put(name(terminal), record(platform, terminal).credentials()));
            List<CompletableFuture<Void>> load = fleet.terminals.stream().map(terminal -> send(fleet, terminal)).toList();
            List<CompletableFuture<Void>> rotations = fleet.terminals.stream()
                    .map(terminal -> rotate(platform, terminal, TRIES)).toList();
            join(rotations);
            over = true;
            join(load);
            fleet.awaitOnline();
            LOG.info("{} terminals rotated, {} messages meanwhile; {}", TERMINALS, sent, network);

            assertThat(problems).isEmpty();
            assertThat(sent.get()).isGreaterThan(TERMINALS);
            assertThat(fleet.terminals).allSatisfy(terminal -> {
                TerminalRecord record = record(platform, terminal);
                assertThat(record.pendingKeys()).as("pending keys of %s", terminal.terminalId()).isNull();
                assertThat(record.credentials().uplinkPassword().equals(before.get(name(terminal)).uplinkPassword()))
                        .as("%s is still on the old password", terminal.terminalId()).isFalse();
            });
            // and can be spoken with, both ways, and once more log in
            List<CompletableFuture<Void>> again = fleet.terminals.stream()
                    .map(terminal -> rotate(platform, terminal, TRIES)).toList();
            join(again);
            assertThat(problems).isEmpty();
        }
    }

    private static String name(Terminal terminal) {
        return terminal.terminalId().toString();
    }

    private static TerminalRecord record(SoakPlatform platform, Terminal terminal) {
        return platform.registry().find(terminal.terminalId()).toCompletableFuture().join();
    }

    private static void join(List<CompletableFuture<Void>> chains) throws Exception {
        for (CompletableFuture<Void> chain : chains) {
            chain.get(10, MINUTES);
        }
    }

    private CompletableFuture<Void> rotate(SoakPlatform platform, Terminal terminal, int tries) {
        return platform.command(terminal.terminalId(), "SECURITY_CONFIG", null,
                Map.of(WmmpConstants.ROTATE_KEYS, true), "answerTimeout=" + PATIENCE.timeout().toMillis() + "&sends=40")
                .thenCompose(exchange -> {
                    Exception failure = exchange.getException();
                    if (failure == null) {
                        return CompletableFuture.completedFuture(null);
                    }
                    LOG.info("Rotation of {} has failed: {}", terminal.terminalId(), failure.getMessage());
                    if (tries > 1) {
                        return rotate(platform, terminal, tries - 1);
                    }
                    synchronized (problems) {
                        problems.add(terminal.terminalId() + ": " + failure);
                    }
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** Data all the time; what the change of keys cuts off is sent again, as an application would. */
    private CompletableFuture<Void> send(TerminalFleet fleet, Terminal terminal) {
        if (over) {
            return CompletableFuture.completedFuture(null);
        }
        byte[] body = terminal.codec().writeBody(Command.TRANSPARENT_DATA, Map.of("user_data", new byte[] { 7 }));
        return terminal.send(Command.TRANSPARENT_DATA, body, PATIENCE).handle((answer, failure) -> {
            sent.incrementAndGet();
            return null;
        }).thenComposeAsync(done -> send(fleet, terminal),
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS, fleet.executor))
                .toCompletableFuture();
    }
}
