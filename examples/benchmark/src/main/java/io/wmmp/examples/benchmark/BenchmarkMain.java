package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

import org.openjdk.jmh.Main;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The measurements from the command line: progress on standard error, tables on standard output, files where wanted. */
@Command(name = "wmmp-benchmark", mixinStandardHelpOptions = true, sortOptions = false, version = "1.0.0-SNAPSHOT",
        description = "Measures what a message costs this component and others. Without a command: compare.",
        subcommands = { SessionsCommand.class, GrowthCommand.class, IdleCommand.class, StartCommand.class })
public final class BenchmarkMain implements Callable<Integer> {

    private static final String JMH = "jmh";

    @Option(names = "--only", split = ",", description = "the rows to measure: ${COMPLETION-CANDIDATES}; by default all")
    private List<Contestant> only = Arrays.asList(Contestant.values());
    @Option(names = "--terminals", description = "how many terminals there are at each server (${DEFAULT-VALUE})")
    private int terminals = 500;
    @Option(names = "--window", description = "how many requests are under way at a time (${DEFAULT-VALUE})")
    private int window = 64;
    @Option(names = "--rounds", description = "how often each server has its turn (${DEFAULT-VALUE})")
    private int rounds = 9;
    @Option(names = "--round-time", paramLabel = "ms", description = "how long a turn is (${DEFAULT-VALUE})")
    private int roundMillis = 2000;
    @Option(names = "--warm-up", paramLabel = "requests",
            description = "how many requests each server answers before, in two minutes at most (${DEFAULT-VALUE})")
    private int warmUp = 400_000;
    @Option(names = "--jvm", split = " ", paramLabel = "options",
            description = "options of the JVM of each server (${DEFAULT-VALUE})")
    private List<String> jvm = List.of("-XX:+UseG1GC", "-Xms256m", "-Xmx256m");
    @Option(names = "--output", paramLabel = "directory", description = "where to write benchmark.json and benchmark.svg")
    private Path output;

    private BenchmarkMain() {
    }

    /**
     * Runs a measurement. {@code jmh} as first argument leaves the rest to JMH.
     *
     * @param  args        see --help
     * @throws IOException when JMH cannot be run
     */
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals(JMH)) {
            Main.main(Arrays.copyOfRange(args, 1, args.length));
        } else {
            System.exit(new CommandLine(new BenchmarkMain()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
        }
    }

    @Override
    public Integer call() throws IOException {
        Report report = new Comparison(only, terminals, window, rounds, Duration.ofMillis(roundMillis),
                warmUp, jvm, System.err::println).run();
        System.out.println(report.toText());
        if (output != null) {
            write(report, output);
        }
        return 0;
    }

    static void write(Report report, Path directory) throws IOException {
        Files.createDirectories(directory);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(directory.resolve("benchmark.json").toFile(), report);
        Files.writeString(directory.resolve("benchmark.svg"), BarChart.of(report));
    }
}
