package io.wmmp.examples.kafka;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.util.FileUtil;

/** The command of the README: a Kafka, the platform, two terminals, and a consumer that tells what is in the topic. */
public final class Demo {

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
        System.setProperty("org.slf4j.simpleLogger.log.kafka", "error");
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "error");
        Path directory = Files.createTempDirectory("wmmp-kafka-stream");
        try {
            new Demo(System.out).run(directory, Duration.ofSeconds(Long.getLong("demo.seconds", 60)));
        } finally {
            FileUtil.removeDir(directory.toFile());
        }
    }

    void run(Path directory, Duration length) throws Exception {
        Broker broker = new Broker(directory);
        try (Platform platform = new Platform(broker);
                Terminal one = new Terminal(1, platform);
                Terminal other = new Terminal(2, platform);
                Telemetry telemetry = new Telemetry(broker)) {
            // at Ctrl-C: Camel's own hook would wait for somebody to do it
            Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
            Runtime.getRuntime().addShutdownHook(new Thread(platform::close));
            out.println("# Kafka listens at " + broker.address() + ", the platform for terminals at udp:127.0.0.1:"
                    + platform.port());
            for (int second = 0; second < length.toSeconds() && !end.await(1, TimeUnit.SECONDS); second++) {
                Terminal terminal = second % 2 == 0 ? one : other;
                terminal.send("reading " + second).get(ANSWER_SECONDS, TimeUnit.SECONDS);
                tell(telemetry);
            }
            tell(telemetry);
        } finally {
            broker.stop();
        }
    }

    private void tell(Telemetry telemetry) {
        telemetry.poll().forEach(event -> out.println("partition " + event.partition() + " key " + event.key() + " "
                + Telemetry.header(event, "ce_type") + " " + Telemetry.header(event, "ce_id") + "\n    " + event.value()));
    }
}
