package io.wmmp.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** URIs and options: what is understood, and how what is wrong is refused. */
class EndpointOptionsTest {

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "wmmp:platform:udp:127.0.0.1:9981", "wmmp:platform:udp://127.0.0.1:9981",
            "wmmp://platform:udp:127.0.0.1:9981" })
    void bothFormsOfAnAddressAreUnderstood(String uri) {
        WmmpEndpoint endpoint = context.getEndpoint(uri, WmmpEndpoint.class);
        assertThat(endpoint.getRole()).isEqualTo(WmmpRole.platform);
        assertThat(endpoint.bearer()).isEqualTo(Bearer.UDP);
        assertThat(endpoint.getHost()).isEqualTo("127.0.0.1");
        assertThat(endpoint.getPort()).isEqualTo(9981);
    }

    @ParameterizedTest
    @ValueSource(strings = { "wmmp:platform:sms", "wmmp:platform:sms:none:0" })
    void aListenerForShortMessagesHasNoAddress(String uri) {
        WmmpEndpoint endpoint = context.getEndpoint(uri + "?smsFrom=direct:in&smsTo=direct:out", WmmpEndpoint.class);
        assertThat(endpoint.address()).isEqualTo(new WmmpAddress(WmmpRole.platform, Bearer.SMS, null, -1));
    }

    @Test
    void ipv6AddressesStandInBrackets() {
        WmmpEndpoint endpoint = context.getEndpoint("wmmp:platform:tcp:[::1]:9991", WmmpEndpoint.class);
        assertThat(endpoint.getHost()).isEqualTo("::1");
        assertThat(endpoint.getPort()).isEqualTo(9991);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "wmmp:nobody|role 'nobody'",
            "wmmp:platform:sctp:127.0.0.1:9981|protocol 'sctp'",
            "wmmp:platform:udp:127.0.0.1:99999|port 99999",
            "wmmp:platform:udp|wmmp:role:protocol:host:port",
            "wmmp:terminal|needs the address of its platform",
            "wmmp:terminal:udp:127.0.0.1:1?imei=1&imsi=2|Option terminalId",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imsi=2|Option imei",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1|Option imsi",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2&uplinkPassword=x|Option downlinkPassword",
            "wmmp:platform:udp:127.0.0.1:0?terminalId=A|Option terminalId",
            "wmmp:platform?sends=-1|Option sends",
            "wmmp:platform?answerBackoff=0.5|Option answerBackoff",
            "wmmp:platform?answerJitter=2|Option answerJitter",
            "wmmp:platform:udp:127.0.0.1:0?missedHeartbeats=-1|Option missedHeartbeats",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2&registerTries=-2|Option registerTries",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2&longPause=-1|Option longPause",
            "wmmp:platform:sms|Option smsFrom is missing",
            "wmmp:platform:sms?smsFrom=direct:a|Option smsTo",
            "wmmp:platform:udp:127.0.0.1:0?smsTo=direct:a|Option smsTo",
            "wmmp:platform?smsFrom=direct:a&smsTo=direct:b|Option smsFrom is for listeners",
            "wmmp:platform:sms?smsFrom=direct:a&smsTo=direct:b&smsPlatformNumber=1|Option smsPlatformNumber",
            "wmmp:platform:sms?smsFrom=direct:a&smsTo=direct:b&smsNumber=ward|Option smsNumber: 'ward' is no telephone number",
            "wmmp:platform:sms?smsFrom=direct:a&smsTo=direct:b&smsAllowed=138*,9-1|Option smsAllowed: '9-1' is no telephone number",
            "wmmp:platform:sms?smsFrom=direct:a&smsTo=direct:b&smsCountryCode=china|Option smsCountryCode",
            "wmmp:terminal:sms?terminalId=A&imei=1&imsi=2|Option smsFrom is missing",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2&bearer=sms|Option bearer",
            "wmmp:nobody:sms|role 'nobody'",
            "wmmp:platform:udp:127.0.0.1:0?noSuchOption=1|noSuchOption" })
    void wrongEndpointsAreRefusedNamingWhatIsWrong(String uri, String problem) {
        assertThatThrownBy(() -> context.getEndpoint(uri).start()).hasStackTraceContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "wmmp:platform|Option events",
            "wmmp:platform?events=GONE|'GONE'",
            "wmmp:platform?events=ONLINE&commands=LOGIN|Option commands",
            "wmmp:platform:udp:127.0.0.1:0?events=ONLINE|Option events",
            "wmmp:platform:udp:127.0.0.1:0?commands=NO_SUCH|'NO_SUCH'",
            "wmmp:platform:udp:127.0.0.1:0?commands=CONFIG_SET|'CONFIG_SET'",
            "wmmp:platform:udp:127.0.0.1:0?dialect=klingon|Option dialect",
            "wmmp:platform:sms?smsFrom=nowhere:a&smsTo=direct:b|Option smsFrom: nowhere:a",
            "wmmp:platform:sms?smsFrom=mock:a&smsTo=direct:b|Option smsFrom: mock:a",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2&events=ONLINE|Option events",
            "wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2&commands=LOGIN|'LOGIN'" })
    void wrongConsumersFailTheStartNamingTheOption(String uri, String problem) {
        assertThatThrownBy(() -> {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).to("mock:any");
                }
            });
            context.start();
        }).hasStackTraceContaining(problem);
    }

    @Test
    void optionsOfTheComponentAreTheDefaultsOfItsEndpoints() {
        WmmpComponent component = context.getComponent("wmmp", WmmpComponent.class);
        component.getConfiguration().setSends(7);
        component.getConfiguration().setDialect("j2me");
        assertThat(context.getEndpoint("wmmp:platform", WmmpEndpoint.class).getConfiguration().getSends()).isEqualTo(7);
        WmmpEndpoint own = context.getEndpoint("wmmp:platform?sends=2", WmmpEndpoint.class);
        assertThat(own.getConfiguration().getSends()).isEqualTo(2);
        assertThat(own.dialect().name()).isEqualTo("j2me");
    }

    @Test
    void aDialectCanBeABean() {
        Dialect dialect = Dialect.load("j2me");
        context.getRegistry().bind("ward", dialect);
        assertThat(context.getEndpoint("wmmp:platform?dialect=ward", WmmpEndpoint.class).dialect()).isSameAs(dialect);
    }

    @Test
    void secretsAreMaskedInEndpointUris() {
        Endpoint endpoint = context.getEndpoint("wmmp:terminal:udp:127.0.0.1:1?terminalId=A&imei=1&imsi=2"
                + "&uplinkPassword=hideme1&downlinkPassword=hideme2&baseSecretKey=hideme3");
        assertThat(endpoint.toString()).doesNotContain("hideme1", "hideme2", "hideme3");
        Endpoint sms = context.getEndpoint("wmmp:platform:sms?smsFrom=RAW(smpp://1@h?password=hideme4&x=1)"
                + "&smsTo=RAW(smpp://1@h?password=hideme5&x=1)");
        assertThat(sms.toString()).contains("smpp").doesNotContain("hideme4", "hideme5");
    }
}
