package io.wmmp.camel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a terminal is answered, and when. */
class AnsweringRulesTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private void terminalSendsUp() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
    }

    private static String listener(String options) {
        return "wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA" + options;
    }

    @Test
    void thePositiveAnswerComesOnlyAfterTheRouteHasCompleted() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger deliveries = new AtomicInteger();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").process(exchange -> {
                    deliveries.incrementAndGet();
                    entered.countDown();
                    leave.await();
                });
            }
        });
        terminalSendsUp();
        CompletableFuture<Exchange> sent = CompletableFuture.supplyAsync(() -> fleet.sendUp("36.6"));
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sent).as("while the route works, repeats included").isNotDone();
        leave.countDown();
        assertThat(sent).succeedsWithin(Duration.ofSeconds(10))
                .satisfies(done -> assertThat(done.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0));
        assertThat(deliveries).hasValue(1);
    }

    @Test
    void aMeterThatFailsKeepsNoAnswer() throws Exception {
        fleet.startBothEnds();
        AtomicInteger noted = new AtomicInteger();
        fleet.sharedPlatform().view().counters().routeTimes().addListener((command, nanos) -> {
            noted.incrementAndGet();
            throw new IllegalStateException("made up");
        });
        fleet.mock("up").expectedMessageCount(2);
        for (int i = 0; i < 2; i++) {
            assertThat(fleet.sendUp("36." + i).getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        }
        fleet.mock("up").assertIsSatisfied();
        assertThat(noted).hasValue(2);
    }

    @Test
    void aFailingRouteGivesTheFailureResult() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").throwException(new IllegalStateException("secret detail"));
            }
        });
        terminalSendsUp();
        Exchange sent = fleet.sendUp("36.6");
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);
    }

    @Test
    void aFailingRouteMayStaySilent() throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("&onFailure=silent")).routeId("up").process(exchange -> {
                    if (deliveries.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                });
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(deliveries).as("the terminal repeats until the route succeeds").hasValue(3);
    }

    @Test
    void routeIsSparedPossibleDuplicatesWhereItAsksForThat() throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("&dropPossibleDuplicates=true")).routeId("up")
                        .process(exchange -> deliveries.incrementAndGet())
                        .setHeader(WmmpConstants.ANSWER, constant(5));
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(5);
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(5);
        assertThat(deliveries).hasValue(1);
        assertThat(fleet.sendUp("36.7").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(5);
        assertThat(deliveries).hasValue(2);
    }

    @Test
    void aHandledFailureIsASuccess() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").onException(IllegalStateException.class).handled(true).end()
                        .throwException(new IllegalStateException("handled"));
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    @Test
    void aRolledBackExchangeIsAFailure() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").markRollbackOnly();
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);
    }

    @Test
    void aRouteChoosesTheResult() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").setHeader(WmmpConstants.ANSWER, constant(7));
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(7);
    }

    @Test
    void aRouteGivesTheBodyOfTheAnswer() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=CONFIG_REQ").routeId("up")
                        .setHeader(WmmpConstants.ANSWER, constant(0))
                        .setBody(constant(Map.of("m2m_apn", "CMIOT")));
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").setHeader(WmmpConstants.COMMAND, constant("CONFIG_REQ"))
                        .to(fleet.terminalUri("udp", "up"));
            }
        });
        Exchange answered = fleet.terminal.createProducerTemplate().request("direct:up",
                exchange -> exchange.getIn().setBody(List.of("m2m_apn")));
        assertThat(answered.getMessage().getBody(WmmpBody.class)).containsEntry("m2m_apn", "CMIOT")
                .containsEntry("result", 0);
    }

    @Test
    void anAnswerThatCannotBeSentIsAFailureOfTheRoute() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").setHeader(WmmpConstants.ANSWER, constant(1000));
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);
    }

    @Test
    void whatNoRouteTakesThePlatformAnswers() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_CMD").routeId("up").to("mock:up");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        assertThat(result("HEART_BEAT", Map.of())).isEqualTo(0);
        assertThat(result("CONFIG_TRAP", Map.of("alarm_status", 1))).isEqualTo(0);
        assertThat(result("TRANSPARENT_DATA", "data")).as("business data never positively").isNotEqualTo(0);
        assertThat(result("CONFIG_REQ", List.of("m2m_apn"))).isEqualTo(1);
        assertThat(result("SECURITY_CONFIG", Map.of("operation", 5))).isEqualTo(1);
        assertThat(fleet.mock("up").getExchanges()).isEmpty();
    }

    private Object result(String command, Object body) {
        Exchange sent = fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
            exchange.getIn().setBody(body);
        });
        assertThat(sent.getException()).isNull();
        return sent.getMessage().getHeader(WmmpConstants.RESULT);
    }

    @Test
    void exchangesOfOneTerminalRunInOrder() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").to("mock:up");
            }
        });
        terminalSendsUp();
        List<CompletableFuture<Object>> sent = IntStream.range(0, 20)
                .mapToObj(i -> fleet.terminal.createProducerTemplate().asyncRequestBody("direct:up", (Object) ("reading " + i)))
                .toList();
        sent.forEach(CompletableFuture::join);
        await().untilAsserted(() -> assertThat(fleet.mock("up").getExchanges()).hasSize(20));
        List<Long> numbers = fleet.mock("up").getExchanges().stream()
                .map(exchange -> exchange.getIn().getHeader(WmmpConstants.SEQUENCE_NUMBER, Long.class)).toList();
        assertThat(numbers).isSorted();
    }

    @Test
    void aCommandToTheTerminalInHandFailsAtOnceAndSaysWhatToDo() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").setHeader(WmmpConstants.COMMAND, constant("CONFIG_GET"))
                        .setBody(constant(List.of("heartbeat_interval")))
                        .doTry().to("wmmp:platform?exchangePattern=InOut").doCatch(IllegalStateException.class)
                        .to("mock:caught");
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(fleet.mock("caught").getExchanges()).hasSize(1);
        assertThat(fleet.mock("caught").getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .hasMessageContaining("InOnly");
    }

    @Test
    void aCommandFromInsideTheRouteGoesOutAfterTheAnswer() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").setHeader(WmmpConstants.COMMAND, constant("CONFIG_SET"))
                        .setBody(constant(Map.of("heartbeat_interval", 77)))
                        .to("wmmp:platform?answerTimeout=300");
            }
        });
        terminalSendsUp();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        await().untilAsserted(() -> assertThat(
                fleet.command("CONFIG_GET", List.of("heartbeat_interval")).getMessage().getBody(WmmpBody.class))
                .containsEntry("heartbeat_interval", 77));
    }

    @Test
    void noAnswerIsATimeOut() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from(listener("")).routeId("up").to("mock:up");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up")).throwException(new IllegalStateException("failing"));
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        fleet.sendUp("on");
        Exchange late = fleet.command("wmmp:platform?answerTimeout=1000&sends=30", "TRANSPARENT_DATA", "data");
        assertThat(late.getException()).isNull();
        assertThat(late.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);
        fleet.terminal.getRouteController().suspendRoute(fleet.terminal.getRoutes().get(0).getRouteId());
        Exchange silent = fleet.command("wmmp:platform?answerTimeout=100&sends=2", "TRANSPARENT_DATA", "data");
        assertThat(silent.getException()).isInstanceOf(ExchangeTimedOutException.class)
                .hasMessageContaining("TRANSPARENT_DATA").hasMessageContaining("2 send(s)");
    }
}
