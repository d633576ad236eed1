package io.wmmp.examples.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;

import io.wmmp.testing.TestSecrets;

/** A terminal in this process. */
final class Terminal implements AutoCloseable {

    static final String ID = "TESTTERM0000ABCD";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final String uri;

    Terminal(int port) {
        uri = "wmmp:terminal:udp:127.0.0.1:" + port + "?terminalId=" + ID
                + "&imei=490154203237518&imsi=001010123456789&uplinkPassword=" + TestSecrets.UPLINK_PASSWORD
                + "&downlinkPassword=" + TestSecrets.DOWNLINK_PASSWORD + "&answerTimeout=10s&retryInterval=1s";
        context.start();
    }

    /** The file in which the gateway finds it. */
    static Path file() throws IOException {
        return Files.writeString(Files.createTempFile("wmmp-gateway", ".csv"),
                "terminal_id,imei,imsi,uplink_password,downlink_password\n" + ID + ",490154203237518,001010123456789,"
                        + TestSecrets.UPLINK_PASSWORD + "," + TestSecrets.DOWNLINK_PASSWORD + "\n");
    }

    /** Says something, and waits until the gateway has acknowledged it. */
    Exchange report(String text) {
        return context.createProducerTemplate().send(uri, exchange -> exchange.getIn().setBody(text));
    }

    @Override
    public void close() {
        context.stop();
    }
}
