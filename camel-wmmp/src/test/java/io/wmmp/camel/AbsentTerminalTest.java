package io.wmmp.camel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.testing.Smsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Commands of YAML routes for terminals that are not there. */
class AbsentTerminalTest {

    private static final String PLATFORM_NUMBER = "106571734";
    private static final String NUMBER = "13800000000";

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private void startPlatform(String more) throws Exception {
        PluginHelper.getRoutesLoader(fleet.platform).loadRoutes(ResourceHelper.fromString("absent.yaml", """
                - route:
                    id: up
                    from:
                      uri: wmmp:platform:udp:127.0.0.1:0%s
                      steps:
                        - to: mock:up
                - route:
                    from:
                      uri: wmmp:platform
                      parameters:
                        events: COMMAND_ANSWERED,COMMAND_EXPIRED
                      steps:
                        - to: mock:events
                - route:
                    from:
                      uri: direct:later
                      steps:
                        - to: wmmp:platform
                        - to: mock:queued
                - route:
                    from:
                      uri: direct:wait
                      steps:
                        - to:
                            uri: wmmp:platform
                            pattern: InOut
                            parameters:
                              answerTimeout: 30s
                              sends: 1
                - route:
                    from:
                      uri: direct:woken
                      steps:
                        - to:
                            uri: wmmp:platform
                            pattern: InOut
                            parameters:
                              answerTimeout: 30s
                              sends: 1
                              wakeUp: true
                - route:
                    from:
                      uri: direct:short-lived
                      steps:
                        - to:
                            uri: wmmp:platform
                            parameters:
                              timeToLive: 50
                - route:
                    from:
                      uri: direct:newest
                      steps:
                        - to:
                            uri: wmmp:platform
                            parameters:
                              newestWins: true
                """.formatted(more)));
        fleet.platform.start();
    }

