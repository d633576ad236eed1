package io.wmmp.soak;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import io.wmmp.link.Bearer;
import io.wmmp.link.Transport;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;
import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalOptions;
import io.wmmp.terminal.TerminalPhase;
import io.wmmp.testing.TestSecrets;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Some terminals of one platform, each with a socket of its own. */
final class TerminalFleet implements AutoCloseable {

    private static final Patience STUBBORN = new Patience(Duration.ofMillis(60), 40);

    final List<Terminal> terminals = new ArrayList<>();
    final ExecutorService executor = Executors.newFixedThreadPool(8);
    private final ExecutorService callbackExecutor = Executors.newFixedThreadPool(4);
    final SessionResources resources = new SessionResources(executor, callbackExecutor);
    private final Transport transport = new Transport(null);

    static TerminalId id(int number) {
        return TerminalId.of("SOAKTERM%08d".formatted(number));
    }

    static Credentials credentials(int number) {
        return new Credentials("4901542%08d".formatted(number), "0010101%08d".formatted(number), TestSecrets.UPLINK_PASSWORD,
                TestSecrets.DOWNLINK_PASSWORD, null);
    }

    /** A registry that knows the first terminals. */
    static MemoryTerminalRegistry registryOf(int count) {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        for (int i = 1; i <= count; i++) {
            registry.save(new TerminalRecord(id(i), credentials(i), null, "EC1", null));
        }
        return registry;
    }

    Terminal add(Bearer bearer, InetSocketAddress platform, Dialect dialect) {
        return add(bearer, platform, dialect, options -> options);
    }

    Terminal add(Bearer bearer, InetSocketAddress platform, Dialect dialect,
            UnaryOperator<TerminalOptions.Builder> options) {
        int number = terminals.size() + 1;
        Terminal terminal = new Terminal(
                options.apply(TerminalOptions.builder(id(number), credentials(number), bearer, platform, dialect)
                        .patience(STUBBORN).retryInterval(Duration.ofMillis(100))).build(),
                resources, transport);
        terminals.add(terminal);
        return terminal;
    }

    void start(int count, Bearer bearer, InetSocketAddress platform, Dialect dialect) {
        for (int i = 0; i < count; i++) {
            add(bearer, platform, dialect);
        }
        terminals.forEach(Terminal::start);
        awaitOnline();
    }

    void awaitOnline() {
        await().atMost(Duration.ofSeconds(60)).pollInterval(50, MILLISECONDS)
                .untilAsserted(() -> assertThat(terminals).allSatisfy(terminal -> {
                    assertThat(terminal.phase()).as(terminal.trouble()).isEqualTo(TerminalPhase.ONLINE);
                    assertThat(terminal.isBusy()).isFalse();
                }));
    }

    @Override
    public void close() {
        transport.close();
        resources.close();
        executor.shutdownNow();
        callbackExecutor.shutdownNow();
    }
}
