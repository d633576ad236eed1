package io.wmmp.examples.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.wmmp.examples.simulator.SharedSockets.Line;
import io.wmmp.link.Bearer;
import io.wmmp.link.Transport;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestMeter;
import io.wmmp.session.SessionResources;
import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalOptions;
import io.wmmp.terminal.TerminalPhase;

/**
 * Many terminals in one process against one platform: first all log in, then they send data messages and heartbeats for a
 * while, then they wait for the answers that are still under way. They answer the platform as every terminal does, and take
 * the data that it sends. A simulation runs once.
 */
public final class Simulation {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MAX_CALLBACKS = 100_000;
    private static final Duration LOGOUT_LIMIT = Duration.ofSeconds(30);

    private final SimulationOptions options;
    private final Consumer<Progress> observer;
    private final ExecutorService executor = executor("simulator");
    private final ExecutorService callbackExecutor = executor("simulator-callback");
    private final SessionResources resources = new SessionResources(executor, callbackExecutor);
    private final List<SimulatedTerminal> terminals = new ArrayList<>();
    private final LongAdder received = new LongAdder();
    private final Random random;
    private final long begun = System.nanoTime();
    private SharedSockets sockets;
    private Transport transport;
    private LoginStorm storm;
    private DataTraffic traffic;
    private Pacer mover;
    private long rebinds;
    private long dataNanos;
    private long nextProgress = begun;
    private volatile boolean stopped;

    /**
     * @param options  what to do
     * @param observer is told now and then how far things are, on the thread that runs the simulation
     */
    public Simulation(SimulationOptions options, Consumer<Progress> observer) {
        this.options = options;
        this.observer = observer;
        this.random = new Random(options.seed());
    }

