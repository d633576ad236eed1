package io.wmmp.examples.gateway;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** The broker, a free port, and the file of terminals. */
public class Surroundings implements QuarkusTestResourceLifecycleManager {

    private Broker broker;

    @Override
    public Map<String, String> start() {
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            int port = free.getLocalPort();
            broker = new Broker();
            return Map.of("amqp-host", "127.0.0.1", "amqp-port", Integer.toString(broker.port()), "gateway.listen",
                    "udp:127.0.0.1:" + port, "test.port", Integer.toString(port), "gateway.terminals",
                    Terminal.file().toString(), "quarkus.http.test-port", "0");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        broker.close();
    }
}
