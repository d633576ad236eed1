package io.wmmp.examples.smsgateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Header;
import org.apache.camel.util.FileUtil;
import org.jsmpp.bean.SubmitSm;

import io.wmmp.camel.WmmpConstants;

/** What the README shows: SMS center, platform and terminals, told on standard output for <code>demo.seconds</code>. */
public final class Demo {

    private final PrintStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

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
        new Demo(System.out).run(Duration.ofSeconds(Long.getLong("demo.seconds", 120)));
    }

    /** Ends the demo before its time. */
    void end() {
        ended.countDown();
    }

    /** Tells the whole story, and goes on until the time is over. */
    void run(Duration length) throws IOException, InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        Path commands = Files.createTempDirectory("wmmp-commands");
        String story = "bean:story?method=";
        Map<String, String> settings = Map.of("gateway.messages", story + "message", "gateway.events", story + "event",
                "terminals.heard", story + "heard");
        try (Network network = new Network(commands, settings)) {
            network.gateway().bind("story", this);
            network.terminals().bind("story", this);
            network.smsc().observe(this::shortMessage);
            // at Ctrl-C: Camel's own hook would wait for somebody to do it
            Runtime.getRuntime().addShutdownHook(new Thread(network::stop));
            network.startGateway();
            tell("An SMS center listens at 127.0.0.1:" + network.smsc().port() + ", a platform at udp:127.0.0.1:"
                    + network.port() + ". Two terminals are switched on:",
                    Network.METER + ", a meter, speaks over UDP, and is awake for a few seconds only.",
                    Network.BUOY + ", a buoy, has nothing but short messages.");
            network.startTerminals();
            if (asleep.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                tell("The meter sleeps now. It gets a command, which waits, and a short message that wakes it:");
                Files.writeString(commands.resolve("valve.json"), command("valve shut"));
            }
            if (answered.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                tell("It has done what it was told. Now you, in another window, until Ctrl-C or for "
                        + TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime()) + " seconds:",
                        "echo '" + command("valve open") + "' > " + commands.resolve("mine.json"));
            }
            ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            FileUtil.removeDir(commands.toFile());
        }
    }

    private static String command(String words) {
        return "{\"terminalId\": \"" + Network.METER + "\", \"command\": \"TRANSPARENT_DATA\", \"body\": {\"text\": \"" + words
                + "\"}}";
    }

    private synchronized void tell(String... lines) {
        out.println();
        for (String line : lines) {
            out.println("# " + line);
        }
    }

    private void shortMessage(SubmitSm submit) {
        out.println("SMS       " + submit.getSourceAddr() + " to " + submit.getDestAddress() + ": "
                + Network.read(submit).command());
    }

    /** A message of a terminal, as JSON. */
    public void message(String json) {
        out.println("platform  " + json);
    }

    /** What the platform tells about a terminal. */
    public void event(String json, @Header(WmmpConstants.TERMINAL_ID) String terminal,
            @Header(WmmpConstants.EVENT) String event) {
        out.println("platform  " + terminal + " " + event);
        if (terminal.equals(Network.METER) && event.equals("OFFLINE")) {
            asleep.countDown();
        } else if (event.equals("COMMAND_ANSWERED")) {
            answered.countDown();
        }
    }

    /** What the platform has told a terminal. */
    public void heard(String words, @Header(WmmpConstants.TERMINAL_ID) String terminal) {
        out.println("terminal  " + terminal + " hears: " + words);
    }
}
