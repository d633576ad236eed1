package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a heartbeat costs a platform with few sessions and one with many, all of them in use. */
@Command(name = "growth", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Compares the processor time of a heartbeat on platforms with more and more sessions.")
final class GrowthCommand implements Callable<Integer> {

    @Option(names = "--terminals", split = ",", description = "how many sessions the platforms have (${DEFAULT-VALUE})")
    private List<Integer> terminals = List.of(1000, 10_000, 100_000, 1_000_000);
    @Option(names = "--window", description = "how many requests are under way at a time (${DEFAULT-VALUE})")
    private int window = 64;
    @Option(names = "--rounds", description = "how often each platform has its turn (${DEFAULT-VALUE})")
    private int rounds = 9;
    @Option(names = "--round-time", paramLabel = "ms", description = "how long a turn is (${DEFAULT-VALUE})")
    private int roundMillis = 2000;
    @Option(names = "--warm-up", paramLabel = "requests",
            description = "how many requests each platform answers before, in two minutes at most (${DEFAULT-VALUE})")
    private int warmUp = 400_000;
    @Option(names = "--jvm", split = " ", paramLabel = "options",
            description = "options of the JVM of each platform (${DEFAULT-VALUE})")
    private List<String> jvm = List.of("-XX:+UseG1GC", "-Xms256m", "-Xmx4g");

    @Override
    public Integer call() throws IOException {
        for (String line : measure(terminals, window, rounds, Duration.ofMillis(roundMillis), warmUp, jvm)) {
            System.out.println(line);
        }
        return 0;
    }

    static List<String> measure(
            List<Integer> sizes, int window, int rounds, Duration roundTime, int warmUp, List<String> jvm) throws IOException {
        Pinning pinning = Pinning.find();
        pinning.moveAside();
        List<Seat> seats = new ArrayList<>();
        try {
            for (int size : sizes) {
                Seat seat = new Seat(Contestant.HEARTBEAT, size, window, pinning, jvm);
                seats.add(seat);
                seat.prepare();
                seat.warmUp(warmUp);
            }
            for (int round = 0; round < rounds; round++) {
                for (Seat seat : seats) {
                    seat.play(roundTime);
                }
            }
            return table(sizes, seats);
        } finally {
            seats.forEach(Seat::close);
        }
    }

    private static List<String> table(List<Integer> sizes, List<Seat> seats) {
        List<String> lines = new ArrayList<>(
                List.of("| sessions | CPU µs/heartbeat | of the first | p99 µs |", "| ---: | ---: | ---: | ---: |"));
        for (int i = 0; i < seats.size(); i++) {
            List<Round> played = seats.get(i).rounds();
            lines.add(String.format(Locale.ROOT, "| %d | %.2f | %.2f | %.0f |", sizes.get(i),
                    Figure.of(played, Round::cpuMicros).median(), Report.ratio(played, seats.get(0).rounds()).median(),
                    Figure.of(played, Round::p99).median()));
        }
        return lines;
    }
}
