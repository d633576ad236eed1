package io.wmmp.examples.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Gives the server a processor of its own and the load generator another one, where {@code taskset} is there for it. */
final class Pinning {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final List<Integer> processors;

    private Pinning(List<Integer> processors) {
        this.processors = processors;
    }

    /** What this machine allows: nothing where there are not two processors or no taskset. */
    static Pinning find() {
        List<Integer> processors = hasTaskset() ? allowed() : List.of();
        return new Pinning(processors.size() < 2 ? List.of() : processors);
    }

    private static boolean hasTaskset() {
        String path = System.getenv("PATH");
        return path != null && Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
    }

    private static List<Integer> allowed() {
        List<Integer> all = new ArrayList<>();
        try (Stream<String> lines = Files.lines(STATUS)) {
            String list = lines.filter(line -> line.startsWith(ALLOWED)).findFirst().orElse(ALLOWED)
                    .substring(ALLOWED.length());
            for (String range : list.trim().split(",")) {
                String[] ends = range.split("-");
                for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                    all.add(i);
                }
            }
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
        return all;
    }

    boolean isPossible() {
        return !processors.isEmpty();
    }

    /** What to put before the command of a server. */
    List<String> forServer() {
        return isPossible() ? List.of("taskset", "-c", Integer.toString(processors.get(0))) : List.of();
    }

    /** Moves this process, all its threads, out of the way of the server. */
    void moveAside() throws IOException {
        if (isPossible()) {
            new ProcessBuilder("taskset", "-a", "-c", "-p", Integer.toString(processors.get(1)),
                    Long.toString(ProcessHandle.current().pid())).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit().join();
        }
    }
}
