package io.wmmp.examples.soapbridge;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.main.Main;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.testing.TestSecrets;

/** What the README shows: platform, terminal and application, told on standard output for <code>demo.seconds</code>. */
public final class Demo {

    private static final String TERMINAL = "SOAPTERM00000001";

    private final PrintStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch delivered = new CountDownLatch(2);

    /**
     * @param out gets the story
     */
    Demo(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the demo.
     *
     * @param  args      none
     * @throws Exception when it cannot be started
     */
    public static void main(String[] args) throws Exception {
        new Demo(System.out).run(Duration.ofSeconds(Long.getLong("demo.seconds", 60)));
    }

    /** Ends the demo before its time. */
    void end() {
        ended.countDown();
    }

    /** Tells the whole story, and goes on until the time is over. */
    void run(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        String platformAddress = "http://127.0.0.1:" + freePort() + "/platform";
        String applicationAddress = "http://127.0.0.1:" + freePort() + "/application";
        Main bridge = SoapBridge.newMain();
        Main terminal = new Main();
        terminal.configure().withRoutesIncludePattern("classpath:routes/terminal.yaml");
        // at Ctrl-C: Camel's own hook would wait for somebody to do it
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(terminal, bridge)));
        for (Main main : List.of(bridge, terminal)) {
            main.addOverrideProperty("terminal.uplink-password", TestSecrets.UPLINK_PASSWORD);
            main.addOverrideProperty("terminal.downlink-password", TestSecrets.DOWNLINK_PASSWORD);
        }
        try (Application application = new Application(applicationAddress, platformAddress, this::deliver)) {
            bridge.addOverrideProperty("bridge.udp", "127.0.0.1:0");
            bridge.addOverrideProperty("platform.address", platformAddress);
            bridge.addOverrideProperty("application.address", applicationAddress);
            bridge.start();
            int port = ((PlatformConsumer) bridge.getCamelContext().getRoute("out").getConsumer()).getLocalPort();
            tell("An application listens at " + applicationAddress + ", a platform at udp:127.0.0.1:" + port + " and at",
                    platformAddress + ". A thermometer is switched on. What it reports goes to the application:");
            terminal.addOverrideProperty("bridge.udp", "127.0.0.1:" + port);
            terminal.addOverrideProperty("terminal.heard", "bean:story?method=heard");
            terminal.bind("story", this);
            terminal.start();
            if (delivered.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                tell("Now the application sends to a terminal, and to one that does not exist:");
                send(application, TERMINAL);
                send(application, "NOSUCHTERMINAL00");
                tell("Now you, in another window, until Ctrl-C or for "
                        + TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime())
                        + " seconds:",
                        "curl -H 'Content-Type: text/xml' " + platformAddress + " -d '" + request(TERMINAL) + "'");
            }
            ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            stop(terminal, bridge);
        }
    }

    private static void stop(Main terminal, Main bridge) {
        terminal.stop();
        bridge.stop();
    }

    private void send(Application application, String terminalId) {
        try {
            int result = application.platform().sendToTerminal(terminalId, "hello".getBytes(StandardCharsets.UTF_8));
            out.println("application  " + terminalId + " answers " + result);
        } catch (NotSent e) {
            out.println("application  not sent to " + terminalId + ": " + e.getMessage());
        }
    }

    private static String request(String terminalId) {
        return "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><t:sendToTerminal xmlns:t=\""
                + PlatformService.NAMESPACE + "\"><terminalId>" + terminalId
                + "</terminalId><data>aGVsbG8=</data></t:sendToTerminal></e:Body></e:Envelope>";
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(String... lines) {
        out.println();
        for (String line : lines) {
            out.println("# " + line);
        }
    }

    private void deliver(String terminalId, byte[] data) {
        out.println("application  " + terminalId + " says " + new String(data, StandardCharsets.UTF_8));
        delivered.countDown();
    }

    /** What the platform has told the terminal. */
    public void heard(String words) {
        out.println("terminal     hears " + words);
    }
}
