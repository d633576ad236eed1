package io.wmmp.camel;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.session.DropReason;
import io.wmmp.session.LogCapture;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of each category travel both ways over each bearer, and routes see which it was. */
class SecurityTest {

    private static final String BASE_KEY = TestSecrets.BASE_KEY;

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private String start(String protocol, String platformOptions, String terminalOptions) throws Exception {
        fleet.registry
                .save(new TerminalRecord(TerminalId.of(Fleet.ID),
                        new Credentials(Fleet.IMEI, Fleet.IMSI, TestSecrets.UPLINK_PASSWORD,
                                TestSecrets.DOWNLINK_PASSWORD, BASE_KEY.getBytes(StandardCharsets.US_ASCII)),
                        null, "EC1", null));
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0?commands=TRANSPARENT_DATA" + platformOptions).routeId("up")
                        .to("mock:up");
            }
        });
        String uri = fleet.terminalUri(protocol, "up") + "&baseSecretKey=" + BASE_KEY + terminalOptions;
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).to("mock:down");
                from("direct:up").to(uri);
            }
        });
        return uri;
    }

    @ParameterizedTest
    @CsvSource({ "udp, verified, VERIFIED", "tcp, verified, VERIFIED", "udp, encrypted, ENCRYPTED", "tcp, encrypted, ENCRYPTED",
            "udp, fullyEncrypted, FULLY_ENCRYPTED", "tcp, fullyEncrypted, FULLY_ENCRYPTED" })
    void routesOfBothEndsSeeTheCategory(String protocol, String security, String category) throws Exception {
        start(protocol, "&security=" + security, "&security=" + security);

        Exchange sent = fleet.sendUp("36.6");
        Exchange commanded = fleet.command("TRANSPARENT_DATA", "stand up");
        Exchange configured = fleet.command("CONFIG_SET", Map.of("heartbeat_interval", 45));

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(commanded.getException()).isNull();
        assertThat(configured.getException()).isNull();
        assertThat(configured.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        Exchange up = fleet.mock("up").getExchanges().get(0);
        Exchange down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class).getExchanges().get(0);
        assertThat(up.getIn().getBody(String.class)).isEqualTo("36.6");
        assertThat(down.getIn().getBody(String.class)).isEqualTo("stand up");
        assertThat(up.getIn().getHeader(WmmpConstants.SECURITY)).isEqualTo(category);
        assertThat(down.getIn().getHeader(WmmpConstants.SECURITY)).isEqualTo(
                // to a terminal that asks for a key everything is enciphered whole
                security.equals("verified") ? "VERIFIED" : "FULLY_ENCRYPTED");
        assertThat(fleet.sharedPlatform().dropped(DropReason.UNDECIPHERABLE)).isZero();
        assertThat(fleet.sharedPlatform().dropped(DropReason.NOT_ENCIPHERED)).isZero();
    }

    @Test
    void theTraceOfATerminalShowsInPlainWhatIsEnciphered() throws Exception {
        fleet.component.setTraceTerminal(Fleet.ID);
        try (LogCapture log = LogCapture.of("io.wmmp.trace")) {
            start("udp", "&security=fullyEncrypted", "&security=fullyEncrypted");
            fleet.sendUp("36.6");
            assertThat(fleet.command("CONFIG_SET", Map.of("heartbeat_interval", 45)).getException()).isNull();

            assertThat(log.messages()).anyMatch(line -> line.startsWith(Fleet.ID + " <- TRANSPARENT_DATA #")
                    && line.contains("enciphered, ")).anyMatch(
                            line -> line.startsWith(Fleet.ID + " <- TRANSPARENT_DATA in plain: {")
                                    && line.contains("user_data"))
                    .contains(Fleet.ID + " -> CONFIG_SET in plain: {heartbeat_interval=45}")
                    .noneMatch(line -> line.contains(BASE_KEY));
        }
    }

    @ParameterizedTest
    @CsvSource({ "udp, &security=fullyEncrypted, ''", "tcp, '', &security=fullyEncrypted" })
    void oneEndThatWantsItIsEnough(String protocol, String platformOptions, String terminalOptions) throws Exception {
        start(protocol, platformOptions, terminalOptions);

        assertThat(fleet.sendUp("36.6").getException()).isNull();
        assertThat(fleet.command("TRANSPARENT_DATA", "stand up").getException()).isNull();

        Exchange down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class).getExchanges().get(0);
        assertThat(fleet.mock("up").getExchanges().get(0).getIn().getHeader(WmmpConstants.SECURITY))
                .isEqualTo("FULLY_ENCRYPTED");
        assertThat(down.getIn().getHeader(WmmpConstants.SECURITY)).isEqualTo("FULLY_ENCRYPTED");
    }
}
