package io.wmmp.examples.benchmark.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

import com.sun.management.ThreadMXBean;

/**
 * The process of one server. It says at which port it listens, and then answers questions, a line each, until its input ends:
 * {@code allocated} for the bytes that its threads have allocated so far, {@code heap} for those that are in use after a
 * collection of garbage.
 */
public final class ServerMain {

    /** How each line starts that is an answer. */
    public static final String ANSWER = "answer: ";

    private ServerMain() {
    }

    /**
     * Serves until standard input ends.
     *
     * @param  args      a {@link Kind} and the number of terminals
     * @throws Exception when the server cannot be started
     */
    public static void main(String[] args) throws Exception {
        Kind kind = Kind.valueOf(args[0]);
        int port = freePort(kind.isTcp());
        Server server = kind.start(port, Integer.parseInt(args[1]));
        System.out.println(ANSWER + port);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            System.out.println(ANSWER + switch (question) {
                case "allocated" -> allocated();
                case "heap" -> heap();
                default -> throw new IllegalArgumentException(question);
            });
        }
        server.close();
        System.exit(0);
    }

    private static int freePort(boolean tcp) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        if (tcp) {
            try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
                return socket.getLocalPort();
            }
        }
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            return socket.getLocalPort();
        }
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    private static long heap() {
        // the first finds what only finalization or a reference queue frees
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
