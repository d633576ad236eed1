package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wmmp.examples.benchmark.load.Dialogue;
import io.wmmp.examples.benchmark.load.LoadGenerator;
import io.wmmp.examples.benchmark.load.Measurement;
import io.wmmp.examples.benchmark.load.WmmpDialogue;

/** One contestant with its server, its terminals, and the rounds that it has had. */
final class Seat implements AutoCloseable {

    /** As many logins at a time as a listener takes without losing any. */
    private static final int LOGIN_WINDOW = 16;
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);
    private static final Duration WARM_UP_STEP = Duration.ofMillis(250);

    private final Contestant contestant;
    private final int terminals;
    private final int window;
    private final ServerProcess server;
    private final LoadGenerator generator;
    private final Dialogue dialogue;
    private final List<Round> rounds = new ArrayList<>();

    Seat(Contestant contestant, int terminals, int window, Pinning pinning, List<String> jvm) throws IOException {
        this.contestant = contestant;
        this.terminals = terminals;
        this.window = window;
        this.server = new ServerProcess(contestant.kind(), terminals, pinning, jvm);
        this.generator = new LoadGenerator(server.address(), contestant.kind().isTcp(), terminals);
        this.dialogue = contestant.dialogue(terminals);
    }

    Contestant contestant() {
        return contestant;
    }

    List<Round> rounds() {
        return rounds;
    }

    ServerProcess server() {
        return server;
    }

    /** Logs all terminals in where there are sessions, and has each say something. */
    void prepare() {
        if (contestant.kind().hasSessions() && dialogue instanceof WmmpDialogue wmmp) {
            wmmp.loggingIn(true);
            generator.each(dialogue, 0, terminals, LOGIN_WINDOW);
            wmmp.loggingIn(false);
            generator.each(dialogue, 0, terminals, window);
        }
    }

    /** Lets the server run until its code is compiled, which takes requests rather than time; nothing is recorded. */
    void warmUp(int requests) {
        long end = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        for (long answered = 0; answered < requests && System.nanoTime() < end;) {
            answered += generator.during(dialogue, 0, terminals, window, WARM_UP_STEP).requests();
        }
    }

    /** One round. */
    Round play(Duration time) {
        long allocated = server.allocated();
        Duration cpu = server.cpu();
        Measurement measurement = generator.during(dialogue, 0, terminals, window, time);
        Round round = Round.of(measurement, server.cpu().minus(cpu), server.allocated() - allocated);
        rounds.add(round);
        return round;
    }

    @Override
    public void close() {
        generator.close();
        server.close();
    }
}
