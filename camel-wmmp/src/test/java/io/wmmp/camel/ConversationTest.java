package io.wmmp.camel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.testing.Tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The conversation of a terminal with its platform from REGISTER to LOGOUT, as routes at both ends have it and as it passes
 * between them. By SMS, without heartbeats: {@link SmsEndpointTest}.
 */
class ConversationTest {

    private static final String PATIENT = "&answerTimeout=20s&sends=1";

    @RegisterExtension
    final Fleet fleet = new Fleet();
    private Tap tap;

    @AfterEach
    void close() throws IOException {
        fleet.terminal.stop();
        tap.close();
    }

    private void start(Bearer bearer, String options) throws Exception {
        String protocol = bearer.name().toLowerCase();
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0").routeId("up").to("mock:up");
                from("wmmp:platform?events=REGISTERED,ONLINE,OFFLINE").to("mock:events");
            }
        });
        tap = new Tap(bearer, new InetSocketAddress("127.0.0.1", fleet.port("up")));
        String uri = "wmmp:terminal:" + protocol + ":localhost:" + tap.port() + "?" + Fleet.IDENTITY + Fleet.PASSWORDS
                + PATIENT + options;
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).to("mock:down");
                from("direct:up").to(uri);
            }
        });
    }

    private List<Object> events() {
        return fleet.mock("events").getExchanges().stream().map(e -> e.getIn().getHeader(WmmpConstants.EVENT)).toList();
    }

    private void awaitPassed(Command... commands) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(tap.commands()).endsWith(commands));
    }

    private Exchange ask(Command command, Object body) {
        Exchange exchange = fleet.command("wmmp:platform?answerTimeout=20s&sends=1", command.name(), body);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        return exchange;
    }

    private void send(Command command, Object body) {
        Exchange sent = fleet.terminal.createProducerTemplate().send("direct:up", ExchangePattern.InOnly, exchange -> {
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command.name());
            exchange.getIn().setBody(body);
        });
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    /** A slow machine may let one beat more pass. */
    private List<Command> withOneBeatAtATime() {
        List<Command> commands = new ArrayList<>();
        for (Command command : tap.commands()) {
            int size = commands.size();
            commands.add(command);
            if (size >= 3 && commands.subList(size - 3, size + 1).equals(List.of(Command.HEART_BEAT, Command.HEART_BEAT_ACK,
                    Command.HEART_BEAT, Command.HEART_BEAT_ACK))) {
                commands.subList(size - 1, size + 1).clear();
            }
        }
        return commands;
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void theWholeConversation(Bearer bearer) throws Exception {
        start(bearer, "&heartbeatInterval=3s");
        awaitPassed(Command.HEART_BEAT, Command.HEART_BEAT_ACK);
        assertThat(fleet.status().state()).isEqualTo(TerminalState.ONLINE);
        assertThat(fleet.status().bearer()).isEqualTo(bearer);
        ask(Command.CONFIG_SET, Map.of("heartbeat_interval", 3600));
        awaitPassed(Command.CONFIG_SET, Command.CONFIG_SET_ACK, Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK);
        assertThat(ask(Command.CONFIG_GET, List.of("heartbeat_interval")).getMessage().getBody(WmmpBody.class))
                .containsEntry("heartbeat_interval", 3600);

        send(Command.CONFIG_TRAP, Map.of("signal_level", 21));
        send(Command.TRANSPARENT_DATA, "36.6".getBytes());
        List<Exchange> up = fleet.mock("up").getExchanges();
        assertThat(up).extracting(exchange -> exchange.getIn().getHeader(WmmpConstants.COMMAND)).containsExactly(
                "CONFIG_TRAP", "CONFIG_TRAP", "CONFIG_TRAP", "TRANSPARENT_DATA");
        assertThat(up.get(1).getIn().getBody(WmmpBody.class)).containsKeys("config_result", "config_crc32");
        assertThat(up.get(2).getIn().getBody(WmmpBody.class)).containsEntry("signal_level", 21);
        assertThat(up.get(3).getIn().getBody(String.class)).isEqualTo("36.6");
        assertThat(up).allSatisfy(exchange -> {
            assertThat(exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID)).isEqualTo(Fleet.ID);
            assertThat(exchange.getIn().getHeader(WmmpConstants.BEARER)).isEqualTo(bearer.name());
            assertThat(exchange.getIn().getHeader(WmmpConstants.SECURITY)).isEqualTo("VERIFIED");
        });

        ask(Command.TRANSPARENT_DATA, "pump on".getBytes());
        ask(Command.REMOTE_CTRL, Map.of("remote_command", 2));
        List<Exchange> down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class).getExchanges();
        assertThat(down).extracting(exchange -> exchange.getIn().getHeader(WmmpConstants.COMMAND))
                .containsExactly("TRANSPARENT_DATA", "REMOTE_CTRL");
        assertThat(down.get(0).getIn().getBody(String.class)).isEqualTo("pump on");
        ask(Command.REMOTE_CTRL, Map.of("remote_command", 0x0B));
        awaitPassed(Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK);

        fleet.terminal.stop();
        await().untilAsserted(() -> assertThat(events()).containsExactly("REGISTERED", "ONLINE", "OFFLINE"));
        assertThat(fleet.status().state()).isEqualTo(TerminalState.OFFLINE);
        assertThat(withOneBeatAtATime()).containsExactly(Command.REGISTER, Command.REGISTER_ACK, Command.LOGIN,
                Command.LOGIN_ACK, Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.HEART_BEAT, Command.HEART_BEAT_ACK,
                Command.CONFIG_SET, Command.CONFIG_SET_ACK, Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.CONFIG_GET,
                Command.CONFIG_GET_ACK, Command.CONFIG_TRAP,
                Command.CONFIG_TRAP_ACK, Command.TRANSPARENT_DATA, Command.TRANSPARENT_DATA_ACK, Command.TRANSPARENT_DATA,
                Command.TRANSPARENT_DATA_ACK, Command.REMOTE_CTRL, Command.REMOTE_CTRL_ACK, Command.REMOTE_CTRL,
                Command.REMOTE_CTRL_ACK, Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.LOGOUT, Command.LOGOUT_ACK);
        assertThat(tap.messages()).filteredOn(message -> message.command() == Command.LOGOUT)
                .extracting(message -> message.unsigned("reason")).containsExactly(0L);
        assertThat(tap.messages()).filteredOn(message -> message.command() != Command.REGISTER
                && message.command() != Command.REGISTER_ACK).allMatch(WmmpMessage::hasDigest);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void shortConnections(Bearer bearer) throws Exception {
        start(bearer, "&connectionMode=short&logoutAfter=1s&heartbeatInterval=1s");
        Command[] end = { Command.LOGOUT, Command.LOGOUT_ACK };
        awaitPassed(end);
        await().untilAsserted(() -> assertThat(events()).containsExactly("REGISTERED", "ONLINE", "OFFLINE"));
        send(Command.TRANSPARENT_DATA, "36.6".getBytes());
        awaitPassed(end);
        await().untilAsserted(() -> assertThat(events()).containsExactly("REGISTERED", "ONLINE", "OFFLINE", "ONLINE",
                "OFFLINE"));
        assertThat(tap.commands()).containsExactly(Command.REGISTER, Command.REGISTER_ACK, Command.LOGIN, Command.LOGIN_ACK,
                Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.LOGOUT, Command.LOGOUT_ACK, Command.LOGIN,
                Command.LOGIN_ACK, Command.CONFIG_TRAP, Command.CONFIG_TRAP_ACK, Command.TRANSPARENT_DATA,
                Command.TRANSPARENT_DATA_ACK, Command.LOGOUT, Command.LOGOUT_ACK);
    }
}
