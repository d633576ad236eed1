package io.wmmp.soak;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.session.Answer;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;
import io.wmmp.testing.BadNetwork;
import io.wmmp.testing.BadNetwork.Conditions;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/** What is acknowledged has arrived once, whatever the network does: 30 % loss, 10 % doubling, reordering, each way. */
@Timeout(value = 15, unit = MINUTES)
class UnreliableNetworkTest {

    private static final Logger LOG = LoggerFactory.getLogger(UnreliableNetworkTest.class);
    private static final Conditions BAD = new Conditions(4711, 0.30, 0.10, 0.10, 40);
    private static final int TERMINALS = SoakSize.of(20, 200);
    private static final int MESSAGES_EACH = SoakSize.of(25, 500);
    private static final Duration TIMEOUT = Duration.ofMillis(60);

    private final TerminalFleet fleet = new TerminalFleet();
    private final Map<String, LongAdder> delivered = new ConcurrentHashMap<>();
    private final LongAdder marked = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private SoakPlatform platform;
    private BadNetwork network;

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

    private void start(String listenerOptions, Dialect spoken) throws Exception {
        platform = new SoakPlatform(TERMINALS, listenerOptions, this::count);
        network = new BadNetwork(platform.address("udp"), BAD);
        fleet.start(TERMINALS, Bearer.UDP, network.address(), spoken);
    }

    private void count(Exchange exchange) {
        if (exchange.getIn().getHeader(WmmpConstants.POSSIBLE_DUPLICATE, false, Boolean.class)) {
            marked.increment();
        } else {
            delivered(exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID) + " " + exchange.getIn().getBody(String.class));
        }
    }

    private void delivered(String what) {
        delivered.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    /** Has each terminal's messages exchanged one after the other, all terminals side by side. */
    private Map<String, Boolean> exchangeAll(BiFunction<Terminal, Integer, CompletionStage<Boolean>> exchange) {
        Map<String, Boolean> outcomes = new ConcurrentHashMap<>();
        Map<Terminal, CompletableFuture<Void>> chains = new HashMap<>();
        fleet.terminals.forEach(terminal -> chains.put(terminal, next(terminal, 1, exchange, outcomes).toCompletableFuture()));
        CompletableFuture<Void> all = CompletableFuture.allOf(chains.values().toArray(CompletableFuture[]::new));
        int before = -1;
        while (!all.isDone()) {
            assertThat(outcomes.size()).as(() -> "no progress; not done: " + unfinished(chains)).isGreaterThan(before);
            before = outcomes.size();
            // however it completes, only whether it does matters here
            all.handle((done, failure) -> null).completeOnTimeout(null, 20, SECONDS).join();
        }
        all.join();
        return outcomes;
    }

    private static List<String> unfinished(Map<Terminal, CompletableFuture<Void>> chains) {
        return chains.entrySet().stream().filter(chain -> !chain.getValue().isDone()).map(Map.Entry::getKey)
                .map(terminal -> terminal.terminalId() + " " + terminal.phase() + ", " + terminal.trouble() + ", "
                        + terminal.queued() + " queued, busy " + terminal.isBusy())
                .toList();
    }

    private CompletionStage<Void> next(
            Terminal terminal, int number, BiFunction<Terminal, Integer, CompletionStage<Boolean>> exchange,
            Map<String, Boolean> outcomes) {
        return exchange.apply(terminal, number).thenComposeAsync(success -> {
            outcomes.put(terminal.terminalId() + " " + number, success);
            (success ? answered : failed).increment();
            return number == MESSAGES_EACH ? CompletableFuture.completedStage(null)
                    : next(terminal, number + 1, exchange, outcomes);
        }, fleet.executor);
    }

    private CompletionStage<Boolean> sendUp(Terminal terminal, int number, int sends) {
        Map<String, Object> body = Map.of("user_data", Integer.toString(number).getBytes(StandardCharsets.UTF_8));
        return terminal.send(Command.TRANSPARENT_DATA, terminal.codec().writeBody(Command.TRANSPARENT_DATA, body),
                new Patience(TIMEOUT, sends)).handle((answer, failure) -> {
                    if (failure != null) {
                        assertThat(failure).hasRootCauseInstanceOf(NoAnswerException.class);
                        return false;
                    }
                    assertThat(answer.unsigned("result")).isZero();
                    return true;
                });
    }

    private void check(Map<String, Boolean> outcomes, int sends) {
        LOG.info("{} messages, {} sends: {} answered, {} reported as failed, {} delivered, {} more marked; {}", outcomes.size(),
                sends, answered, failed, delivered.size(), marked, network);
        assertThat(outcomes).hasSize(TERMINALS * MESSAGES_EACH);
        assertThat(delivered.entrySet()).as("delivered more than once").allMatch(entry -> entry.getValue().sum() == 1);
        outcomes.forEach((message, success) -> {
            if (success) {
                assertThat(delivered).as("answered but not delivered").containsKey(message);
            }
        });
        if (sends > 3) {
            assertThat(failed.sum()).isZero();
        } else {
            assertThat(failed.sum()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({ "wmmp-3.0, 25", "wmmp-3.0, 3", "renumbering, 25", "renumbering, 3" })
    void uplink(String dialect, int sends) throws Exception {
        start("&dropPossibleDuplicates=true", dialect(dialect));
        check(exchangeAll((terminal, number) -> sendUp(terminal, number, sends)), sends);
    }

    @ParameterizedTest
    @ValueSource(ints = { 25, 3 })
    void downlink(int sends) throws Exception {
        start("", dialect("wmmp-3.0"));
        fleet.terminals.forEach(terminal -> terminal.handle(Set.of(Command.CONFIG_SET), request -> {
            delivered(terminal.terminalId() + " " + request.codec().readBody(request.message()).get("heartbeat_interval"));
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        }));
        // a command that waits for the next sign of life of a silent terminal may be delivered again
        String options = "force=true&answerTimeout=" + TIMEOUT.toMillis() + "&sends=" + sends;
        check(exchangeAll((terminal, number) -> platform.command(terminal.terminalId(), "CONFIG_SET",
                Map.of("heartbeat_interval", number), options).thenApply(exchange -> {
                    if (exchange.getException() != null) {
                        assertThat(exchange.getException()).isInstanceOf(ExchangeTimedOutException.class);
                        return false;
                    }
                    assertThat(exchange.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
                    return true;
                })), sends);
    }

    private static Dialect dialect(String name) {
        return Dialect.load(name, UnreliableNetworkTest.class.getClassLoader());
    }
}
