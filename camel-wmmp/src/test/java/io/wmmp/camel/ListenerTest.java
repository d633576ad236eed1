package io.wmmp.camel;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Routes that share one listening socket, and the life of that socket. */
class ListenerTest {

    /** The common pool may have a single thread, and two tasks of these wait for each other. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final int port = freePort();

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return socket.getLocalPort();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String listener(String options) {
        return "wmmp:platform:udp:127.0.0.1:" + port + options;
    }

    private void startTerminal() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "data"));
            }
        });
    }

    private Exchange trap() {
        return fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_TRAP");
            exchange.getIn().setBody(Map.of("alarm_status", 1));
        });
    }

    @Test
    void routesShareAListenerEachWithItsCommands() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?commands=TRANSPARENT_DATA")).routeId("data").to("mock:data");
                from(listener("?commands=CONFIG_TRAP, heart_beat")).routeId("traps").to("mock:traps");
            }
        });
        startTerminal();
        fleet.sendUp("36.6");
        trap();
        assertThat(fleet.mock("data").getExchanges()).hasSize(1);
        assertThat(fleet.mock("traps").getExchanges()).as("that after the login, and this").hasSize(2);
    }

    @Test
    void overlappingCommandsAreRefusedAtStart() {
        assertThatThrownBy(() -> fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?commands=TRANSPARENT_DATA")).to("mock:a");
                from(listener("")).to("mock:b");
            }
        })).hasStackTraceContaining("Option commands").hasStackTraceContaining("TRANSPARENT_DATA");
    }

    @ParameterizedTest
    @CsvSource({ "dialect=j2me, Option dialect, j2me", "heartbeatInterval=10s, Option heartbeatInterval, PT10S",
            "missedHeartbeats=5, Option missedHeartbeats, 5" })
    void differentOptionsAreRefusedAtStart(String option, String problem, String value) {
        assertThatThrownBy(() -> fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?commands=TRANSPARENT_DATA")).to("mock:a");
                from(listener("?commands=CONFIG_TRAP&" + option)).to("mock:b");
            }
        })).hasStackTraceContaining(problem).hasStackTraceContaining(value);
    }

    @Test
    void silentTerminalIsGoneAfterTheHeartbeatsThatTheListenerAllows() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?heartbeatInterval=400&missedHeartbeats=2")).routeId("data").to("mock:data");
                from("wmmp:platform?events=OFFLINE").to("mock:offline");
            }
        });
        MockEndpoint offline = fleet.mock("offline");
        offline.expectedMinimumMessageCount(1);
        startTerminal();
        offline.assertIsSatisfied();
        assertThat(offline.getExchanges().get(0).getIn().getBody())
                .isEqualTo(Map.of("event", "OFFLINE", "reason", "no sign of life for 800 ms"));
        await().untilAsserted(() -> assertThat(fleet.status().state()).as("it has been told to log in again")
                .isEqualTo(TerminalState.ONLINE));
    }

    @Test
    void aTakenPortFailsTheStartNamingIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> fleet.startPlatform(new RouteBuilder() {
                @Override
                public void configure() {
                    from("wmmp:platform:tcp:127.0.0.1:" + taken.getLocalPort()).to("mock:a");
                }
            })).hasStackTraceContaining("Cannot listen at tcp:127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void suspendingOneRouteStopsOnlyItsCommands() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?commands=TRANSPARENT_DATA")).routeId("data").to("mock:data");
                from(listener("?commands=CONFIG_TRAP")).routeId("traps").to("mock:traps");
            }
        });
        startTerminal();
        fleet.sendUp("on");
        fleet.platform.getRouteController().suspendRoute("data");

        CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> fleet.sendUp("while suspended"));
        await().untilAsserted(() -> assertThat(
                fleet.sharedPlatform().dropped(DropReason.SUSPENDED)).isPositive());
        assertThat(fleet.mock("data").getExchanges()).hasSize(1);
        assertThat(sent).as("silence: the terminal repeats").isNotDone();

        fleet.platform.getRouteController().resumeRoute("data");
        assertThat(sent).succeedsWithin(Duration.ofSeconds(10));
        assertThat(fleet.mock("data").getExchanges()).hasSize(2);
        assertThat(trap().getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    @Test
    void theSocketClosesWithItsLastConsumerAndOpensAgain() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?commands=TRANSPARENT_DATA")).routeId("data").to("mock:data");
                from(listener("?commands=CONFIG_TRAP")).routeId("traps").to("mock:traps");
            }
        });
        fleet.platform.getRouteController().stopRoute("traps");
        startTerminal();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        fleet.platform.getRouteController().stopRoute("data");
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress("127.0.0.1", port))) {
            assertThat(free.isBound()).isTrue();
        }
        fleet.platform.getRouteController().startRoute("data");
        assertThat(fleet.sendUp("37.0").getException()).isNull();
    }

    @Test
    void stoppingDeliversTheAnswersOfExchangesInFlight() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger deliveries = new AtomicInteger();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("?commands=TRANSPARENT_DATA")).routeId("data").process(exchange -> {
                    deliveries.incrementAndGet();
                    entered.countDown();
                    leave.await();
                });
            }
        });
        startTerminal();
        CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> fleet.sendUp("36.6"), OWN_THREAD);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> {
            try {
                fleet.platform.getRouteController().stopRoute("data");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, OWN_THREAD);
        PlatformConsumer consumer = (PlatformConsumer) fleet.platform.getRoute("data").getConsumer();
        await().until(() -> consumer.isSuspendingOrSuspended() || consumer.isStoppingOrStopped());
        leave.countDown();
        assertThat(sent).succeedsWithin(Duration.ofSeconds(10))
                .satisfies(done -> assertThat(done.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0));
        assertThat(stopping).succeedsWithin(Duration.ofSeconds(20));
        assertThat(deliveries).hasValue(1);
    }

    @Test
    void aTerminalThatLogsOutIsOffline() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("data").to("mock:data");
            }
        });
        assertThat(fleet.status().state()).isEqualTo(TerminalState.REGISTERED);
        startTerminal();
        fleet.sendUp("36.6");
        assertThat(fleet.status().state()).isEqualTo(TerminalState.ONLINE);
        fleet.terminal.stop();
        assertThat(fleet.status().state()).isEqualTo(TerminalState.OFFLINE);
    }
}
