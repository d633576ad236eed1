package io.wmmp.soak;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.session.Answer;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;
import io.wmmp.testing.BadNetwork;
import io.wmmp.testing.BadNetwork.Conditions;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A NAT that gives terminals new addresses all the time, under traffic both ways. */
class RebindingTest {

    private static final Logger LOG = LoggerFactory.getLogger(RebindingTest.class);
    private static final int TERMINALS = SoakSize.of(10, 50);
    private static final int REBINDINGS = SoakSize.of(100, 2_000);
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(100), 20);
    private static final int PAUSE_MILLIS = 10;

    private final Map<String, LongAdder> delivered = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> set = new ConcurrentHashMap<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private volatile boolean commandsOver;
    private volatile boolean messagesOver;

    @Test
    @Timeout(value = 10, unit = MINUTES)
    void noCommandIsLostAndSessionsStayOnePerTerminal() throws Exception {
        try (SoakPlatform platform = new SoakPlatform(TERMINALS, "", this::count);
                BadNetwork network = new BadNetwork(platform.address("udp"), Conditions.GOOD);
                TerminalFleet fleet = new TerminalFleet()) {
            platform.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("wmmp:platform?events=ONLINE,MOVED,OFFLINE")
                            .process(exchange -> events.add(exchange.getIn().getHeader(WmmpConstants.EVENT, String.class)));
                }
            });
            fleet.start(TERMINALS, Bearer.UDP, network.address(), Dialect.load(Dialect.DEFAULT));
            List<CompletableFuture<Void>> up = new ArrayList<>();
            List<CompletableFuture<Void>> down = new ArrayList<>();
            fleet.terminals.forEach(terminal -> {
                terminal.handle(Set.of(Command.CONFIG_SET), request -> {
                    count(set, terminal.terminalId() + " "
                            + request.codec().readBody(request.message()).get("heartbeat_interval"));
                    return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
                });
                up.add(up(fleet, terminal, 1));
                down.add(down(fleet, platform, terminal, 1));
            });
            await().atMost(5, MINUTES).pollInterval(SoakSize.of(10, 20), TimeUnit.MILLISECONDS).until(() -> {
                network.rebindOne();
                return network.rebindings() >= REBINDINGS;
            });
            // a terminal that has got a new address can be reached when it has spoken from there
            commandsOver = true;
            for (CompletableFuture<Void> chain : down) {
                chain.get(1, MINUTES);
            }
            messagesOver = true;
            for (CompletableFuture<Void> chain : up) {
                chain.get(1, MINUTES);
            }
            LOG.info("{}: {} messages up, {} commands down, {} moves", network, messages, commands,
                    events.stream().filter("MOVED"::equals).count());

            assertThat(problems).isEmpty();
            assertThat(delivered).hasSize(messages.get());
            assertThat(delivered.values()).allMatch(count -> count.sum() == 1);
            assertThat(set).hasSize(commands.get());
            assertThat(set.values()).allMatch(count -> count.sum() == 1);
            assertThat(commands.get()).isGreaterThan(REBINDINGS);
            await().untilAsserted(() -> assertThat(events).filteredOn("ONLINE"::equals).hasSize(TERMINALS));
            assertThat(events).doesNotContain("OFFLINE");
            await().untilAsserted(() -> assertThat(events).filteredOn("MOVED"::equals).hasSizeGreaterThan(REBINDINGS / 2));
        }
    }

    private void count(Exchange exchange) {
        count(delivered, exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID) + " " + exchange.getIn().getBody(String.class));
    }

    private static void count(Map<String, LongAdder> counts, String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    private CompletableFuture<Void> up(TerminalFleet fleet, Terminal terminal, int number) {
        if (messagesOver) {
            return CompletableFuture.completedFuture(null);
        }
        messages.incrementAndGet();
        byte[] body = terminal.codec().writeBody(Command.TRANSPARENT_DATA,
                Map.of("user_data", Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
        return terminal.send(Command.TRANSPARENT_DATA, body, PATIENCE).handle((answer, failure) -> {
            if (failure != null || answer.unsigned("result") != 0) {
                problems.add(terminal.terminalId() + " data " + number + ": " + (failure != null ? failure : answer));
            }
            return null;
        }).thenComposeAsync(done -> up(fleet, terminal, number + 1), later(fleet)).toCompletableFuture();
    }

    private CompletableFuture<Void> down(TerminalFleet fleet, SoakPlatform platform, Terminal terminal, int number) {
        if (commandsOver) {
            return CompletableFuture.completedFuture(null);
        }
        commands.incrementAndGet();
        return platform.command(terminal.terminalId(), "CONFIG_SET", Map.of("heartbeat_interval", 60 + number),
                "answerTimeout=100&sends=20").handle((exchange, failure) -> {
                    if (failure != null || exchange.getException() != null
                            || !Integer.valueOf(0).equals(exchange.getMessage().getHeader(WmmpConstants.RESULT))) {
                        problems.add(terminal.terminalId() + " command " + number + ": "
                                + (failure != null ? failure : exchange.getException()));
                    }
                    return null;
                }).thenComposeAsync(done -> down(fleet, platform, terminal, number + 1), later(fleet));
    }

    /** A terminal that is never quiet takes no commands: it drops them while it waits itself. */
    private static Executor later(TerminalFleet fleet) {
        return CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, fleet.executor);
    }
}
