package io.wmmp.camel;

import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A route rotates the keys of a terminal, and another sees them only when it asks to. */
class KeysInRoutesTest {

    private static final String HIDDEN = "********";

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private void start(String option) throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(fleet.terminalUri("udp", "up") + "&commands=SECURITY_CONFIG" + option).to("mock:keys");
            }
        });
        await().until(() -> fleet.status().state() == TerminalState.ONLINE);
    }

    private Exchange rotate(String command) {
        return fleet.platform.createProducerTemplate().send("wmmp:platform?answerTimeout=300&sends=10", ExchangePattern.InOut,
                exchange -> exchange.getIn().setHeaders(Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID, WmmpConstants.COMMAND,
                        command, WmmpConstants.ROTATE_KEYS, true)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "&exposeSecrets=true" })
    void keysAreHiddenFromRoutesUnlessTheyAskForThem(String option) throws Exception {
        start(option);
        String before = fleet.registry.find(TerminalId.of(Fleet.ID)).toCompletableFuture().join().credentials()
                .uplinkPassword();
        Exchange rotation = rotate("SECURITY_CONFIG");
        assertThat(rotation.getException()).isNull();
        assertThat(rotation.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        Credentials fresh = fleet.registry.find(TerminalId.of(Fleet.ID)).toCompletableFuture().join().credentials();
        assertThat(fresh.uplinkPassword()).hasSize(8).isNotEqualTo(before);

        Exchange seen = fleet.terminal.getEndpoint("mock:keys", MockEndpoint.class).getExchanges().get(0);
        WmmpBody body = seen.getIn().getBody(WmmpBody.class);
        assertThat(body.get("operation")).isEqualTo(0);
        assertThat(body.get("uplink_password")).isEqualTo(option.isEmpty() ? HIDDEN : fresh.uplinkPassword());
        WmmpMessage message = seen.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        assertThat(new String(message.tlv(0xE028).value())).isEqualTo(option.isEmpty() ? HIDDEN : fresh.downlinkPassword());
        await().until(() -> fleet.status().state() == TerminalState.ONLINE);
    }

    @ParameterizedTest
    @ValueSource(strings = "CONFIG_SET")
    void theHeaderIsForOneCommand(String command) throws Exception {
        start("");
        assertThat(rotate(command).getException()).isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining(WmmpConstants.ROTATE_KEYS);
    }
}
