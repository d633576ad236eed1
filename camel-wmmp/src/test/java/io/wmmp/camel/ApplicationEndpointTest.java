package io.wmmp.camel;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.MemoryApplicationRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.session.DropReason;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Applications, terminals and their platform, all of them routes, over real sockets. */
class ApplicationEndpointTest {

    private static final String PASSWORD = "the password of EC1";
    private static final String OTHER = "TESTTERM0000EFGH";
    /** A terminal that waits itself drops what comes: it has to come again soon. */
    private static final String PATIENT = "?answerTimeout=300&sends=10";

    @RegisterExtension
    final Fleet fleet = new Fleet();
    private final CamelContext application = new DefaultCamelContext();
    private final MemoryApplicationRegistry applications = new MemoryApplicationRegistry();

    @BeforeEach
    void provision() {
        applications.save(new ApplicationRecord("EC1", PASSWORD));
        fleet.component.setApplications(applications);
        fleet.registry.save(other("EC1"));
    }

    private static TerminalRecord other(String ecCode) {
        return new TerminalRecord(TerminalId.of(OTHER), new Credentials("490154203237526", "001010123456780",
                TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, null), null, ecCode, null);
    }

    @AfterEach
    void stop() {
        application.stop();
    }

    private void startPlatform(String options) throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0" + options).routeId("udp").to("mock:up");
                from("wmmp:platform:tcp:127.0.0.1:0" + options).routeId("tcp").to("mock:up");
            }
        });
    }

    private void startTerminal(String protocol, int answer) throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                String uri = fleet.terminalUri(protocol, protocol);
                from("direct:up").to(uri);
                from(uri).to("mock:received").setHeader(WmmpConstants.ANSWER, constant(answer));
            }
        });
        assertThat(fleet.terminal.createProducerTemplate().send("direct:up",
                exchange -> exchange.getIn().setHeader(WmmpConstants.COMMAND, "HEART_BEAT")).getException()).isNull();
    }

    private String applicationUri(String protocol, String more) {
        return "wmmp:application:" + protocol + ":127.0.0.1:" + fleet.port(protocol) + "?ecCode=EC1&password=RAW(" + PASSWORD
                + ")&answerTimeout=1000&sends=10&retryInterval=200" + more;
    }

    private void startApplication(String uri) throws Exception {
        PluginHelper.getRoutesLoader(application).loadRoutes(ResourceHelper.fromString("application.yaml", """
                - route:
                    from:
                      uri: %1$s
                      steps:
                        - to: mock:data
                        - setHeader:
                            name: CamelWmmpAnswer
                            constant: 7
                - route:
                    from:
                      uri: direct:down
                      steps:
                        - to: %1$s
                """.formatted(uri)));
        application.start();
    }

    private Exchange up(String ecCode, Object body) {
        return fleet.terminal.createProducerTemplate().send("direct:up", exchange -> {
            if (ecCode != null) {
                exchange.getIn().setHeader(WmmpConstants.DESTINATION_EC_CODE, ecCode);
            }
            exchange.getIn().setBody(body);
        });
    }

    private Exchange down(String terminal, Object body) {
        return application.createProducerTemplate().send("direct:down", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.DESTINATION_TERMINAL_ID, terminal);
            exchange.getIn().setBody(body);
        });
    }

    private static Object result(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getHeader(WmmpConstants.RESULT);
    }

    private MockEndpoint data() {
        return application.getEndpoint("mock:data", MockEndpoint.class);
    }

    private MockEndpoint received() {
        return fleet.terminal.getEndpoint("mock:received", MockEndpoint.class);
    }

    /** Data of the terminal reaches the application: then it is logged in. */
    private void awaitApplication() {
        await().untilAsserted(() -> assertThat(result(up(null, "are you there"))).isEqualTo(7));
    }

    @ParameterizedTest
    @CsvSource({ "udp, tcp", "tcp, udp", "udp, udp", "tcp, tcp" })
    void dataGoesBothWaysAndAnswersComeBack(String ofTerminal, String ofApplication) throws Exception {
        startPlatform(PATIENT);
        startTerminal(ofTerminal, 9);
        startApplication(applicationUri(ofApplication, ""));
        assertThat(result(down(Fleet.ID, "take a seat"))).isEqualTo(9);
        Exchange got = received().getExchanges().get(0);
        assertThat(got.getIn().getBody(String.class)).isEqualTo("take a seat");
        assertThat(got.getIn().getHeader(WmmpConstants.SOURCE_EC_CODE)).isEqualTo("EC1");

        assertThat(result(up(null, "36.6"))).as("for its own application").isEqualTo(7);
        assertThat(result(up("EC1", "36.7"))).isEqualTo(7);
        got = data().getExchanges().get(0);
        assertThat(got.getIn().getBody(String.class)).isEqualTo("36.6");
        assertThat(got.getIn().getHeader(WmmpConstants.SOURCE_TERMINAL_ID)).isEqualTo(Fleet.ID);
        assertThat(got.getIn().getHeader(WmmpConstants.TERMINAL_ID)).isEqualTo(Fleet.ID);
        assertThat(got.getIn().getHeader(WmmpConstants.BEARER)).isEqualTo(ofApplication.toUpperCase());
        assertThat(fleet.mock("up").getExchanges())
                .noneMatch(exchange -> "TRANSPARENT_DATA".equals(exchange.getIn().getHeader(WmmpConstants.COMMAND)));
    }

    @Test
    void absentApplicationsAreAResultAndOthersAreForTheRoute() throws Exception {
        startPlatform(PATIENT);
        startTerminal("udp", 0);
        assertThat(result(up("EC1", "x"))).as("not logged in").isEqualTo(1);
        assertThat(result(up("EC2", "x"))).as("not known: the route is that application").isEqualTo(0);
        assertThat(fleet.mock("up").getExchanges())
                .anyMatch(exchange -> "EC2".equals(exchange.getIn().getHeader(WmmpConstants.DESTINATION_EC_CODE)));
        startApplication(applicationUri("tcp", ""));
        awaitApplication();
        application.stop();
        await().untilAsserted(() -> assertThat(result(up("EC1", "x"))).isEqualTo(1));
    }

    @Test
    void applicationsMaySendToTheirOwnTerminalsAndPeersOnly() throws Exception {
        fleet.registry.save(other("EC2"));
        startPlatform(PATIENT);
        startTerminal("udp", 0);
        startApplication(applicationUri("tcp", "&throwExceptionOnFailure=true"));
        assertThat(result(down(Fleet.ID, "x"))).isEqualTo(0);
        assertThat(refusal(down(OTHER, "x"))).as("of another application").isEqualTo(3);
        assertThat(refusal(down("NOBODY", "x"))).isEqualTo(2);
        fleet.registry.save(other("EC2").withPeers(Set.of("EC1")));
        assertThat(refusal(down(OTHER, "x"))).as("a peer that is not there").isEqualTo(1);
    }

    private static int refusal(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(RefusedException.class);
        return ((RefusedException) exchange.getException()).getResult();
    }

    @Test
    void applicationsSendToEachOtherWhereOneListsTheOther() throws Exception {
        applications.save(new ApplicationRecord("EC2", "another password").withPeers(Set.of("EC1")));
        startPlatform(PATIENT);
        startApplication(applicationUri("tcp", ""));
        String second = applicationUri("udp", "").replace(PASSWORD, "another password").replace("ecCode=EC1", "ecCode=EC2");
        application.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:second").to(second);
            }
        });
        // the first may log in after the second
        await().untilAsserted(() -> assertThat(application.createProducerTemplate().send("direct:second", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.DESTINATION_EC_CODE, "EC1");
            exchange.getIn().setBody("hello");
        }).getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(7));
        assertThat(data().getExchanges().get(0).getIn().getHeader(WmmpConstants.SOURCE_EC_CODE)).isEqualTo("EC2");
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void wrongPasswordsAndUnknownCodesGetNothing(String protocol) throws Exception {
        startPlatform(PATIENT);
        startTerminal("udp", 0);
        startApplication(applicationUri(protocol, "").replace(PASSWORD, "wrong") + "&lazyStartProducer=true");
        await().until(() -> fleet.sharedPlatform().dropped(DropReason.BAD_DIGEST) > 0);
        assertThat(result(up(null, "x"))).isEqualTo(1);
        assertThat(data().getExchanges()).isEmpty();
        long unknown = fleet.sharedPlatform().dropped(DropReason.UNKNOWN_TERMINAL);
        application.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(applicationUri(protocol, "").replace("ecCode=EC1", "ecCode=EC9")).to("mock:data");
            }
        });
        await().until(() -> fleet.sharedPlatform().dropped(DropReason.UNKNOWN_TERMINAL) > unknown);
    }

    @Test
    void applicationComesBackWhenItsConnectionIsLost() throws Exception {
        startPlatform(PATIENT);
        startTerminal("udp", 0);
        startApplication(applicationUri("tcp", ""));
        awaitApplication();
        // with its last consumer the listener closes, and its connections with it
        int port = fleet.port("tcp");
        fleet.platform.getRouteController().stopRoute("tcp");
        await().untilAsserted(() -> assertThat(result(up("EC1", "x"))).isEqualTo(1));
        fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:tcp:127.0.0.1:" + port + PATIENT).routeId("again").to("mock:up");
            }
        });
        awaitApplication();
    }

    /** The terminal that is slow holds up neither data for the application nor, over another connection, data of it. */
    @Test
    void slowTerminalsDoNotHoldUpTheApplication() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        startPlatform("?answerTimeout=60000&sends=2");
        startTerminal("udp", 0);
        CamelContext slow = new DefaultCamelContext();
        try {
            slow.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    String uri = fleet.terminalUri("tcp", "tcp").replace(Fleet.IDENTITY, "terminalId=" + OTHER
                            + "&imei=490154203237526&imsi=001010123456780");
                    from("direct:up").to(uri);
                    from(uri).to("mock:slow").process(exchange -> assertThat(release.await(60, TimeUnit.SECONDS)).isTrue());
                }
            });
            startApplication(applicationUri("tcp", "&connections=2").replace("answerTimeout=1000", "answerTimeout=60000"));
            slow.start();
            assertThat(slow.createProducerTemplate().send("direct:up",
                    exchange -> exchange.getIn().setHeader(WmmpConstants.COMMAND, "HEART_BEAT")).getException()).isNull();
            MockEndpoint arrived = slow.getEndpoint("mock:slow", MockEndpoint.class);
            CompletableFuture<Exchange> waiting = CompletableFuture.supplyAsync(() -> down(OTHER, "slowly"));
            await().untilAsserted(() -> assertThat(arrived.getReceivedCounter()).isPositive());
            assertThat(result(up(null, "36.6"))).isEqualTo(7);
            assertThat(result(down(Fleet.ID, "quickly"))).isEqualTo(0);
            assertThat(waiting).isNotDone();
            release.countDown();
            assertThat(result(waiting.get(30, TimeUnit.SECONDS))).isEqualTo(0);
        } finally {
            release.countDown();
            slow.stop();
        }
    }

    @Test
    void theTerminalThatWaitsForTheRouteCannotBeAskedFromWithin() throws Exception {
        startPlatform(PATIENT);
        startTerminal("udp", 0);
        String uri = applicationUri("tcp", "");
        application.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).to("mock:refused");
                from(uri).choice().when(body().isEqualTo("ask")).to(ExchangePattern.InOut, uri)
                        .otherwise().setBody(constant("and a good day")).to(ExchangePattern.InOnly, uri);
            }
        });
        application.start();
        await().untilAsserted(() -> assertThat(result(up(null, "ask"))).isEqualTo(0));
        assertThat(application.getEndpoint("mock:refused", MockEndpoint.class).getReceivedCounter()).isPositive();
        assertThat(result(up(null, "36.6"))).isEqualTo(0);
        await().untilAsserted(() -> assertThat(received().getExchanges())
                .anyMatch(exchange -> exchange.getIn().getBody(String.class).equals("and a good day")));
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> application.getEndpoint("wmmp:application:tcp:localhost:1?password=x").start())
                .hasStackTraceContaining("Option ecCode");
        assertThatThrownBy(() -> application.getEndpoint("wmmp:application:tcp:localhost:1?ecCode=EC1").start())
                .hasStackTraceContaining("Option password");
        assertThatThrownBy(() -> application.getEndpoint("wmmp:application:sms?ecCode=EC1&password=x"))
                .hasStackTraceContaining("udp or tcp");
        assertThatThrownBy(() -> application.getEndpoint("wmmp:application?ecCode=EC1&password=x"))
                .hasStackTraceContaining("needs the address");
        assertThatThrownBy(() -> application.getEndpoint("wmmp:platform?ecCode=EC1").start())
                .hasStackTraceContaining("Option ecCode");
        assertThatThrownBy(() -> application
                .getEndpoint("wmmp:application:tcp:localhost:1?password=x&ecCode=a code that is too long").createProducer()
                .start())
                .hasStackTraceContaining("Option ecCode");
        assertThat(application.getEndpoint("wmmp:application:tcp:localhost:1?ecCode=EC1&password=secret").toString())
                .doesNotContain("secret");
    }
}
