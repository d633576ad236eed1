package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.TcpLimits;
import io.wmmp.link.TransportOptions;
import io.wmmp.platform.admission.Admission;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.Patience;
import io.wmmp.session.RequestHandler;
import io.wmmp.testing.TestSecrets;

/** A platform on loopback with one known terminal. */
public final class TestPlatform implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TestPlatform.class);
    public static final Dialect DIALECT = Dialect.load(Dialect.DEFAULT);
    public static final Credentials CREDENTIALS = credentials("490154203237518", "001010123456789");
    public static final TerminalRecord TERMINAL = new TerminalRecord(TerminalId.of("TESTTERM00000001"), CREDENTIALS, null, null,
            null);
    public static final Patience LONG = new Patience(Duration.ofSeconds(30), 1);
    public static final Patience SHORT = new Patience(Duration.ofMillis(60), 2);

    public final MemoryTerminalRegistry registry;
    public final ExecutorService executor = Executors.newCachedThreadPool();
    public final Platform platform;
    /** What listeners that are opened from now on go by. */
    public ListenerOptions listenerOptions = ListenerOptions.of(DIALECT);
    public final List<PlatformEvent> events = new CopyOnWriteArrayList<>();

    public TestPlatform() {
        this(new MemoryTerminalRegistry(), false, PlatformOptions.DEFAULT_MAX_EXCHANGES);
    }

    public TestPlatform(MemoryTerminalRegistry registry, boolean open, int maxExchanges) {
        this(registry, open ? RegistryAdmission.open(registry, "FACTORYU", "FACTORYD") : RegistryAdmission.known(registry),
                maxExchanges);
    }

    public TestPlatform(MemoryTerminalRegistry registry, Admission admission, int maxExchanges) {
        this.registry = registry;
        registry.save(TERMINAL);
        platform = new Platform(PlatformOptions.builder(registry, executor, executor).admission(admission)
                .maxExchanges(maxExchanges).build());
        platform.addObserver(events::add);
    }

    /** With a registry that stands before the one in memory, and options of its own. */
    public TestPlatform(TerminalRegistry front, MemoryTerminalRegistry memory,
            UnaryOperator<PlatformOptions.Builder> options) {
        registry = memory;
        registry.save(TERMINAL);
        platform = new Platform(options.apply(PlatformOptions.builder(front, executor, executor)).build());
        platform.addObserver(events::add);
    }

    public TestPlatform(MemoryTerminalRegistry registry, UnaryOperator<PlatformOptions.Builder> options) {
        this.registry = registry;
        registry.save(TERMINAL);
        platform = new Platform(options.apply(PlatformOptions.builder(registry, executor, executor)).build());
        platform.addObserver(events::add);
    }

    public TestPlatform(TcpLimits limits) {
        registry = new MemoryTerminalRegistry();
        registry.save(TERMINAL);
        platform = new Platform(PlatformOptions.builder(registry, executor, executor)
                .transport(TransportOptions.DEFAULTS.with(limits)).build());
        platform.addObserver(events::add);
    }

    public static Credentials credentials(String imei, String imsi) {
        return new Credentials(imei, imsi, TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, null);
    }

    /** Listens at any free port and takes TRANSPARENT_CMD for form's sake. */
    public InetSocketAddress listen(Bearer bearer) {
        return listen(bearer, Set.of(Command.TRANSPARENT_CMD), request -> new CompletableFuture<>()).localAddress();
    }

    public Consumption listen(Bearer bearer, Set<Command> commands, RequestHandler handler) {
        return listen(new ListenerAddress(bearer, "127.0.0.1", 0), commands, handler);
    }

    public Consumption listen(ListenerAddress address, Set<Command> commands, RequestHandler handler) {
        Consumption consumption = platform.consume(address, listenerOptions, commands, handler);
        platform.open(address);
        return consumption;
    }

    public List<PlatformEvent.Type> eventTypes() {
        return events.stream().map(PlatformEvent::type).toList();
    }

    public CompletableFuture<WmmpMessage> request(Command command, Map<String, ?> body, Patience patience) {
        return platform.request(TERMINAL.terminalId(), command, (codec, terminal) -> codec.writeBody(command, body),
                dialect -> patience).toCompletableFuture();
    }

    @Override
    public void close() {
        events.forEach(event -> LOG.trace("{}", event));
        LOG.trace("{} {}", TERMINAL, platform.status(TERMINAL));
        platform.close();
        executor.shutdownNow();
    }

    /** Those of one type, as far as they have been told. */
    public List<PlatformEvent> events(PlatformEvent.Type type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }
}
