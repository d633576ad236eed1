package io.wmmp.camel;

import java.util.Random;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** Business data is not cut into fragments: what one datagram or one frame can hold arrives whole. */
class LongMessageTest {

    private static final int LENGTH = 65_000;

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void messageOf65000BytesArrivesWhole(String protocol) throws Exception {
        byte[] data = new byte[LENGTH];
        new Random(1).nextBytes(data);
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up").to("mock:up");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri(protocol, "up"));
            }
        });
        MockEndpoint up = fleet.mock("up");
        up.expectedMessageCount(1);
        Exchange sent = fleet.sendUp(data);
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        up.assertIsSatisfied();
        Exchange received = up.getExchanges().get(0);
        assertThat(received.getIn().getBody(byte[].class)).isEqualTo(data);
        assertThat(received.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class).length()).isGreaterThan(LENGTH);
    }
}
