package io.wmmp.examples.jms;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.util.FileUtil;

import io.wmmp.testing.Bridge;
import io.wmmp.testing.RouteTerminal;

/** The command of the README: a broker, the bridge, a terminal, and a client of the broker that tells what it gets. */
public final class Demo {

    private static final int ANSWER_SECONDS = 60;
    private static final int SECONDS_BETWEEN_COMMANDS = 5;

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
        Path directory = Files.createTempDirectory("wmmp-jms-bridge");
        try {
            new Demo(System.out).run(directory, Duration.ofSeconds(Long.getLong("demo.seconds", 60)));
        } finally {
            FileUtil.removeDir(directory.toFile());
        }
    }

    void run(Path directory, Duration length) throws Exception {
        Broker broker = new Broker(directory.resolve("broker"));
        try (Bridge bridge = bridge(broker, directory.resolve("bridge")).start()) {
            // at Ctrl-C: Camel's own hook would wait for somebody to do it
            Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
            Runtime.getRuntime().addShutdownHook(new Thread(bridge::close));
            bridge.add(RouteTerminal.record());
            try (RouteTerminal terminal = new RouteTerminal(bridge.port());
                    JMSContext client = new ActiveMQConnectionFactory(broker.url()).createContext()) {
                out.println("# Artemis listens at " + broker.url() + ", the bridge for terminals at udp:127.0.0.1:"
                        + bridge.port());
                talk(terminal, client, length.toSeconds());
            }
        } finally {
            broker.stop();
        }
    }

    /** Ends the demo before its time. */
    void end() {
        end.countDown();
    }

    private void talk(RouteTerminal terminal, JMSContext client, long seconds) throws Exception {
        listen(client, "wmmp.data");
        listen(client, "wmmp.alarms");
        Queue answers = listen(client, "answers.of.the.demo");
        // a session is for one thread, and the one of the client is for its listeners from here on
        try (JMSContext sender = client.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            send(terminal, sender, answers, seconds);
        }
    }

    private void send(RouteTerminal terminal, JMSContext client, Queue answers, long seconds) throws Exception {
        for (int second = 0; second < seconds && !end.await(1, TimeUnit.SECONDS); second++) {
            if (second % SECONDS_BETWEEN_COMMANDS == 0) {
                client.createProducer().setJMSReplyTo(answers).setJMSCorrelationID("command " + second)
                        .send(client.createQueue("wmmp.commands"), """
                                {"terminalId": "%s", "command": "TRANSPARENT_DATA", "body": {"text": "Hello %d"}}"""
                                .formatted(RouteTerminal.ID, second));
            }
            terminal.send("reading " + second).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Tells on a thread of the client what comes to a queue. */
    private Queue listen(JMSContext client, String name) {
        Queue queue = client.createQueue(name);
        JMSConsumer consumer = client.createConsumer(queue);
        consumer.setMessageListener(message -> tell(name, message));
        return queue;
    }

    private void tell(String queue, Message message) {
        try {
            String correlation = message.getJMSCorrelationID();
            out.println(queue + (correlation == null ? "" : " [" + correlation + "]") + " " + message.getBody(String.class));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bridge at a broker, which may be away for a while. */
    static Bridge bridge(Broker broker, Path directory) {
        return new Bridge(broker.url() + "?callTimeout=5000&retryInterval=500", directory)
                .with("wmmp.cloud-event-key", "any long text will do for a test");
    }
}
