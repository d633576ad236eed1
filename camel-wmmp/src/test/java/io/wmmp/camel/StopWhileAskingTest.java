package io.wmmp.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.fleet.TerminalState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever waits for an answer when the platform stops is told. */
class StopWhileAskingTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @Test
    void commandsUnderWayFailWhenThePlatformStops() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("log:up");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up") + "&commands=CONFIG_SET").delay(100_000).to("log:down");
            }
        });
        await().until(() -> fleet.status().state() == TerminalState.ONLINE);
        List<CompletableFuture<Exchange>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(fleet.platform.createProducerTemplate().asyncSend("wmmp:platform?answerTimeout=60000", exchange -> {
                exchange.setPattern(ExchangePattern.InOut);
                exchange.getIn().setHeaders(new HashMap<>(Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID, WmmpConstants.COMMAND,
                        "CONFIG_SET")));
                exchange.getIn().setBody(Map.of("heartbeat_interval", 60));
            }));
        }
        fleet.platform.stop();
        // the route of the terminal hangs
        fleet.terminal.getShutdownStrategy().setTimeout(1);
        for (CompletableFuture<Exchange> exchange : asked) {
            assertThat(exchange.get(10, TimeUnit.SECONDS).getException()).isNotNull();
        }
    }
}
