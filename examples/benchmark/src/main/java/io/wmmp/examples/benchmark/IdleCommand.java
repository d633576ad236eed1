package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.wmmp.examples.benchmark.load.LoadGenerator;
import io.wmmp.examples.benchmark.load.Measurement;
import io.wmmp.examples.benchmark.load.Subject;
import io.wmmp.examples.benchmark.load.WmmpDialogue;
import io.wmmp.examples.benchmark.server.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Very many terminals that say nothing but that they are there, on one processor, and a few that have something to say. */
@Command(name = "idle", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Keeps idle sessions alive with heartbeats spread over time, and measures how long data of others takes.")
final class IdleCommand implements Callable<Integer> {

    private static final int LOGIN_WINDOW = 16;
    private static final int WINDOW = 8192;
    private static final int TALKING = 1000;

    @Option(names = "--terminals", description = "how many sessions there are, those that talk included (${DEFAULT-VALUE})")
    private int terminals = 1_000_000;
    @Option(names = "--interval", paramLabel = "s", description = "how often each sends a heartbeat (${DEFAULT-VALUE})")
    private int interval = 90;
    @Option(names = "--data", paramLabel = "messages",
            description = "how many messages a second come from the " + TALKING + " that talk (${DEFAULT-VALUE})")
    private int data = 500;
    @Option(names = "--time", paramLabel = "s", description = "how long to measure (${DEFAULT-VALUE})")
    private int seconds = 100;
    @Option(names = "--jvm", split = " ", paramLabel = "options", description = "options of the JVM (${DEFAULT-VALUE})")
    private List<String> jvm = List.of("-XX:+UseG1GC", "-Xms3g", "-Xmx3g");

    @Override
    public Integer call() throws IOException {
        System.out.println(measure(terminals, interval, data, Duration.ofSeconds(seconds), jvm));
        return 0;
    }

    static String measure(int terminals, int interval, int data, Duration time, List<String> jvm) throws IOException {
        Pinning pinning = Pinning.find();
        pinning.moveAside();
        int silent = terminals - TALKING;
        WmmpDialogue heartbeats = new WmmpDialogue(Subject.HEARTBEAT, terminals, true);
        WmmpDialogue talk = new WmmpDialogue(Subject.DATA, terminals, true);
        try (ServerProcess server = new ServerProcess(Kind.WMMP, terminals, pinning, jvm);
                LoadGenerator idle = new LoadGenerator(server.address(), false, 1);
                LoadGenerator talking = new LoadGenerator(server.address(), false, 1)) {
            logIn(idle, heartbeats, 0, silent);
            logIn(talking, talk, silent, terminals);
            Duration cpu = server.cpu();
            CompletableFuture<Measurement> beaten = CompletableFuture.supplyAsync(
                    () -> idle.atPace(heartbeats, 0, silent, WINDOW, time, (double) silent / interval));
            Measurement talked = talking.atPace(talk, silent, terminals, TALKING / 2, time, data);
            return text(silent, beaten.join(), talked, server.cpu().minus(cpu), time, server.heap());
        }
    }

    private static void logIn(LoadGenerator generator, WmmpDialogue dialogue, int first, int end) {
        dialogue.loggingIn(true);
        generator.each(dialogue, first, end, LOGIN_WINDOW);
        dialogue.loggingIn(false);
        generator.each(dialogue, first, end, LOGIN_WINDOW);
    }

    private static String text(int silent, Measurement beaten, Measurement talked, Duration cpu, Duration time, long heap) {
        return String.format(Locale.ROOT, "%d idle sessions, heap %d MB with the registry%n"
                + "heartbeats: %.0f a second, p50 %.1f ms, p99 %.1f ms, repeated %d%n"
                + "data of %d other terminals: %.0f a second, p50 %.1f ms, p99 %.1f ms, repeated %d%n"
                + "processor: %.0f %% of one",
                silent, heap >> 20, beaten.perSecond(), beaten.micros(50) / 1000, beaten.micros(99) / 1000,
                beaten.repeated(), TALKING, talked.perSecond(), talked.micros(50) / 1000, talked.micros(99) / 1000,
                talked.repeated(), 100.0 * cpu.toNanos() / time.toNanos());
    }
}
