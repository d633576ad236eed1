package io.wmmp.examples.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Simulations against a platform of one route in the same JVM. */
class SimulationTest {

    private static final int TERMINALS = 200;
    private static final String FIRST = "SIMULATOR0000001";

    private final CamelContext platform = new DefaultCamelContext();
    private final Queue<String> data = new ConcurrentLinkedQueue<>();
    private final List<Progress> progress = new ArrayList<>();

    @BeforeEach
    void startPlatform() throws Exception {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        TerminalSeries terminals = new TerminalSeries(FIRST, TERMINALS);
        for (int i = 0; i < TERMINALS; i++) {
            registry.add(new TerminalRecord(terminals.id(i), terminals.credentials(i), null, null, null));
        }
        WmmpComponent wmmp = new WmmpComponent();
        wmmp.setRegistry(registry);
        platform.addComponent("wmmp", wmmp);
        platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String bearer : List.of("udp", "tcp")) {
                    from("wmmp:platform:" + bearer + ":127.0.0.1:0?commands=TRANSPARENT_DATA").routeId(bearer)
                            .process(exchange -> data.add(exchange.getMessage().getBody(String.class)));
                }
            }
        });
        platform.start();
    }

    @AfterEach
    void stopPlatform() {
        platform.stop();
    }

    private SimulationOptions.Builder options(String bearer) {
        int port = ((PlatformConsumer) platform.getRoute(bearer).getConsumer()).getLocalPort();
        return SimulationOptions.builder().platform(new InetSocketAddress("127.0.0.1", port))
                .bearer(Bearer.valueOf(bearer.toUpperCase(Locale.ROOT))).terminals(TERMINALS).firstTerminal(FIRST)
                .loginRate(500).dataRate(500).messages(1000).progressInterval(Duration.ofMillis(100));
    }

    private Summary run(SimulationOptions.Builder options) throws IOException {
        return new Simulation(options.build(), progress::add).run();
    }

    @Test
    void overABadNetworkEachMessageArrivesOnceAndIsAnswered() throws Exception {
        Summary summary = run(options("udp").answerTimeout(Duration.ofMillis(300)).sends(25).loss(0.1).duplication(0.1)
                .rebindRate(20).seed(7).terminalsPerSocket(50));

        assertThat(summary.sent()).isEqualTo(1000);
        assertThat(summary.answered()).isEqualTo(1000);
        assertThat(summary.refused() + summary.lost() + summary.open()).isZero();
        assertThat(data).hasSize(1000).doesNotHaveDuplicates().allMatch(text -> text.startsWith("SIMULATOR"));
        assertThat(summary.repeated()).isPositive();
        assertThat(summary.login().online()).isEqualTo(TERMINALS);
        assertThat(summary.login().trouble()).isNull();
        assertThat(summary.network().sockets()).isEqualTo(4);
        assertThat(summary.network().lost()).isPositive();
        assertThat(summary.network().doubled()).isPositive();
        assertThat(summary.network().rebinds()).isPositive();
        assertThat(summary.latencyMillis().max()).isGreaterThanOrEqualTo(summary.latencyMillis().p50()).isPositive();
        assertThat(progress).isNotEmpty();

        JsonNode json = new ObjectMapper().readTree(summary.toJson());
        assertThat(json.path("sent").longValue()).isEqualTo(1000);
        assertThat(json.path("answered").longValue()).isEqualTo(1000);
        assertThat(json.path("lost").longValue()).isZero();
        assertThat(json.path("repeated").longValue()).isEqualTo(summary.repeated());
        assertThat(json.path("latencyMillis").path("p999").doubleValue()).isEqualTo(summary.latencyMillis().p999());
        assertThat(json.path("requests").path("TRANSPARENT_DATA").path("ANSWERED").longValue()).isEqualTo(1000);
        assertThat(summary.toString()).contains("1000 sent", "1000 answered");
    }

    @Test
    void whatIsNeverAnsweredIsLost() throws Exception {
        platform.getRouteController().suspendRoute("udp");
        Summary summary = run(options("udp").messages(50).answerTimeout(Duration.ofMillis(200)).sends(2));
        assertThat(summary.sent()).isEqualTo(50);
        assertThat(summary.answered()).isZero();
        assertThat(summary.lost()).isEqualTo(50);
        assertThat(summary.repeated()).isEqualTo(50);
        assertThat(data).isEmpty();
    }

    @Test
    void registeredTerminalsLogStraightInAndLogOut() throws Exception {
        Summary summary = run(options("udp").register(false).logout(true).dataRate(0).messages(0)
                .duration(Duration.ofMillis(1)));
        assertThat(summary.login().online()).isEqualTo(TERMINALS);
        assertThat(summary.requests()).containsKeys("LOGIN", "CONFIG_TRAP").doesNotContainKeys("REGISTER",
                "TRANSPARENT_DATA");
    }

    @Test
    void eachHasAConnectionOverTcp() throws Exception {
        Summary summary = run(options("tcp"));
        assertThat(summary.answered()).isEqualTo(1000);
        assertThat(summary.network()).isNull();
        assertThat(data).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void theyTakeWhatThePlatformSends() {
        Simulation simulation = new Simulation(
                options("udp").dataRate(0).messages(0).duration(Duration.ofMinutes(1)).build(), progress::add);
        CompletableFuture<Summary> summary = CompletableFuture.supplyAsync(() -> {
            try {
                return simulation.run();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, runnable -> new Thread(runnable).start());
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Exchange exchange = platform.createProducerTemplate().request("wmmp:platform?answerTimeout=300&sends=20",
                    request -> {
                        request.setPattern(ExchangePattern.InOut);
                        request.getMessage().setHeader(WmmpConstants.TERMINAL_ID, FIRST);
                        request.getMessage().setHeader(WmmpConstants.COMMAND, "TRANSPARENT_DATA");
                        request.getMessage().setBody("take a seat");
                    });
            assertThat(exchange.getException()).isNull();
        });
        simulation.stop();
        assertThat(summary.join().received()).isEqualTo(1);
    }

    @Test
    void moreConnectionsThanFilesAreRefused() {
        assertThatThrownBy(() -> OpenFiles.require(Integer.MAX_VALUE)).isInstanceOf(IOException.class)
                .hasMessageContaining("ulimit -n");
    }
}
