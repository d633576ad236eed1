package io.wmmp.testing;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** One terminal, as a route; it sends a message anew when there is no answer within a second. */
public final class RouteTerminal implements AutoCloseable {

    /** Its id. */
    public static final String ID = "TESTTERM0000ABCD";
    private static final String IMEI = "490154203237518";
    private static final String IMSI = "001010123456789";

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template = context.createProducerTemplate();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    /**
     * Switches it on.
     *
     * @param port of the platform, on this machine
     */
    public RouteTerminal(int port) throws Exception {
        this(port, new CountDownLatch(0));
    }

    /**
     * Switches it on.
     *
     * @param port      of the platform, on this machine
     * @param mayAnswer what it waits for before it answers data of the platform
     */
    public RouteTerminal(int port, CountDownLatch mayAnswer) throws Exception {
        String uri = "wmmp:terminal:udp:127.0.0.1:" + port + "?terminalId=" + ID + "&imei=" + IMEI + "&imsi=" + IMSI
                + "&uplinkPassword=" + TestSecrets.UPLINK_PASSWORD + "&downlinkPassword=" + TestSecrets.DOWNLINK_PASSWORD
                + "&answerTimeout=1s&sends=60&retryInterval=1s";
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:send").to(uri + "&throwExceptionOnFailure=true");
                from(uri).process(exchange -> {
                    heard.add(exchange.getMessage().getBody(String.class));
                    mayAnswer.await();
                });
            }
        });
        context.start();
    }

    /** As it is provisioned. */
    public static TerminalRecord record() {
        return new TerminalRecord(TerminalId.of(ID), new Credentials(IMEI, IMSI, TestSecrets.UPLINK_PASSWORD,
                TestSecrets.DOWNLINK_PASSWORD, null), null, "VITALS", null);
    }

    /** Completes with the positive answer of the platform. */
    public CompletableFuture<Exchange> send(String data) {
        return send("TRANSPARENT_DATA", data);
    }

    /** Completes with the positive answer of the platform. */
    public CompletableFuture<Exchange> report(Map<String, Object> values) {
        return send("CONFIG_TRAP", values);
    }

    private CompletableFuture<Exchange> send(String command, Object body) {
        return template.asyncSend("direct:send", exchange -> {
            exchange.getMessage().setHeader(WmmpConstants.COMMAND, command);
            exchange.getMessage().setBody(body);
        }).thenApply(exchange -> {
            if (exchange.isFailed()) {
                throw new IllegalStateException(exchange.getException());
            }
            return exchange;
        });
    }

    /** What the platform has said. */
    public Queue<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        context.stop();
    }
}
