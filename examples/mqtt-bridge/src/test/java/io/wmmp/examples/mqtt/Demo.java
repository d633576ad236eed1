package io.wmmp.examples.mqtt;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.util.FileUtil;

import io.wmmp.testing.Bridge;
import io.wmmp.testing.RouteTerminal;

/** The command of the README: an MQTT broker, the bridge, a terminal, and an MQTT client that tells what it hears. */
public final class Demo {

    private static final int SECONDS_BETWEEN_COMMANDS = 5;
    private static final int ANSWER_SECONDS = 60;

    private final PrintStream out;
    private final CountDownLatch end = new CountDownLatch(1);

    Demo(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs for <code>demo.seconds</code>, by default 60, or until Ctrl-C.
     *
     * @param  args      none
     * @throws Exception when something cannot be started
     */
    public static void main(String[] args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        Path directory = Files.createTempDirectory("wmmp-mqtt-bridge");
        try {
            new Demo(System.out).run(directory, Duration.ofSeconds(Long.getLong("demo.seconds", 60)));
        } finally {
            FileUtil.removeDir(directory.toFile());
        }
    }

    void run(Path directory, Duration length) throws Exception {
        Broker broker = new Broker(directory.resolve("broker"));
        try (Bridge bridge = new Bridge(broker.url(), directory.resolve("bridge")).start();
                Observer observer = new Observer(broker, (topic, text) -> out.println(topic + " " + text))) {
            // at Ctrl-C: Camel's own hook would wait for somebody to do it
            Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
            Runtime.getRuntime().addShutdownHook(new Thread(bridge::close));
            bridge.add(RouteTerminal.record());
            out.println("# The MQTT broker listens at " + broker.url() + ", the bridge for terminals at udp:127.0.0.1:"
                    + bridge.port());
            try (RouteTerminal terminal = new RouteTerminal(bridge.port())) {
                talk(terminal, observer, length.toSeconds());
            }
        } finally {
            broker.stop();
        }
    }

    private void talk(RouteTerminal terminal, Observer observer, long seconds) throws Exception {
        for (int second = 0; second < seconds && !end.await(1, TimeUnit.SECONDS); second++) {
            if (second % SECONDS_BETWEEN_COMMANDS == 0) {
                observer.command(RouteTerminal.ID, "{\"command\": \"TRANSPARENT_DATA\", \"body\": {\"text\": \"Hello " + second
                        + "\"}}");
            }
            terminal.send("reading " + second).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
    }
}
