package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How long a platform takes from the start of its process to the answer to the first LOGIN, and what it takes of memory. */
@CommandLine.Command(name = "start", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Starts a platform over UDP again and again, and measures until its first answer to a LOGIN.")
final class StartCommand implements Callable<Integer> {

    @Option(names = "--terminals", description = "how many terminals log in before memory is looked at (${DEFAULT-VALUE})")
    private int terminals = 1;
    @Option(names = "--starts", description = "how often to start (${DEFAULT-VALUE})")
    private int starts = 5;
    @Parameters(arity = "1..*", paramLabel = "command", description = "starts the platform; {port} stands for where it listens,"
            + " {terminals} for a file: a head line, then terminal id, IMEI, IMSI, uplink password, downlink password on each")
    private List<String> command = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Long> millis = new ArrayList<>();
        // stays where it is told of: when a start has failed
        Path log = Files.createTempFile("wmmp-start", ".log");
        for (int i = 0; i < starts; i++) {
            Result result = new Start(terminals, log, command.toArray(String[]::new)).run();
            System.out.println(result);
            millis.add(result.millis());
        }
        Files.delete(log);
        millis.sort(null);
        System.out.printf(Locale.ROOT, "median of %d starts: %d ms%n", starts, millis.get(starts / 2));
        return 0;
    }

    /**
     * What a start has shown.
     *
     * @param millis   from the start of the process to the first answer
     * @param cpu      the processor time that it had used then, where the system tells it
     * @param sessions how many terminals have logged in then
     * @param resident its resident memory after that, where the system tells it
     */
    record Result(long millis, String cpu, int sessions, String resident) {

        @Override
        public String toString() {
            return "first LOGIN answered after " + millis + " ms (processor: " + cpu + "); " + sessions + " sessions: "
                    + resident
                    + " resident";
        }
    }

    /** One start of a process, and the terminals that log in there. */
    static final class Start {

        private static final Duration PATIENCE = Duration.ofMinutes(2);
        /** LOGINs that are under way at a time. */
        private static final int WINDOW = 50;
        private static final int OFFSET_ID = 12;
        private static final int MAX_ANSWER = 1500;
        private static final int POLL_MILLIS = 2;
        private static final int ANSWER_MILLIS = 300;
        /** Between two looks at the memory. */
        private static final Duration PAUSE = Duration.ofSeconds(1);
        private static final Duration MAX_SETTLING = Duration.ofSeconds(30);
        private static final String UNKNOWN = "unknown";

        private final int terminals;
        private final Path log;
        private final String[] command;
        private final WmmpCodec codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
        private InetSocketAddress listener;

        Start(int terminals, Path log, String... command) {
            this.terminals = terminals;
            this.log = log;
            this.command = command;
        }

        Result run() throws IOException, InterruptedException {
            Path file = Files.write(Files.createTempFile("wmmp-start", ".csv"), registry());
            int port = freePort();
            List<String> words = new ArrayList<>();
            for (String word : command) {
                words.add(word.replace("{port}", Integer.toString(port)).replace("{terminals}", file.toString()));
            }
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
                long started = System.nanoTime();
                Process process = builder.start();
                try {
                    awaitFirst(socket, process);
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                    String cpu = process.toHandle().info().totalCpuDuration().map(time -> time.toMillis() + " ms")
                            .orElse(UNKNOWN);
                    int sessions = logIn(socket);
                    return new Result(millis, cpu, sessions, settled(process));
                } finally {
                    end(process);
                }
            } finally {
                Files.delete(file);
            }
        }

        private List<String> registry() {
            List<String> lines = new ArrayList<>(List.of("terminal_id,imei,imsi,uplink_password,downlink_password"));
            for (int i = 0; i < terminals; i++) {
                Credentials credentials = Fleet.credentials(i);
                lines.add(String.join(",", Fleet.id(i).toString(), credentials.imei(), credentials.imsi(),
                        credentials.uplinkPassword(), credentials.downlinkPassword()));
            }
            return lines;
        }

        private static int freePort() throws SocketException {
            try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                return free.getLocalPort();
            }
        }

        private void awaitFirst(DatagramSocket socket, Process process) throws IOException {
            socket.setSoTimeout(POLL_MILLIS);
            long end = System.nanoTime() + PATIENCE.toNanos();
            boolean answered = false;
            while (!answered) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("No LOGIN was answered; " + log + " may tell why");
                }
                try {
                    send(socket, 0);
                    answered = answered(socket) == 0;
                } catch (SocketTimeoutException e) {
                    // not yet: once more
                    answered = false;
                }
            }
        }

        /** Logs the others in, and repeats what is lost. */
        private int logIn(DatagramSocket socket) throws IOException {
            socket.setSoTimeout(ANSWER_MILLIS);
            BitSet in = new BitSet(terminals);
            in.set(0);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (in.cardinality() < terminals && System.nanoTime() < end) {
                int sent = 0;
                for (int i = in.nextClearBit(0); i < terminals && sent < WINDOW; i = in.nextClearBit(i + 1)) {
                    send(socket, i);
                    sent++;
                }
                takeAnswers(socket, sent, in);
            }
            return in.cardinality();
        }

        private static void takeAnswers(DatagramSocket socket, int sent, BitSet in) throws IOException {
            for (int i = 0; i < sent; i++) {
                try {
                    int terminal = answered(socket);
                    if (terminal >= 0) {
                        in.set(terminal);
                    }
                } catch (SocketTimeoutException e) {
                    // the rest is sent again
                    return;
                }
            }
        }

        private void send(DatagramSocket socket, int terminal) throws IOException {
            WmmpMessage login = WmmpMessage.builder(Command.LOGIN).terminalId(Fleet.id(terminal)).sequenceNumber(1)
                    .body(codec.writeBody(Command.LOGIN, Map.of())).build();
            byte[] frame = Digests.sign(login, 0, Fleet.credentials(terminal), Direction.UPLINK).toBytes();
            socket.send(new DatagramPacket(frame, frame.length, listener));
        }

        private static int answered(DatagramSocket socket) throws IOException {
            DatagramPacket answer = new DatagramPacket(new byte[MAX_ANSWER], MAX_ANSWER);
            socket.receive(answer);
            return Fleet.indexOf(place -> answer.getData()[OFFSET_ID + place]);
        }

        /** The memory when it has come to rest: when two looks at it in a row agree to the MiB, or if it never does. */
        private static String settled(Process process) throws IOException, InterruptedException {
            long end = System.nanoTime() + MAX_SETTLING.toNanos();
            String before;
            String now = resident(process);
            do {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                before = now;
                now = resident(process);
            } while (!now.equals(before) && System.nanoTime() < end);
            return now;
        }

        private static String resident(Process process) throws IOException {
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            if (!Files.exists(status)) {
                return UNKNOWN;
            }
            return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB").findFirst().orElse(UNKNOWN);
        }

        private static void end(Process process) throws InterruptedException {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
