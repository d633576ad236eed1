package io.wmmp.examples.healthtester;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.main.Main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.camel.PlatformConsumer;
import io.wmmp.examples.platform.PlatformMain;
import io.wmmp.testing.TestSecrets;

/**
 * The first command of the README: the platform in a box and the health tester, talking for <code>demo.seconds</code>, told
 * on standard output.
 */
public final class Demo {

    private static final String TERMINAL = "DEMOTERM00000042";
    private static final Map<String, String> TESTER = Map.of("tester.terminal-id", TERMINAL, "tester.imei", "490154203237518",
            "tester.imsi", "460001234567890", "tester.uplink-password", TestSecrets.UPLINK_PASSWORD,
            "tester.downlink-password", TestSecrets.DOWNLINK_PASSWORD);
    private static final String CSV = "terminal_id,imei,imsi,uplink_password,downlink_password\n"
            + TERMINAL + ",490154203237518,460001234567890," + TestSecrets.UPLINK_PASSWORD + "," + TestSecrets.DOWNLINK_PASSWORD
            + "\n";
    private static final String HOST = "127.0.0.1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VITAL_SIGNS = 6;
    private static final int STOP_SECONDS = 20;

    private final PrintStream out;
    private final String interval;
    private final CountDownLatch allVitalSigns = new CountDownLatch(VITAL_SIGNS);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean readable;

    /**
     * @param out      gets the story
     * @param interval the pause from one vital sign to the next
     */
    Demo(PrintStream out, String interval) {
        this.out = out;
        this.interval = interval;
    }

    /**
     * Runs the demo.
     *
     * @param  args      none
     * @throws Exception when it cannot be started
     */
    public static void main(String[] args) throws Exception {
        Demo demo = new Demo(System.out, "1s");
        Thread interrupted = new Thread(demo::end, "demo-end");
        Runtime.getRuntime().addShutdownHook(interrupted);
        demo.run(Duration.ofSeconds(Long.getLong("demo.seconds", 60)));
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException e) {
            // that is what has ended the demo
        }
    }

    /** Ends the demo before its time, and waits until it has ended. */
    void end() {
        end.countDown();
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                tell("It does not want to end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void run(Duration length) throws Exception {
        long deadline = System.nanoTime() + length.toNanos();
        Path terminals = Files.createTempFile("wmmp-demo", ".csv");
        String http = HOST + ":" + freePort();
        Main platform = PlatformMain.create(new Lines());
        Main tester = HealthTesterMain.newMain();
        try {
            platform.addOverrideProperty("wmmp.terminals", Files.writeString(terminals, CSV).toString());
            platform.addOverrideProperty("wmmp.udp", HOST + ":0");
            platform.addOverrideProperty("wmmp.tcp", "");
            platform.addOverrideProperty("wmmp.data", "memory");
            platform.addOverrideProperty("wmmp.http", http);
            platform.start();
            int port = ((PlatformConsumer) platform.getCamelContext().getRoute("udp").getConsumer()).getLocalPort();
            TESTER.forEach(tester::addOverrideProperty);
            tester.addOverrideProperty("tester.platform", "udp:" + HOST + ":" + port);
            tester.addOverrideProperty("tester.interval", interval);
            tell("A platform listens at udp:" + HOST + ":" + port + ". It knows one terminal, " + TERMINAL
                    + ", and writes what",
                    "that sends as JSON. To look for yourself: curl http://" + http + "/terminals",
                    "Now the terminal is switched on, a health tester. It registers, logs in, and reports one vital sign",
                    "after the other. This goes on for " + length.toSeconds() + " seconds, or until Ctrl-C.");
            tester.start();

            if (waitFor(allVitalSigns, deadline)) {
                String set = command(http, "CONFIG_SET", "{\"heartbeat_interval\": 45}");
                String get = command(http, "CONFIG_GET", "[\"heartbeat_interval\"]");
                readable = true;
                tell("That was each of the six vital signs once. The platform has just set the pause between heartbeats to 45",
                        "seconds and read it back, over HTTP. The terminal has answered",
                        "  CONFIG_SET  " + set, "  CONFIG_GET  " + get,
                        "From here on, only the data, as the terminal has sent it:");
            }
            end.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            tester.stop();
            tell("The terminal has been switched off, and has logged out. The platform says of it", "  "
                    + get(http, "/terminals/" + TERMINAL));
        } finally {
            tester.stop();
            platform.stop();
            Files.deleteIfExists(terminals);
            ended.countDown();
        }
    }

    /** False when the demo is over first. */
    private boolean waitFor(CountDownLatch event, long deadline) throws InterruptedException {
        while (end.getCount() > 0 && System.nanoTime() < deadline) {
            if (event.await(100, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private synchronized void tell(String... lines) {
        out.println();
        for (String line : lines) {
            out.println("# " + line);
        }
    }

    private synchronized void show(String line) throws JsonProcessingException {
        JsonNode message = JSON.readTree(line);
        boolean data = message.path("command").asText().equals("TRANSPARENT_DATA");
        out.print(readable && data ? message.path("body").path("text").asText() + "\n" : line);
        if (data) {
            allVitalSigns.countDown();
        }
    }

    private static String command(String http, String command, String body) throws IOException, InterruptedException {
        return post(http, "/terminals/" + TERMINAL + "/commands",
                "{\"command\": \"" + command + "\", \"body\": " + body + ", \"wait\": 10}");
    }

    private static String get(String http, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://" + http + path)).build());
    }

    private static String post(String http, String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://" + http + path)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)).build());
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newBuilder().version(Version.HTTP_1_1).build().send(request, BodyHandlers.ofString()).body().strip();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    /** Where the platform writes its lines, each in one go. */
    private final class Lines extends OutputStream {

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("lines come whole");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            show(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }
}
