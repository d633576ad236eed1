package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a session holds: the heap of a platform before its terminals log in, and after. */
@Command(name = "sessions", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures the heap of an idle session that is logged in and remembers its last answer.")
final class SessionsCommand implements Callable<Integer> {

    @Option(names = "--terminals", description = "how many terminals log in (${DEFAULT-VALUE})")
    private int terminals = 100_000;
    @Option(names = "--jvm", split = " ", paramLabel = "options", description = "options of the JVM (${DEFAULT-VALUE})")
    private List<String> jvm = List.of("-XX:+UseG1GC", "-Xmx3g");

    @Override
    public Integer call() throws IOException {
        System.out.printf(Locale.ROOT, "%d sessions: %.0f bytes of heap each%n", terminals, bytesEach(terminals, jvm));
        return 0;
    }

    static double bytesEach(int terminals, List<String> jvm) throws IOException {
        try (Seat seat = new Seat(Contestant.HEARTBEAT, terminals, 64, Pinning.find(), jvm)) {
            long before = seat.server().heap();
            seat.prepare();
            return (double) (seat.server().heap() - before) / terminals;
        }
    }
}
