package io.wmmp.camel;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.testing.BadNetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever waits for an answer of a silent platform when the terminal stops is told. */
class StopTerminalWhileAskingTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @Test
    void messagesUnderWayFailWhenTheTerminalStops() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
            }
        });
        try (BadNetwork network = new BadNetwork(new InetSocketAddress("127.0.0.1", fleet.port("up")),
                BadNetwork.Conditions.GOOD)) {
            String uri = "wmmp:terminal:udp:127.0.0.1:" + network.address().getPort() + "?" + Fleet.IDENTITY + Fleet.PASSWORDS
                    + "&answerTimeout=60s&sends=3";
            fleet.startTerminal(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).to("mock:down");
                }
            });
            await().until(() -> fleet.status().state() == TerminalState.ONLINE
                    && !fleet.mock("up").getExchanges().isEmpty());
            network.uplinkSilent(true);
            List<CompletableFuture<Exchange>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(fleet.terminal.createProducerTemplate().asyncSend(uri, exchange -> exchange.getIn().setBody("36.6")));
            }
            fleet.terminal.stop();
            for (CompletableFuture<Exchange> exchange : asked) {
                assertThat(exchange.get(15, TimeUnit.SECONDS).getException()).isNotNull();
            }
        }
    }
}
