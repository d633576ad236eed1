package io.wmmp.camel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands to terminals. */
class PlatformProducerTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeEach
    void startPlatform() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
            }
        });
    }

    private void terminalIsOnline() throws Exception {
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        assertThat(fleet.sendUp("on").getException()).isNull();
    }

    @Test
    void configSetAndGetByName() throws Exception {
        terminalIsOnline();
        Exchange set = fleet.command("CONFIG_SET", Map.of("heartbeat_interval", 45, "gprs_user_id", "CMIOT"));
        assertThat(set.getException()).isNull();
        assertThat(set.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        Map<String, Object> nulls = new HashMap<>();
        nulls.put("gprs_user_id", null);
        assertThat(fleet.command("CONFIG_GET", nulls).getMessage().getBody(WmmpBody.class)).containsEntry("gprs_user_id",
                "CMIOT");
        assertThat(
                fleet.command("CONFIG_GET", List.of("heartbeat_interval", "gprs_user_id")).getMessage().getBody(WmmpBody.class))
                .containsEntry("heartbeat_interval", 45).containsEntry("gprs_user_id", "CMIOT").containsEntry("result", 0);
    }

    @Test
    void aRefusalNamesTheFaultyTagsAndDoesNotFailTheExchange() throws Exception {
        terminalIsOnline();
        Exchange refused = fleet.command("CONFIG_SET", Map.of("terminal_serial_number", "0000000000000000"));
        assertThat(refused.getException()).isNull();
        assertThat(refused.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(1);
        assertThat(refused.getMessage().getBody(WmmpBody.class)).containsEntry("faulty", List.of("terminal_serial_number"));
    }

    @Test
    void aRefusalFailsTheExchangeWhereThatIsWished() throws Exception {
        terminalIsOnline();
        Exchange refused = fleet.command("wmmp:platform?throwExceptionOnFailure=true&answerTimeout=500", "CONFIG_GET",
                List.of("uplink_password"));
        assertThat(refused.getException()).isInstanceOfSatisfying(RefusedException.class, refusal -> {
            assertThat(refusal.getResult()).isEqualTo(1);
            assertThat(refusal.getBody()).containsEntry("faulty", List.of("uplink_password"));
        });
    }

    @Test
    void remoteControlOfTheBuiltInKind() throws Exception {
        terminalIsOnline();
        assertThat(fleet.command("REMOTE_CTRL", Map.of("remote_command", 0x0B)).getMessage().getHeader(WmmpConstants.RESULT))
                .isEqualTo(0);
        assertThat(fleet.command("REMOTE_CTRL", Map.of("remote_command", 7)).getMessage().getBody(WmmpBody.class))
                .containsEntry("result", 1).containsEntry("faulty", List.of("remote_command"));
    }

    @Test
    void inOnlyReturnsAtOnceAndKeepsTheBody() throws Exception {
        terminalIsOnline();
        Exchange sent = fleet.platform.createProducerTemplate().send("wmmp:platform", ExchangePattern.InOnly, exchange -> {
            exchange.getIn().setHeaders(Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID, WmmpConstants.COMMAND, "CONFIG_SET"));
            exchange.getIn().setBody(Map.of("heartbeat_interval", 33));
        });
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isNull();
        assertThat(fleet.command("CONFIG_GET", List.of("heartbeat_interval")).getMessage().getBody(WmmpBody.class))
                .containsEntry("heartbeat_interval", 33);
    }

    @Test
    void thePlatformLogsATerminalOut() throws Exception {
        terminalIsOnline();
        assertThat(fleet.command("LOGOUT", Map.of("reason", 0)).getException()).isNull();
        assertThat(fleet.command("wmmp:platform?force=true", "CONFIG_GET", List.of("m2m_apn")).getException())
                .isInstanceOf(TerminalOfflineException.class);
    }

    @Test
    void offlineUnknownAndMissingTerminals() {
        assertThat(fleet.command("wmmp:platform?force=true", "CONFIG_GET", List.of("m2m_apn")).getException())
                .isInstanceOf(TerminalOfflineException.class).hasMessageContaining(Fleet.ID);
        Exchange unknown = fleet.platform.createProducerTemplate().send("wmmp:platform",
                exchange -> exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, "NOBODY0000000000"));
        assertThat(unknown.getException()).isInstanceOf(UnknownTerminalException.class)
                .hasMessageContaining("NOBODY0000000000");
        assertThat(fleet.platform.createProducerTemplate().send("wmmp:platform", exchange -> {
            // no terminal is named
        }).getException()).isInstanceOf(InvalidFieldException.class).hasMessageContaining(WmmpConstants.TERMINAL_ID);
    }

    @Test
    void badCommandsAndBodiesFailBeforeAnythingIsSent() {
        assertThat(fleet.command("NO_SUCH", Map.of()).getException()).hasMessageContaining("NO_SUCH");
        assertThat(fleet.command("LOGIN", Map.of()).getException()).hasMessageContaining("does not send LOGIN");
        assertThat(fleet.command("CONFIG_SET", Map.of("no_such_tag", 1)).getException())
                .isInstanceOf(InvalidFieldException.class).hasMessageContaining("no_such_tag");
        assertThat(fleet.command("CONFIG_SET", Map.of("heartbeat_interval", "soon")).getException())
                .isInstanceOf(InvalidFieldException.class).hasMessageContaining("heartbeat_interval");
        assertThat(fleet.command("CONFIG_SET", "text").getException()).hasMessageContaining("needs a map");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "key_sms_wait_timeout | 0 | expects 1..65535 (s), not 0",
            "statistics_report_mode | 3 | expects 0..2 255 (enum), not 3",
            "connection_mode | 0x05 | expects 0..4 (enum), not 5" })
    void valuesOutsideTheirRangeFailBeforeAnythingIsSent(String tag, String value, String problem) {
        assertThat(fleet.command("CONFIG_SET", Map.of(tag, value)).getException())
                .isInstanceOfSatisfying(InvalidFieldException.class, invalid -> {
                    assertThat(invalid.field()).isEqualTo(tag);
                    assertThat(invalid).hasMessage(tag + ": " + problem);
                });
        assertThat(fleet.sharedPlatform().commands().queued()).isZero();
    }
}
