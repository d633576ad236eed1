package io.wmmp.examples.kafka;

import java.util.concurrent.CompletableFuture;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

/** One of several terminals; it sends a message anew when there is no answer within a second. */
final class Terminal implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template = context.createProducerTemplate();
    private final int number;
    private final String uri;

    /** Switches it on. */
    Terminal(int number, Platform platform) {
        this.number = number;
        platform.add(record());
        uri = "wmmp:terminal:udp:127.0.0.1:" + platform.port() + "?terminalId=" + id() + "&imei=" + imei() + "&imsi=" + imsi()
                + "&uplinkPassword=" + TestSecrets.UPLINK_PASSWORD + "&downlinkPassword=" + TestSecrets.DOWNLINK_PASSWORD
                + "&answerTimeout=1s&sends=60&retryInterval=1s&throwExceptionOnFailure=true";
        context.start();
    }

    private TerminalRecord record() {
        return new TerminalRecord(TerminalId.of(id()), new Credentials(imei(), imsi(), TestSecrets.UPLINK_PASSWORD,
                TestSecrets.DOWNLINK_PASSWORD, null), null, null, null);
    }

    String id() {
        return "TESTTERM%08d".formatted(number);
    }

    private String imei() {
        return "49015420%07d".formatted(number);
    }

    private String imsi() {
        return "00101012%07d".formatted(number);
    }

    /** Completes with the positive answer of the platform. */
    CompletableFuture<Exchange> send(String data) {
        return template.asyncSend(uri, exchange -> exchange.getMessage().setBody(data)).thenApply(exchange -> {
            if (exchange.isFailed()) {
                throw new IllegalStateException(exchange.getException());
            }
            return exchange;
        });
    }

    @Override
    public void close() {
        context.stop();
    }
}
