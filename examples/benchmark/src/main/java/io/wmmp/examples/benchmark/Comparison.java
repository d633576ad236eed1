package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Servers side by side: each warmed up, then all in turn, round after round. Immutable; {@link #run()} does the work. */
public final class Comparison {

    private final List<Contestant> contestants;
    private final int terminals;
    private final int window;
    private final int rounds;
    private final Duration roundTime;
    private final int warmUp;
    private final List<String> jvm;
    private final Consumer<String> progress;

    /**
     * @param contestants who takes part
     * @param terminals   how many terminals there are at each server
     * @param window      how many requests are under way at a time
     * @param rounds      how often each has its turn
     * @param roundTime   how long a turn is
     * @param warmUp      how many requests each answers before the first, in two minutes at most
     * @param jvm         options of the JVM of each server
     * @param progress    hears what is going on
     */
    public Comparison(List<Contestant> contestants, int terminals, int window, int rounds, Duration roundTime, int warmUp,
            List<String> jvm, Consumer<String> progress) {
        this.contestants = List.copyOf(contestants);
        this.terminals = terminals;
        this.window = window;
        this.rounds = rounds;
        this.roundTime = roundTime;
        this.warmUp = warmUp;
        this.jvm = List.copyOf(jvm);
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @return              what came of it
     * @throws IOException  when a server cannot be started
     */
    public Report run() throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        Pinning pinning = Pinning.find();
        pinning.moveAside();
        List<Seat> seats = new ArrayList<>();
        try {
            for (Contestant contestant : contestants) {
                progress.accept("starting " + contestant.label());
                Seat seat = new Seat(contestant, terminals, window, pinning, jvm);
                seats.add(seat);
                seat.prepare();
                seat.warmUp(warmUp);
            }
            for (int round = 1; round <= rounds; round++) {
                for (Seat seat : seats) {
                    Round played = seat.play(roundTime);
                    progress.accept(String.format("round %d of %d: %s %.2f µs", round, rounds, seat.contestant().label(),
                            played.cpuMicros()));
                }
            }
            return Report.of(setting(processors, pinning), seats);
        } finally {
            seats.forEach(Seat::close);
        }
    }

    private Map<String, Object> setting(int processors, Pinning pinning) {
        Map<String, Object> setting = new LinkedHashMap<>();
        setting.put("terminals", terminals);
        setting.put("window", window);
        setting.put("rounds", rounds);
        setting.put("roundSeconds", roundTime.toMillis() / 1000.0);
        setting.put("pinned", pinning.isPossible());
        setting.put("processors", processors);
        setting.put("java", System.getProperty("java.vm.version"));
        setting.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        setting.put("serverJvm", String.join(" ", jvm));
        return setting;
    }
}
