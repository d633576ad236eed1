package io.wmmp.camel;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What health checks say of listeners, terminals and the platform. */
class HealthTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeEach
    void checkAll() {
        checkAll(fleet.platform);
        checkAll(fleet.terminal);
    }

    /** As camel-main and Spring Boot do it. */
    private static void checkAll(CamelContext context) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        for (String name : new String[] { "consumers", "producers" }) {
            HealthCheckRepository repository = (HealthCheckRepository) registry.resolveById(name);
            repository.setEnabled(true);
            registry.register(repository);
        }
    }

    private static HealthCheck.Result result(CamelContext context, String id) {
        Collection<HealthCheck.Result> all = HealthCheckHelper.invokeReadiness(context, "full");
        return all.stream().filter(result -> result.getCheck().getId().equals(id)).findFirst().orElse(null);
    }

    private void startPlatform() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
            }
        });
    }

    @Test
    void aListenerIsUpWhileItIsOpen() throws Exception {
        startPlatform();
        HealthCheck.Result up = result(fleet.platform, "consumer:up");
        assertThat(up.getState()).isEqualTo(State.UP);
        assertThat(up.getDetails()).containsEntry("listener", "udp:127.0.0.1:0");
        fleet.platform.getRouteController().stopRoute("up");
        assertThat(result(fleet.platform, "consumer:up").getState()).isNotEqualTo(State.UP);
    }

    @Test
    void thePlatformTellsHowManyAreOnlineAndLeavesWithItsComponent() throws Exception {
        startPlatform();
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        fleet.sendUp("36.6");
        await().untilAsserted(() -> {
            HealthCheck.Result platform = result(fleet.platform, "wmmp-platform");
            assertThat(platform.getState()).isEqualTo(State.UP);
            assertThat(platform.getDetails()).contains(Map.entry("online", 1L), Map.entry("listeners", 1));
        });
        fleet.component.stop();
        assertThat(result(fleet.platform, "wmmp-platform")).isNull();
    }

    @Test
    void aPlatformWithoutRoomIsNotReadyButAlive() throws Exception {
        fleet.component.setMaxExchanges(1);
        CountDownLatch leave = new CountDownLatch(1);
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").process(exchange -> leave.await());
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up")).to("mock:down");
            }
        });
        await().untilAsserted(() -> assertThat(result(fleet.platform, "wmmp-platform").getState()).isEqualTo(State.DOWN));
        assertThat(result(fleet.platform, "wmmp-platform").getMessage()).hasValueSatisfying(
                message -> assertThat(message).contains("maxExchanges=1"));
        assertThat(HealthCheckHelper.invokeLiveness(fleet.platform, "full"))
                .noneMatch(result -> result.getState() == State.DOWN);
        leave.countDown();
        await().untilAsserted(() -> assertThat(result(fleet.platform, "wmmp-platform").getState()).isEqualTo(State.UP));
    }

    @Test
    void aTerminalIsUpWhenItIsLoggedInAndOtherwiseSaysWhyNot() throws Exception {
        startPlatform();
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
                from(fleet.terminalUri("udp", "up")).routeId("down").to("mock:down");
            }
        });
        String producer = "producer:wmmp-" + Fleet.ID;
        await().untilAsserted(() -> assertThat(result(fleet.terminal, producer).getState()).isEqualTo(State.UP));
        assertThat(result(fleet.terminal, producer).getDetails()).contains(Map.entry("terminalId", Fleet.ID),
                Map.entry("phase", "ONLINE"));
        assertThat(result(fleet.terminal, "consumer:down").getState()).isEqualTo(State.UP);
        assertThat(HealthCheckHelper.invokeLiveness(fleet.terminal, "full")).isNotNull();
    }

    @Test
    void aTerminalThatThePlatformDoesNotKnowIsDown() throws Exception {
        startPlatform();
        String unknown = "TESTTERM0000ZZZZ";
        String uri = fleet.terminalUri("udp", "up").replace(Fleet.ID, unknown);
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("down").to("mock:down");
                from("direct:up").routeId("up").to(uri);
            }
        });
        String producer = "producer:wmmp-" + unknown;
        await().untilAsserted(() -> assertThat(result(fleet.terminal, producer).getState()).isEqualTo(State.DOWN));
        assertThat(result(fleet.terminal, producer).getMessage())
                .hasValueSatisfying(message -> assertThat(message).startsWith("Terminal " + unknown + " is not logged in: "));
        assertThat(result(fleet.terminal, "consumer:down").getState()).isEqualTo(State.DOWN);
        fleet.terminal.getRouteController().stopRoute("up");
        assertThat(result(fleet.terminal, producer)).as("no producer any more").isNull();
    }
}
