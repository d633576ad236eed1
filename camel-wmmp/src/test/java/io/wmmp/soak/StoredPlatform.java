package io.wmmp.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.jdbc.JdbcPlatformStore;
import io.wmmp.jdbc.TestDatabase;
import io.wmmp.platform.registry.TerminalRecord;

import static org.assertj.core.api.Assertions.assertThat;

/** A platform with a store in a process of its own, which a test starts, kills and starts again. */
final class StoredPlatform implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;
    private final int port;
    private final long startMillis;

    /** Starts the process, and waits until it listens over UDP. Port 0 is any free one. */
    StoredPlatform(TestDatabase database, String url, int port, int terminals) throws IOException {
        long start = System.nanoTime();
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-Dlog4j2.configurationFile=log4j2-quiet.properties", "-cp",
                System.getProperty("java.class.path"), Application.class.getName(), database.name(), url,
                Integer.toString(port), Integer.toString(terminals)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.port = Integer.parseInt(expect("ready "));
        startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    int port() {
        return port;
    }

    /** From the start of the process until it served. */
    long startMillis() {
        return startMillis;
    }

    /** Gives commands to the first terminals, each as many, without waiting for answers; returns when all are queued. */
    void queue(int terminals, int each) throws IOException {
        input.println(terminals + " " + each);
        assertThat(expect("queued ")).isEqualTo(Integer.toString(terminals * each));
    }

    private String expect(String start) throws IOException {
        String line = output.readLine();
        assertThat(line).isNotNull().startsWith(start);
        return line.substring(start.length());
    }

    /** Ends the process without giving it a chance to do anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What runs in the process. */
    static final class Application {

        private static final int AT_ONCE = 1000;

        private Application() {
        }

        public static void main(String[] arguments) throws Exception {
            JdbcPlatformStore store = TestDatabase.valueOf(arguments[0]).open(arguments[1]);
            provision(store, Integer.parseInt(arguments[3]));
            CamelContext context = new DefaultCamelContext();
            context.getRegistry().bind("store", store);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("wmmp:platform:udp:127.0.0.1:" + arguments[2] + "?commands=TRANSPARENT_DATA").routeId("udp")
                            .setBody(constant("taken"));
                }
            });
            context.start();
            System.out.println("ready " + ((PlatformConsumer) context.getRoute("udp").getConsumer()).getLocalPort());
            BufferedReader wishes = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String wish = wishes.readLine(); wish != null; wish = wishes.readLine()) {
                String[] numbers = wish.split(" ");
                System.out.println(
                        "queued " + queue(context, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
            }
        }

        private static void provision(JdbcPlatformStore store, int terminals) {
            for (int i = 1; i <= terminals; i += AT_ONCE) {
                List<TerminalRecord> some = IntStream.range(i, Math.min(i + AT_ONCE, terminals + 1))
                        .mapToObj(
                                number -> new TerminalRecord(TerminalFleet.id(number), TerminalFleet.credentials(number), null,
                                        "EC1", null))
                        .toList();
                store.registry().addAll(some).toCompletableFuture().join();
            }
        }

        private static int queue(CamelContext context, int terminals, int each) {
            ProducerTemplate producer = context.createProducerTemplate();
            int queued = 0;
            for (int command = 0; command < each; command++) {
                List<CompletableFuture<Exchange>> round = new ArrayList<>();
                for (int terminal = 1; terminal <= terminals; terminal++) {
                    Map<String, Object> headers = Map.of(WmmpConstants.TERMINAL_ID, TerminalFleet.id(terminal).toString(),
                            WmmpConstants.COMMAND, "CONFIG_SET");
                    int interval = 1000 + command;
                    round.add(producer.asyncSend("wmmp:platform", exchange -> {
                        headers.forEach(exchange.getIn()::setHeader);
                        exchange.getIn().setBody(Map.of("heartbeat_interval", interval));
                    }));
                }
                for (CompletableFuture<Exchange> exchange : round) {
                    queued += exchange.join().isFailed() ? 0 : 1;
                }
            }
            producer.stop();
            return queued;
        }
    }
}
