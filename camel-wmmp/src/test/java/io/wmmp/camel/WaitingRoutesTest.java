package io.wmmp.camel;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.session.DropReason;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Routes that wait for answers inside other exchanges, and contexts that start again: nothing may hang. */
class WaitingRoutesTest {

    private static final String OTHER = "TESTTERM0000BBBB";

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @Test
    void aRouteOnTheOnlyThreadMayWaitForAnotherTerminal() throws Exception {
        fleet.component.setMaximumPoolSize(1);
        fleet.registry.save(new TerminalRecord(TerminalId.of(OTHER),
                new Credentials("490154203237526", "001010123456780", "OTHERUPL", "OTHERDWN", null), null, null, null));
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up").process(exchange -> {
                    Exchange answered = exchange.getContext().createProducerTemplate().request(
                            "wmmp:platform?answerTimeout=300&sends=5", command -> {
                                command.getIn().setHeaders(Map.of(WmmpConstants.TERMINAL_ID, OTHER, WmmpConstants.COMMAND,
                                        "CONFIG_GET"));
                                command.getIn().setBody(List.of("heartbeat_interval"));
                            });
                    if (answered.getException() != null) {
                        throw answered.getException();
                    }
                });
            }
        });
        String other = fleet.terminalUri("udp", "up").replace(Fleet.ID, OTHER).replace(Fleet.IMEI, "490154203237526")
                .replace(Fleet.IMSI, "001010123456780").replace(TestSecrets.UPLINK_PASSWORD, "OTHERUPL")
                .replace(TestSecrets.DOWNLINK_PASSWORD, "OTHERDWN");
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
                from(other).to("mock:other");
            }
        });
        await().until(
                () -> fleet.sharedPlatform().status(TerminalId.of(OTHER)).toCompletableFuture().join().lastSeen() != null);
        Exchange sent = fleet.sendUp("36.6");
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    @Test
    void messagesWaitForTheOnlyThread() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        fleet.component.setMaximumPoolSize(1);
        fleet.registry.save(new TerminalRecord(TerminalId.of(OTHER),
                new Credentials("490154203237526", "001010123456780", "OTHERUPL", "OTHERDWN", null), null, null, null));
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up").to("mock:up")
                        .process(exchange -> release.await(60, TimeUnit.SECONDS));
            }
        });
        String patience = "&answerTimeout=60s&sends=1";
        String uri = fleet.terminalUri("udp", "up").replaceAll("&answerTimeout.*", patience);
        String other = uri.replace(Fleet.ID, OTHER).replace(Fleet.IMEI, "490154203237526")
                .replace(Fleet.IMSI, "001010123456780").replace(TestSecrets.UPLINK_PASSWORD, "OTHERUPL")
                .replace(TestSecrets.DOWNLINK_PASSWORD, "OTHERDWN");
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one").to(uri);
                from("direct:other").to(other);
            }
        });
        ProducerTemplate producer = fleet.terminal.createProducerTemplate();
        CompletableFuture<Exchange> one = producer.asyncSend("direct:one", exchange -> exchange.getIn().setBody("1"));
        await().until(() -> fleet.mock("up").getReceivedCounter() == 1);
        CompletableFuture<Exchange> two = producer.asyncSend("direct:other", exchange -> exchange.getIn().setBody("2"));
        PlatformConsumer consumer = (PlatformConsumer) fleet.platform.getRoute("up").getConsumer();
        await().until(() -> consumer.getPendingExchangesSize() == 1);
        release.countDown();
        assertThat(one.get().getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(two.get().getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(fleet.sharedPlatform().dropped(DropReason.OVERLOAD)).isZero();
    }

    @Test
    void aTerminalRouteMaySendOnItsOwnTerminal() throws Exception {
        fleet.startPlatform();
        String uri = fleet.terminalUri("udp", "up");
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).choice().when(body().isEqualTo("wait"))
                        .doTry().to(uri + "&exchangePattern=InOut").doCatch(IllegalStateException.class).to("mock:refused")
                        .endDoTry().endChoice().otherwise().setBody(constant("echo")).to(uri);
                from("direct:up").to(uri);
            }
        });
        fleet.sendUp("on");
        assertThat(fleet.command("TRANSPARENT_DATA", "hello").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        await().untilAsserted(() -> assertThat(fleet.mock("up").getExchanges())
                .anyMatch(exchange -> "echo".equals(exchange.getIn().getBody(String.class))));
        assertThat(fleet.command("TRANSPARENT_DATA", "wait").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        MockEndpoint refused = fleet.terminal.getEndpoint("mock:refused", MockEndpoint.class);
        assertThat(refused.getExchanges()).hasSize(1);
        assertThat(refused.getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .hasMessageContaining("InOnly");
    }

    @Test
    void bothContextsStartAgain() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(
                new InetSocketAddress("127.0.0.1", 0))) {
            port = free.getLocalPort();
        }
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:" + port).routeId("up").to("mock:up");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        assertThat(fleet.sendUp("one").getException()).isNull();
        fleet.terminal.stop();
        fleet.platform.stop();
        // a context forgets its components when it stops
        WmmpComponent again = new WmmpComponent();
        again.setRegistry(fleet.registry);
        fleet.platform.addComponent("wmmp", again);
        fleet.platform.start();
        fleet.terminal.start();
        assertThat(fleet.sendUp("two").getException()).isNull();
    }

    @Test
    void aMapNamesTheApplicationThatShallGetTheData() throws Exception {
        fleet.startBothEnds();
        assertThat(fleet.sendUp(Map.of("text", "36.6", "destination_ec_code", "EC42")).getException()).isNull();
        assertThat(fleet.mock("up").getExchanges().get(0).getIn().getHeader(WmmpConstants.DESTINATION_EC_CODE))
                .isEqualTo("EC42");
    }
}
