package io.wmmp.camel;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.session.SessionClosedException;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A terminal as an endpoint. */
class TerminalEndpointTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeEach
    void startPlatform() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
                from("wmmp:platform?events=ONLINE,OFFLINE,REGISTERED").to("mock:events");
            }
        });
    }

    private List<Object> events() {
        return fleet.mock("events").getExchanges().stream().map(e -> e.getIn().getHeader(WmmpConstants.EVENT)).toList();
    }

    @Test
    void endpointsOfOneTerminalShareASessionAndTheLastToStopLogsOut() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").routeId("sender").to(fleet.terminalUri("udp", "up"));
                from(fleet.terminalUri("udp", "up")).routeId("receiver").to("mock:down");
            }
        });
        fleet.sendUp("on");
        await().untilAsserted(() -> assertThat(events()).containsExactly("REGISTERED", "ONLINE"));
        fleet.terminal.getRouteController().stopRoute("receiver");
        assertThat(fleet.status().state()).isEqualTo(TerminalState.ONLINE);
        fleet.terminal.stop();
        assertThat(fleet.status().state()).isEqualTo(TerminalState.OFFLINE);
        await().untilAsserted(() -> assertThat(events()).hasSize(3).endsWith("OFFLINE"));
    }

    @Test
    void resetLogsOutAndBeginsAnew() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
                from("direct:reset").to(fleet.terminalUri("udp", "up") + "&operation=reset");
            }
        });
        fleet.sendUp("on");
        assertThat(fleet.terminal.createProducerTemplate().send("direct:reset", exchange -> {
        }).getException()).isNull();
        assertThat(fleet.sendUp("on again").getException()).isNull();
        await().untilAsserted(() -> assertThat(events()).containsExactly("REGISTERED", "ONLINE", "OFFLINE", "ONLINE"));
        assertThat(fleet.mock("events").getExchanges().get(2).getIn().getBody())
                .isEqualTo(Map.of("event", "OFFLINE", "reason", "logout 0"));
    }

    @Test
    void routeThatDealsWithARequestMayReset() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
                from(fleet.terminalUri("udp", "up")).to(fleet.terminalUri("udp", "up") + "&operation=reset");
            }
        });
        fleet.sendUp("on");
        assertThat(fleet.command("REMOTE_CTRL", Map.of("remote_command", 2)).getMessage().getHeader(WmmpConstants.RESULT))
                .isEqualTo(0);
        await().untilAsserted(() -> assertThat(events()).containsExactly("REGISTERED", "ONLINE", "OFFLINE", "ONLINE"));
    }

    @Test
    void differentSecretsForOneTerminalAreRefused() {
        assertThatThrownBy(() -> fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up")).to("mock:a");
                from(fleet.terminalUri("udp", "up").replace(TestSecrets.UPLINK_PASSWORD, "OTHERONE")).to("mock:b");
            }
        })).hasStackTraceContaining("uplinkPassword").hasMessageNotContaining("OTHERONE");
    }

    @Test
    void overlappingCommandsOfOneTerminalAreRefused() {
        assertThatThrownBy(() -> fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up")).to("mock:a");
                from(fleet.terminalUri("udp", "up") + "&commands=REMOTE_CTRL").to("mock:b");
            }
        })).hasStackTraceContaining("Option commands").hasStackTraceContaining("REMOTE_CTRL");
    }

    @Test
    void aTerminalWithoutAPlatformSaysWhyItCannotSend() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to("wmmp:terminal:udp:127.0.0.1:1?" + Fleet.IDENTITY + Fleet.PASSWORDS
                        + "&answerTimeout=100&sends=2");
            }
        });
        Exchange failed = fleet.sendUp("36.6");
        assertThat(failed.getException()).isInstanceOf(SessionClosedException.class).hasMessageContaining("not logged in");
    }

    @Test
    void remoteControlsThatTheTerminalCarriesOutItselfStayWithItUnlessNamed() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up")).to("mock:down");
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        fleet.sendUp("on");
        MockEndpoint down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class);
        assertThat(fleet.command("REMOTE_CTRL", Map.of("remote_command", 3)).getMessage().getHeader(WmmpConstants.RESULT))
                .isEqualTo(0);
        assertThat(down.getExchanges()).isEmpty();
        assertThat(fleet.command("REMOTE_CTRL", Map.of("remote_command", 2)).getMessage().getHeader(WmmpConstants.RESULT))
                .isEqualTo(0);
        assertThat(down.getExchanges()).hasSize(1);
    }

    @Test
    void aSerialNumberThatEndsWithZerosIsReplacedByTheOneAllotted() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up").replace(Fleet.ID, "FACTORY000000000"));
            }
        });
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        assertThat(fleet.mock("up").getExchanges().get(fleet.mock("up").getExchanges().size() - 1).getIn()
                .getHeader(WmmpConstants.TERMINAL_ID)).isEqualTo(Fleet.ID);
    }
}
