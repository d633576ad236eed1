package io.wmmp.examples.gateway;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command of the README: a broker, the gateway as a process of its own, and a terminal, talking for a minute. */
public final class Demo {

    private static final int SECONDS = 60;

    private Demo() {
    }

    /**
     * Runs it.
     *
     * @param  args      the command that starts the gateway
     * @throws Exception when something cannot be started
     */
    public static void main(String[] args) throws Exception {
        int udp = freeUdpPort();
        int http = freeTcpPort();
        Path terminals = Terminal.file();
        try (Broker broker = new Broker(); Terminal terminal = new Terminal(udp);
                Listener listener = new Listener(broker.port())) {
            listener.listen("wmmp.uplink", message -> tell("AMQP: " + message));
            List<String> command = new ArrayList<>(List.of(args[0].split(" ")));
            Process gateway = new ProcessBuilder(withSettings(command, terminals, udp, http, broker.port())).inheritIO()
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::destroy));
            tell("A terminal reports every two seconds. Look at it with",
                    "  curl http://127.0.0.1:" + http + "/terminals",
                    "  curl -N http://127.0.0.1:" + http + "/messages");
            for (int i = 1; i <= SECONDS / 2 && !gateway.waitFor(2, TimeUnit.SECONDS); i++) {
                terminal.report("reading " + i);
            }
            gateway.destroy();
            gateway.waitFor();
        }
    }

    private static List<String> withSettings(List<String> command, Path terminals, int udp, int http, int amqp) {
        // behind "java", or behind the executable
        command.addAll(1, List.of("-Dgateway.terminals=" + terminals, "-Dgateway.listen=udp:127.0.0.1:" + udp,
                "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + http, "-Damqp-host=127.0.0.1", "-Damqp-port=" + amqp,
                "-Dquarkus.log.level=WARN"));
        return command;
    }

    private static synchronized void tell(String... lines) {
        for (String line : lines) {
            System.out.println(line);
        }
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