    private void startTerminal(String more) throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up") + more).routeId("down").to("mock:down");
                from("direct:up").to(fleet.terminalUri("udp", "up") + more);
            }
        });
    }

    private void prepare(Exchange exchange, String command, Object body) {
        exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, Fleet.ID);
        exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
        exchange.getIn().setBody(body);
    }

    private Exchange send(String route, String command, Object body) {
        return fleet.platform.createProducerTemplate().send(route, exchange -> prepare(exchange, command, body));
    }

    private CompletableFuture<Exchange> sendAsync(String route, String command, Object body) {
        return fleet.platform.createProducerTemplate().asyncSend(route, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            prepare(exchange, command, body);
        });
    }

    private int queued() {
        return fleet.sharedPlatform().commands().queued(TerminalId.of(Fleet.ID));
    }

    private List<Exchange> events() {
        return fleet.mock("events").getExchanges();
    }

    @Test
    void inOnlyTellsItsPlaceAndTheRestComesAsEvents() throws Exception {
        startPlatform("");
        Exchange first = send("direct:later", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        Exchange second = send("direct:later", "CONFIG_GET", List.of("heartbeat_interval"));
        assertThat(first.getException()).isNull();
        assertThat(first.getMessage().getHeader(WmmpConstants.QUEUE_POSITION)).isEqualTo(1);
        assertThat(second.getMessage().getHeader(WmmpConstants.QUEUE_POSITION)).isEqualTo(2);
        assertThat(fleet.mock("queued").getExchanges()).hasSize(2);
        startTerminal("");
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events()).hasSize(2));
        assertThat(events()).extracting(event -> event.getIn().getHeader(WmmpConstants.COMMAND_ID)).containsExactly(
                first.getMessage().getHeader(WmmpConstants.COMMAND_ID),
                second.getMessage().getHeader(WmmpConstants.COMMAND_ID));
        assertThat(events()).extracting(event -> event.getIn().getHeader(WmmpConstants.RESULT)).containsExactly(0, 0);
        assertThat(events().get(1).getIn().getHeader(WmmpConstants.EVENT)).isEqualTo("COMMAND_ANSWERED");
        assertThat(events().get(1).getIn().getHeader(WmmpConstants.COMMAND)).isEqualTo("CONFIG_GET");
        assertThat(events().get(1).getIn().getBody(Map.class).get("answer"))
                .isInstanceOfSatisfying(Map.class, answer -> assertThat(answer.get("heartbeat_interval")).isEqualTo(45));
    }

    @Test
    void aCommandIsKeptUntilTheRouteIsDoneWithItsEvent() throws Exception {
        PlatformStore store = PlatformStore.inMemory();
        fleet.platform.getComponent("wmmp", WmmpComponent.class).setPlatformStore(store);
        CompletableFuture<Void> written = new CompletableFuture<>();
        fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform?events=COMMAND_ANSWERED").process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        written.thenRun(() -> callback.done(false));
                        return false;
                    }
                });
            }
        });
        startPlatform("");
        send("direct:later", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        startTerminal("");
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events()).hasSize(1));
        assertThat(queued()).isZero();
        assertThat(stored(store)).isEqualTo(1);
        written.complete(null);
        await().atMost(30, TimeUnit.SECONDS).until(() -> stored(store) == 0);
    }

    @Test
    void anExceptionHandlerThatFailsKeepsNoCommand() throws Exception {
        PlatformStore store = PlatformStore.inMemory();
        fleet.platform.getComponent("wmmp", WmmpComponent.class).setPlatformStore(store);
        AtomicInteger handled = new AtomicInteger();
        fleet.platform.getRegistry().bind("failing", new LoggingExceptionHandler(fleet.platform, getClass()) {
            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                handled.incrementAndGet();
                throw new IllegalStateException("on purpose");
            }
        });
        fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform?events=COMMAND_ANSWERED&exceptionHandler=#failing")
                        .throwException(new IllegalArgumentException("on purpose"));
            }
        });
        startPlatform("");
        send("direct:later", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        startTerminal("");
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events()).hasSize(1));
        await().atMost(30, TimeUnit.SECONDS).until(() -> handled.get() == 1);
        await().atMost(10, TimeUnit.SECONDS).until(() -> stored(store) == 0);
    }

    private static int stored(PlatformStore store) {
        AtomicInteger count = new AtomicInteger();
        store.commands().load(10, batch -> count.addAndGet(batch.size())).toCompletableFuture().join();
        return count.get();
    }

    @Test
    void inOutWaitsForATerminalThatComes() throws Exception {
        startPlatform("");
        CompletableFuture<Exchange> asked = sendAsync("direct:wait", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        await().until(() -> queued() == 1);
        assertThat(asked).isNotDone();
        startTerminal("");
        Exchange answered = asked.get(30, TimeUnit.SECONDS);
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(answered.getMessage().getBody(WmmpBody.class)).containsEntry("result", 0);
        await().until(() -> queued() == 0);
        assertThat(events()).isEmpty();
    }

    @Test
    void inOutGivesUpWaitingAndTheCommandStays() throws Exception {
        startPlatform("");
        Exchange late = fleet.command("wmmp:platform?answerTimeout=50&sends=1", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        assertThat(late.getException()).isInstanceOf(ExchangeTimedOutException.class)
                .hasMessageContaining("it stays queued as command " + late.getMessage().getHeader(WmmpConstants.COMMAND_ID));
        assertThat(late.getMessage().getHeader(WmmpConstants.QUEUE_POSITION)).isEqualTo(1);
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void forceTriesNow() throws Exception {
        startPlatform("");
        assertThat(fleet.command("wmmp:platform?force=true", "CONFIG_GET", List.of("m2m_apn")).getException())
                .isInstanceOf(TerminalOfflineException.class);
        Exchange byHeader = fleet.platform.createProducerTemplate().send("wmmp:platform", exchange -> {
            prepare(exchange, "CONFIG_GET", List.of("m2m_apn"));
            exchange.getIn().setHeader(WmmpConstants.FORCE, true);
        });
        assertThat(byHeader.getException()).isInstanceOf(TerminalOfflineException.class);
        assertThat(queued()).isZero();
    }

    @Test
    void whatIsTooLateIsGivenUp() throws Exception {
        startPlatform("");
        Exchange queued = send("direct:short-lived", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events()).hasSize(1));
        Exchange event = events().get(0);
        assertThat(event.getIn().getHeader(WmmpConstants.EVENT)).isEqualTo("COMMAND_EXPIRED");
        assertThat(event.getIn().getHeader(WmmpConstants.COMMAND_ID))
                .isEqualTo(queued.getMessage().getHeader(WmmpConstants.COMMAND_ID));
        assertThat(event.getIn().getBody(Map.class).get("reason")).isEqualTo("its time to live is over");
    }

    @Test
    void theNewestValueOfATagWins() throws Exception {
        startPlatform("");
        send("direct:newest", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        send("direct:newest", "CONFIG_SET", Map.of("heartbeat_interval", 60));
        assertThat(queued()).isEqualTo(1);
        startTerminal("");
        await().atMost(30, TimeUnit.SECONDS).until(() -> queued() == 0);
        assertThat(send("direct:wait", "CONFIG_GET", List.of("heartbeat_interval")).getMessage().getBody(WmmpBody.class))
                .containsEntry("heartbeat_interval", 60);
    }

    @Test
    void aTerminalWithShortConnectionsGetsItsCommandWithTheNextOne() throws Exception {
        startPlatform("");
        startTerminal("&connectionMode=short&logoutAfter=2s");
        assertThat(fleet.sendUp("on").getException()).isNull();
        await().atMost(30, TimeUnit.SECONDS).until(() -> fleet.status().state() == TerminalState.OFFLINE);
        send("direct:later", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        assertThat(queued()).isEqualTo(1);
        assertThat(fleet.sendUp("again").getException()).isNull();
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(() -> assertThat(events()).hasSize(1));
        assertThat(events().get(0).getIn().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    @Test
    void aTerminalThatSleepsIsWoken() throws Exception {
        try (Smsc smsc = new Smsc()) {
            startPlatform("?" + sms(smsc, PLATFORM_NUMBER));
            startTerminal("&" + sms(smsc, NUMBER));
            await().atMost(30, TimeUnit.SECONDS).until(() -> fleet.status().state() == TerminalState.ONLINE);
            assertThat(send("direct:wait", "LOGOUT", Map.of("reason", 0)).getException()).isNull();
            await().until(() -> fleet.status().state() == TerminalState.OFFLINE);
            assertThat(smsc.submitted()).isEmpty();

            Exchange woken = send("direct:woken", "CONFIG_SET", Map.of("heartbeat_interval", 45));
            assertThat(woken.getException()).isNull();
            assertThat(woken.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
            assertThat(fleet.status().state()).isEqualTo(TerminalState.ONLINE);
            assertThat(smsc.submitted()).as("the wake-up and its answer").hasSize(2);
            Exchange again = send("direct:woken", "CONFIG_SET", Map.of("heartbeat_interval", 60));
            assertThat(again.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
            assertThat(smsc.submitted()).as("nobody is woken who is there").hasSize(2);
            fleet.terminal.stop();
            fleet.platform.stop();
            assertThat(smsc.problems()).isEmpty();
        }
    }

    private static String sms(Smsc smsc, String number) {
        return "smsFrom=RAW(" + smsc.uri(number) + ")&smsTo=RAW(" + smsc.uri(number) + ")";
    }

    @Test
    void aTerminalThatCannotBeWokenIsWaitedFor() throws Exception {
        startPlatform("");
        CompletableFuture<Exchange> asked = sendAsync("direct:woken", "CONFIG_SET", Map.of("heartbeat_interval", 45));
        await().until(() -> queued() == 1);
        startTerminal("");
        assertThat(asked.get(30, TimeUnit.SECONDS).getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    @Test
    void commandsOfManyRoutesLeaveInOrder() throws Exception {
        startPlatform("");
        for (int i = 1; i <= 20; i++) {
            send("direct:later", "TRANSPARENT_DATA", "data " + i);
        }
        startTerminal("");
        MockEndpoint down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class);
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(down.getExchanges()).hasSize(20));
        assertThat(down.getExchanges()).extracting(exchange -> exchange.getIn().getBody(String.class))
                .startsWith("data 1", "data 2").endsWith("data 19", "data 20");
        await().until(() -> queued() == 0);
        assertThat(down.getExchanges()).hasSize(20);
    }
}