    private static ExecutorService executor(String name) {
        int threads = Runtime.getRuntime().availableProcessors();
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_CALLBACKS),
                new DefaultThreadFactory(name, true));
    }

    /**
     * Runs the simulation on this thread, to its end or until it is {@linkplain #stop() stopped}.
     *
     * @return             what came of it
     * @throws IOException when the sockets cannot be opened
     */
    public Summary run() throws IOException {
        try {
            open();
            storm = new LoginStorm(terminals, options.loginRate(), System.nanoTime());
            traffic = new DataTraffic(terminals, options);
            mover = new Pacer(options.rebindRate());
            long limit = options.loginLimit().toNanos();
            while (!stopped && !storm.isOver(System.nanoTime(), limit)) {
                tick();
            }
            sendData();
            awaitAnswers();
            Summary summary = summary();
            if (options.logout()) {
                logOut();
            }
            return summary;
        } finally {
            close();
        }
    }

    /** Makes a simulation that runs come to its end early; what it has found out by then is its summary. */
    public void stop() {
        stopped = true;
    }

    private void open() throws IOException {
        if (options.bearer() == Bearer.UDP) {
            sockets = new SharedSockets(options.platform(), options.sockets(),
                    new BadNetwork(options.seed(), options.loss(), options.duplication()));
        } else {
            OpenFiles.require(options.terminals().size());
            transport = new Transport(null);
        }
        for (int i = 0; i < options.terminals().size(); i++) {
            terminals.add(terminal(i));
        }
    }

    private SimulatedTerminal terminal(int index) {
        TerminalId id = options.terminals().id(index);
        Line line = sockets == null ? null : sockets.line(index, id);
        TerminalOptions terminal = TerminalOptions
                .builder(id, options.terminals().credentials(index), options.bearer(), options.platform(), options.dialect())
                .patience(options.patience()).heartbeatInterval(options.heartbeatInterval())
                .retryInterval(options.retryInterval()).registered(!options.register()).build();
        return new SimulatedTerminal(new Terminal(terminal, resources, line == null ? transport : line), line, this::take);
    }

    private CompletionStage<Answer> take(ReceivedRequest request) {
        received.increment();
        return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
    }

    private void sendData() {
        long start = System.nanoTime();
        long limit = options.duration().toNanos();
        while (!stopped && !traffic.isComplete() && System.nanoTime() - start < limit) {
            traffic.tick(System.nanoTime());
            tick();
        }
        dataNanos = System.nanoTime() - start;
    }

    /** Each message is answered or given up within the patience of its terminal; twice that, because it may queue first. */
    private void awaitAnswers() {
        long start = System.nanoTime();
        long limit = 2 * options.patience().timeout().toNanos() * options.patience().sends();
        while (!stopped && traffic.open() > 0 && System.nanoTime() - start < limit) {
            tick();
        }
    }

    private void logOut() {
        Pacer pacer = new Pacer(options.loginRate());
        List<CompletableFuture<Void>> farewells = new ArrayList<>();
        while (!stopped && farewells.size() < terminals.size()) {
            for (int due = pacer.due(System.nanoTime()); due > 0 && farewells.size() < terminals.size(); due--) {
                farewells.add(terminals.get(farewells.size()).terminal().stop().toCompletableFuture());
            }
            pause();
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(farewells.toArray(CompletableFuture[]::new));
        long start = System.nanoTime();
        while (!stopped && !all.isDone() && System.nanoTime() - start < LOGOUT_LIMIT.toNanos()) {
            pause();
        }
    }

    private void tick() {
        long now = System.nanoTime();
        storm.tick(now);
        for (int due = mover.due(now); due > 0; due--) {
            terminals.get(random.nextInt(terminals.size())).move(1 + random.nextInt(sockets.size() - 1));
            rebinds++;
        }
        if (now >= nextProgress) {
            nextProgress += options.progressInterval().toNanos();
            observer.accept(progress(now));
        }
        pause();
    }

    private static void pause() {
        LockSupport.parkNanos(TICK_NANOS);
    }

    private Progress progress(long now) {
        Map<TerminalPhase, Integer> phases = new EnumMap<>(TerminalPhase.class);
        terminals.forEach(terminal -> phases.merge(terminal.terminal().phase(), 1, Integer::sum));
        return new Progress(TimeUnit.NANOSECONDS.toSeconds(now - begun), phases, traffic.sent(), traffic.answered(), repeated(),
                traffic.lost(), traffic.recentLatency());
    }

    private long repeated() {
        return resources.requests().count(Command.TRANSPARENT_DATA, RequestMeter.Event.REPEATED);
    }

    private Summary summary() {
        Summary.Network network = sockets == null ? null
                : new Summary.Network(sockets.size(), sockets.sent(), sockets.received(), sockets.lost(), sockets.doubled(),
                        sockets.astray(), rebinds);
        return new Summary(terminals.size(), options.seed(), seconds(System.nanoTime() - begun), seconds(dataNanos),
                traffic.sent(), traffic.answered(), traffic.refused(), repeated(), traffic.lost(), traffic.open(),
                traffic.skipped(), traffic.latency(), received.sum(), storm.summary(), requests(), network, drops());
    }

    private static double seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0;
    }

    private Map<String, Map<String, Long>> requests() {
        Map<String, Map<String, Long>> requests = new TreeMap<>();
        for (Command command : Command.values()) {
            Map<String, Long> events = new LinkedHashMap<>();
            for (RequestMeter.Event event : RequestMeter.Event.values()) {
                long count = resources.requests().count(command, event);
                if (count > 0) {
                    events.put(event.name(), count);
                }
            }
            if (!events.isEmpty()) {
                requests.put(command.name(), events);
            }
        }
        return requests;
    }

    private Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        for (DropReason reason : DropReason.values()) {
            long count = resources.drops().count(reason);
            if (count > 0) {
                drops.put(reason.name(), count);
            }
        }
        return drops;
    }

    private void close() {
        resources.close();
        if (sockets != null) {
            sockets.close();
        }
        if (transport != null) {
            transport.close();
        }
        executor.shutdownNow();
        callbackExecutor.shutdownNow();
    }
}
