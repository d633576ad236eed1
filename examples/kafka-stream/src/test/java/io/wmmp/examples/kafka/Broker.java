package io.wmmp.examples.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

/** A Kafka of one node, broker and controller (KRaft), which keeps its log and its port when it is stopped and started again. */
final class Broker {

    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;

    private final Properties properties = new Properties();
    private final String address;
    private KafkaRaftServer server;

    Broker(Path directory) throws Exception {
        String log = Files.createDirectories(directory).toString();
        int[] ports = freePorts();
        address = HOST + ":" + ports[0];
        String controller = HOST + ":" + ports[1];
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", String.valueOf(NODE));
        properties.setProperty("controller.quorum.voters", NODE + "@" + controller);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller);
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("log.dirs", log);
        properties.setProperty("num.partitions", "3");
        // one node is all there is, and it is small
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        new Formatter().setClusterId(Uuid.randomUuid().toString()).setNodeId(NODE).addDirectory(log)
                .setControllerListenerName("CONTROLLER").setMetadataLogDirectory(log).run();
        start();
    }

    void start() {
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
    }

    void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Where clients find it. */
    String address() {
        return address;
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = freePort(); ServerSocket other = freePort()) {
            return new int[] { one.getLocalPort(), other.getLocalPort() };
        }
    }

    private static ServerSocket freePort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(HOST));
    }
}
