package io.wmmp.camel;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.testing.Tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What every user of Camel expects of any component. */
class GoodCitizenTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String TEXT = "the password of the database is 4711";

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private void startPlatform(String options) throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA" + options).routeId("up").to("mock:up");
            }
        });
    }

    private void startTerminal() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "CamelFileName", "camelFileName", "CAMELFILENAME", "cAmElFileName", "CamelWmmpAnswer",
            "CAMELWMMPTERMINALID", "camelwmmpcommand" })
    void namesThatBeginLikeThoseOfCamelNeverPass(String name) {
        WmmpHeaderFilterStrategy strategy = new WmmpHeaderFilterStrategy();

        assertThat(strategy.applyFilterToExternalHeaders(name, "value", null)).as("from the peer").isTrue();
        assertThat(strategy.applyFilterToCamelHeaders(name, "value", null)).as("to the peer").isTrue();
    }

    @Test
    void allDocumentedHeadersPass() throws IOException {
        WmmpHeaderFilterStrategy strategy = new WmmpHeaderFilterStrategy();
        try (InputStream json = getClass().getResourceAsStream("/META-INF/io/wmmp/camel/wmmp.json")) {
            JsonNode headers = new ObjectMapper().readTree(json).get("headers");
            headers.properties().stream()
                    .filter(header -> !header.getValue().get("label").asText().equals("producer"))
                    .filter(header -> !header.getKey().equals(WmmpConstants.ANSWER) && !header.getKey().contains("Sms"))
                    .forEach(header -> assertThat(strategy.applyFilterToExternalHeaders(header.getKey(), "", null))
                            .as(header.getKey() + " does not come from the peer; add it to WmmpHeaderFilterStrategy if it does")
                            .isFalse());
        }
    }

    @Test
    void whatATerminalSaysBecomesNoHeaderOfCamel() throws Exception {
        startPlatform(",CONFIG_TRAP");
        startTerminal();
        say(Map.of("0x8001", "CamelFileName=evil".getBytes(StandardCharsets.US_ASCII), "0x8002",
                "cAmelBeanMethodName".getBytes(StandardCharsets.US_ASCII)),
                Map.of(WmmpConstants.COMMAND, "CONFIG_TRAP", "CamelFileName", "evil"));
        say("CamelFileName: evil",
                Map.of(WmmpConstants.DESTINATION_TERMINAL_ID, "CamelHttpUri", "cAmelHttpUri", "http://evil"));

        assertThat(fleet.mock("up").getExchanges()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(exchange -> assertThat(
                exchange.getIn().getHeaders().keySet()).allSatisfy(
                        name -> assertThat(new WmmpHeaderFilterStrategy().applyFilterToExternalHeaders(name, "", null))
                                .isFalse()));
    }

    private void say(Object body, Map<String, Object> headers) {
        Exchange said = fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            exchange.getIn().setHeaders(headers);
            exchange.getIn().setBody(body);
        });
        assertThat(said.getException()).isNull();
    }

    @Test
    void anEndpointMayHaveAFilterOfItsOwn() throws Exception {
        DefaultHeaderFilterStrategy discreet = new DefaultHeaderFilterStrategy();
        discreet.setInFilter(WmmpConstants.REMOTE_ADDRESS);
        fleet.platform.getRegistry().bind("discreet", discreet);
        startPlatform("&headerFilterStrategy=#discreet");
        startTerminal();
        fleet.sendUp("36.6");

        assertThat(fleet.mock("up").getExchanges().get(0).getIn().getHeaders())
                .containsEntry(WmmpConstants.TERMINAL_ID, Fleet.ID).doesNotContainKey(WmmpConstants.REMOTE_ADDRESS);
    }

    @Test
    void theExceptionHandlerOfTheEndpointHearsOfFailures() throws Exception {
        List<Throwable> heard = new CopyOnWriteArrayList<>();
        fleet.platform.getRegistry().bind("ear", new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                heard.add(exception);
            }

            @Override
            public void handleException(String message, Throwable exception) {
                heard.add(exception);
            }

            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                heard.add(exception);
            }
        });
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA&exceptionHandler=#ear").routeId("up")
                        .throwException(new IllegalStateException(TEXT));
            }
        });
        startTerminal();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);

        assertThat(heard).singleElement().isInstanceOf(IllegalStateException.class);
    }

    /** A failure of the route itself has been at the error handler already. */
    @Test
    void theErrorHandlerOfTheRouteSeesEachFailureOnceAlsoWhereItIsBridged() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA&bridgeErrorHandler=true").routeId("up")
                        .onException(IllegalStateException.class).to("mock:failed").end()
                        .to("mock:up").throwException(new IllegalStateException(TEXT));
            }
        });
        startTerminal();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);

        assertThat(fleet.mock("up").getExchanges()).hasSize(1);
        assertThat(fleet.mock("failed").getExchanges()).hasSize(1);
    }

    @Test
    void whatFailsOutsideTheRouteIsBridgedToItsErrorHandler() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA&bridgeErrorHandler=true").routeId("up")
                        .onException(Exception.class).handled(true).to("mock:failed").end()
                        .setHeader(WmmpConstants.ANSWER, constant("no number"));
            }
        });
        startTerminal();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);

        assertThat(fleet.mock("failed").getExchanges()).singleElement()
                .satisfies(exchange -> assertThat(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                        .hasMessageContaining(WmmpConstants.ANSWER));
    }

    @Test
    void nothingOfAnExceptionReachesThePeer() throws Exception {
        fleet.component.setLoginAdmission(login -> {
            throw new IllegalStateException(TEXT);
        });
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up")
                        .throwException(new IllegalStateException(TEXT));
            }
        });
        InetSocketAddress listener = new InetSocketAddress("127.0.0.1", fleet.port("up"));
        try (Tap tap = new Tap(Bearer.UDP, listener)) {
            String uri = fleet.terminalUri("udp", "up").replace(":" + listener.getPort() + "?", ":" + tap.port() + "?");
            fleet.startTerminal(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).throwException(new IllegalArgumentException(TEXT));
                    from("direct:up").to(uri);
                }
            });
            await().atMost(LONG).until(() -> tap.messages().size() > 3);
            assertThat(fleet.status().state()).as("the admission fails").isNotEqualTo(TerminalState.ONLINE);
            assertThat(tap.messages()).noneMatch(GoodCitizenTest::holdsTheText);
        }
    }

    @Test
    void nothingOfAnExceptionOfARouteReachesThePeerEitherWay() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").throwException(new IllegalStateException(TEXT));
            }
        });
        InetSocketAddress listener = new InetSocketAddress("127.0.0.1", fleet.port("up"));
        try (Tap tap = new Tap(Bearer.UDP, listener)) {
            String uri = fleet.terminalUri("udp", "up").replace(":" + listener.getPort() + "?", ":" + tap.port() + "?");
            fleet.startTerminal(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).throwException(new IllegalArgumentException(TEXT));
                    from("direct:up").to(uri);
                }
            });
            assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);
            assertThat(fleet.command("TRANSPARENT_DATA", "hello").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);
            assertThat(tap.messages()).hasSizeGreaterThan(6).noneMatch(GoodCitizenTest::holdsTheText);
        }
    }

    private static boolean holdsTheText(WmmpMessage message) {
        byte[] frame = message.toBytes();
        return List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE).stream()
                .anyMatch(charset -> new String(frame, charset).contains("password")
                        || new String(frame, 1, frame.length - 1, charset).contains("password"));
    }

    @Test
    void aSynchronousProducerGoesOnWithTheThreadOfItsCaller() throws Exception {
        startPlatform("");
        AtomicReference<Thread> after = new AtomicReference<>();
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up") + "&synchronous=true")
                        .process(exchange -> after.set(Thread.currentThread()));
            }
        });
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(after.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void otherwiseTheThreadOfTheCallerDoesNotWait() throws Exception {
        startPlatform("");
        AtomicReference<Thread> after = new AtomicReference<>();
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up")).process(exchange -> after.set(Thread.currentThread()));
            }
        });
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(after.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aLazyProducerStartsWithItsFirstExchange() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to("wmmp:terminal:udp:127.0.0.1:9?" + Fleet.IDENTITY + "&dialect=klingon"
                        + "&lazyStartProducer=true");
            }
        });
        assertThat(fleet.sendUp("36.6").getException()).hasStackTraceContaining("Option dialect");
        assertThatThrownBy(() -> fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:eager").to("wmmp:terminal:udp:127.0.0.1:9?" + Fleet.IDENTITY + "&dialect=klingon");
                getContext().start();
            }
        })).hasStackTraceContaining("Option dialect");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void beansAreTakenByTheirTypeUnlessThatIsOff(boolean autowired) throws Exception {
        TerminalRegistry terminals = new MemoryTerminalRegistry();
        CamelContext context = new DefaultCamelContext();
        try {
            context.getRegistry().bind("terminals", terminals);
            WmmpComponent component = new WmmpComponent();
            component.setAutowiredEnabled(autowired);
            context.addComponent("wmmp", component);
            context.start();
            WmmpEndpoint endpoint = context.getEndpoint("wmmp:platform", WmmpEndpoint.class);
            assertThat(endpoint.sharedPlatform().registry() == terminals).isEqualTo(autowired);
        } finally {
            context.stop();
        }
    }

    @Test
    void theExchangePatternOfAConsumerIsThatOfItsEndpoint() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA&exchangePattern=InOut").routeId("up")
                        .to("mock:up").setHeader(WmmpConstants.ANSWER, constant(5));
            }
        });
        startTerminal();
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(5);
        assertThat(fleet.mock("up").getExchanges().get(0).getPattern()).isEqualTo(ExchangePattern.InOut);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void routesSeeTheClassLoaderOfTheApplication(boolean camelKnows) throws Exception {
        ClassLoader application = new ClassLoader(getClass().getClassLoader()) {};
        if (camelKnows) {
            fleet.platform.setApplicationContextClassLoader(application);
        }
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up")
                        .process(exchange -> seen.set(Thread.currentThread().getContextClassLoader()));
            }
        });
        startTerminal();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        assertThat(seen).hasValue(camelKnows ? application : Thread.currentThread().getContextClassLoader());
    }

    @Test
    void headersThatNobodyAsksForAreNotMade() throws Exception {
        AtomicInteger made = new AtomicInteger();
        fleet.platform.getRegistry().bind("counting", new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                made.incrementAndGet();
                return false;
            }
        });
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA&headerFilterStrategy=#counting").routeId("up")
                        .process(exchange -> {
                            // a converter would ask for the header of the character set
                            String text = new String((byte[]) exchange.getMessage().getBody(), StandardCharsets.US_ASCII);
                            seen.add(text.equals("who") ? exchange.getMessage().getHeader("CAMELWMMPTERMINALID", String.class)
                                    : text);
                        });
            }
        });
        startTerminal();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        assertThat(made).hasValue(0);

        assertThat(fleet.sendUp("who").getException()).isNull();
        assertThat(made).hasPositiveValue();
        assertThat(seen).containsExactly("36.6", Fleet.ID);
    }

    /** As for a platform in {@code ListenerTest}, and with the whole context instead of one route. */
    @Test
    void aTerminalThatStopsAnswersWhatItsRouteHasInHand() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        startPlatform("");
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up")).routeId("down").process(exchange -> {
                    entered.countDown();
                    leave.await();
                }).setHeader(WmmpConstants.ANSWER, constant(5));
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        fleet.sendUp("on");
        CompletableFuture<Exchange> command = CompletableFuture.supplyAsync(
                () -> fleet.command("wmmp:platform?answerTimeout=20s", "TRANSPARENT_DATA", "hello"), GoodCitizenTest::onItsOwn);
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        TerminalConsumer consumer = (TerminalConsumer) fleet.terminal.getRoute("down").getConsumer();
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(fleet.terminal::stop, GoodCitizenTest::onItsOwn);
        await().atMost(LONG).until(() -> consumer.isSuspendingOrSuspended() || consumer.isStoppingOrStopped());
        leave.countDown();

        assertThat(command).succeedsWithin(LONG)
                .satisfies(done -> assertThat(done.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(5));
        assertThat(stopping).succeedsWithin(LONG);
    }

    private static void onItsOwn(Runnable task) {
        new Thread(task, "test").start();
    }
}
