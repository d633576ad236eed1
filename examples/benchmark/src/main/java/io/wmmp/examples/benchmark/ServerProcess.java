package io.wmmp.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wmmp.examples.benchmark.server.Kind;
import io.wmmp.examples.benchmark.server.ServerMain;

/** A server in a JVM of its own, and what the operating system says of it. */
final class ServerProcess implements AutoCloseable {

    private static final int END_SECONDS = 10;

    private final Process process;
    private final BufferedReader answers;
    private final InetSocketAddress address;

    /**
     * @param kind      which server
     * @param terminals how many terminals it has to know
     * @param pinning   where it may run
     * @param jvm       options of its JVM
     */
    ServerProcess(Kind kind, int terminals, Pinning pinning, List<String> jvm) throws IOException {
        List<String> command = new ArrayList<>(pinning.forServer());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerMain.class.getName(), kind.name(),
                Integer.toString(terminals)));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) number());
    }

    /** The next answer; a profiler in that JVM may write lines of its own. */
    private long number() throws IOException {
        String line = answers.readLine();
        while (line != null && !line.startsWith(ServerMain.ANSWER)) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("The server process has ended: " + process);
        }
        return Long.parseLong(line.substring(ServerMain.ANSWER.length()));
    }

    InetSocketAddress address() {
        return address;
    }

    /** The processor time that it has used so far, on all processors, its compiler and collector included. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("This system does not tell the processor time of a process"));
    }

    /** The bytes that its threads have allocated so far. */
    long allocated() {
        return ask("allocated");
    }

    /** The bytes in use on its heap, after a collection. */
    long heap() {
        return ask("heap");
    }

    private long ask(String question) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).append(question).append('\n').flush();
            return number();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
