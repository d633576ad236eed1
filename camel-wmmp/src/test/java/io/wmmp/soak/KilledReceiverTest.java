package io.wmmp.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.session.Patience;
import io.wmmp.terminal.Terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The receiving application is killed, without a chance to say anything, in the middle of its work. */
class KilledReceiverTest {

    private static final Logger LOG = LoggerFactory.getLogger(KilledReceiverTest.class);
    private static final int TERMINALS = 20;
    private static final int ENOUGH = SoakSize.of(150, 4_000);

    @TempDir
    private Path directory;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    /** The application: its route writes a line when it begins and one when it is through. */
    static final class Receiver {

        private Receiver() {
        }

        public static void main(String[] arguments) throws Exception {
            Path log = Path.of(arguments[0]);
            SoakPlatform platform = new SoakPlatform(TERMINALS, "", exchange -> {
                String message = exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID) + " "
                        + exchange.getIn().getBody(String.class);
                write(log, "begin " + message);
                work();
                write(log, "end " + message);
            });
            System.out.println(platform.address("udp").getPort() + " " + platform.address("tcp").getPort());
            // until it is killed
            Thread.currentThread().join();
        }

        /** Long enough for the kill to meet some routes in the middle; nothing waits for it to have happened. */
        private static void work() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }

        private static void write(Path log, String line) throws IOException {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @RepeatedTest(2)
    void whatWasAcknowledgedHadCompletedItsRoute() throws Exception {
        Path log = directory.resolve("log");
        Process receiver = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Receiver.class.getName(), log.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (TerminalFleet fleet = new TerminalFleet()) {
            BufferedReader output = new BufferedReader(
                    new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8));
            String[] ports = output.readLine().split(" ");
            for (int i = 0; i < TERMINALS; i++) {
                Bearer bearer = i % 2 == 0 ? Bearer.UDP : Bearer.TCP;
                fleet.add(bearer, new InetSocketAddress("127.0.0.1", Integer.parseInt(ports[i % 2])),
                        Dialect.load(Dialect.DEFAULT)).start();
            }
            fleet.awaitOnline();
            fleet.terminals.forEach(terminal -> sendOn(fleet, terminal, 1));
            await().atMost(1, TimeUnit.MINUTES).until(() -> acknowledged.size() > ENOUGH);
            receiver.destroyForcibly();
            assertThat(receiver.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            receiver.destroyForcibly();
        }

        Set<String> begun = new HashSet<>();
        Set<String> completed = new HashSet<>();
        List<String> lines = Files.readAllLines(log);
        lines.forEach(line -> (line.startsWith("begin ") ? begun : completed).add(line.substring(line.indexOf(' ') + 1)));
        LOG.info("{} begun, {} completed, {} acknowledged", begun.size(), completed.size(), acknowledged.size());
        assertThat(completed).containsAll(acknowledged);
        assertThat(begun).as("the kill should have met some routes at work").hasSizeGreaterThan(completed.size());
        assertThat(lines).as("nothing is delivered twice").doesNotHaveDuplicates();
    }

    private void sendOn(TerminalFleet fleet, Terminal terminal, int number) {
        String text = Integer.toString(number);
        byte[] body = terminal.codec().writeBody(Command.TRANSPARENT_DATA,
                Map.of("user_data", text.getBytes(StandardCharsets.UTF_8)));
        terminal.send(Command.TRANSPARENT_DATA, body, new Patience(Duration.ofMillis(300), 3)).thenAcceptAsync(answer -> {
            if (answer.unsigned("result") == 0) {
                acknowledged.add(terminal.terminalId() + " " + text);
            }
            sendOn(fleet, terminal, number + 1);
        }, fleet.executor);
    }
}
