package io.wmmp.examples.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.apache.camel.util.TimeUtils;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Many terminals from the command line: progress on standard error, the summary on standard output and, if wanted, as JSON in
 * a file. Ctrl-C ends the simulation early, with its summary.
 */
@Command(name = "wmmp-terminal-simulator", mixinStandardHelpOptions = true, sortOptions = false, version = "1.0.0-SNAPSHOT",
        description = "Simulates many WMMP terminals against one platform. In brackets: what holds without the option.")
public final class SimulatorMain implements Callable<Integer> {

    private static final int WRONG_USE = 2;
    private static final Pattern TIME = Pattern.compile("\\d{1,9}(ms|s|m|h)?");
    /** As long as the hook may hold up the end of the process. */
    private static final int SUMMARY_SECONDS = 10;

    @Spec
    private CommandSpec command;
    @Mixin
    private final SimulationOptions.Builder options = SimulationOptions.builder();
    @Option(names = "--json", paramLabel = "file", description = "also write the summary as JSON to this file")
    private Path json;
    @Option(names = "--write-csv", paramLabel = "file",
            description = "write the terminals to a file for the platform example (wmmp.terminals), and do nothing else")
    private Path csv;

    private SimulatorMain() {
    }

    /**
     * Runs a simulation; ends with 0, or with 1 when it could not run, or with 2 when an option is wrong.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SimulatorMain()).setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, SimulatorMain::duration)
                .registerConverter(InetSocketAddress.class, SimulatorMain::address)
                .setExecutionExceptionHandler((failure, line, result) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                })
                .setParameterExceptionHandler((wrong, arguments) -> {
                    wrong.getCommandLine().getErr().println(wrong.getMessage() + ". See --help");
                    return WRONG_USE;
                });
    }

    private static Duration duration(String text) {
        if (!TIME.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is no time such as 500ms, 90s or 5m");
        }
        return Duration.ofMillis(TimeUtils.toMilliSeconds(text));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        try {
            return new InetSocketAddress(colon < 0 ? text : text.substring(0, colon),
                    colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no address such as 127.0.0.1:9981");
        }
    }

    @Override
    public Integer call() throws IOException {
        SimulationOptions chosen = chosen();
        if (csv != null) {
            chosen.terminals().writeCsv(csv, chosen.dialect().name());
            return 0;
        }
        Simulation simulation = new Simulation(chosen, progress -> System.err.println(progress));
        CountDownLatch told = new CountDownLatch(1);
        Thread interrupted = new Thread(() -> {
            simulation.stop();
            await(told);
        });
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            Summary summary = simulation.run();
            System.out.print(summary);
            if (json != null) {
                Files.writeString(json, summary.toJson() + System.lineSeparator());
            }
        } finally {
            told.countDown();
        }
        return 0;
    }

    private SimulationOptions chosen() {
        try {
            return options.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage());
        }
    }

    private static void await(CountDownLatch told) {
        try {
            if (!told.await(SUMMARY_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("The simulation did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
