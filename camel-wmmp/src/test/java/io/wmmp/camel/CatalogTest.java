package io.wmmp.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What tools know of the component: editors, the catalog validation of a build, the masking of secrets. */
class CatalogTest {

    private static final Set<String> SECRETS = Set.of("uplinkPassword", "downlinkPassword", "baseSecretKey", "stateSecretKey",
            "password");

    private static CamelCatalog catalog;
    private static JsonNode entry;

    @BeforeAll
    static void load() throws IOException {
        try (InputStream json = CatalogTest.class.getResourceAsStream("/META-INF/io/wmmp/camel/wmmp.json")) {
            String text = new String(json.readAllBytes(), StandardCharsets.UTF_8);
            entry = new ObjectMapper().readTree(text);
            catalog = new DefaultCamelCatalog();
            catalog.addComponent("wmmp", WmmpComponent.class.getName(), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "wmmp:platform:udp:0.0.0.0:9981",
            "wmmp:platform:tcp:0.0.0.0:9991",
            "wmmp:platform:udp:0.0.0.0:9981?commands=TRANSPARENT_DATA,CONFIG_TRAP&onFailure=silent&dialect=j2me",
            "wmmp:platform:udp:0.0.0.0:9981?platform=#other",
            "wmmp:platform:udp:0.0.0.0:9981?platform=#bean:other&bridgeErrorHandler=true",
            "wmmp:platform",
            "wmmp:platform?answerTimeout=20s&sends=2&throwExceptionOnFailure=true",
            "wmmp:platform?events=ONLINE,OFFLINE",
            "wmmp:platform?bearer=sms",
            "wmmp:platform:sms:none:0?smsFrom=direct:in&smsTo=direct:out&smsAllowed=1380000*",
            "wmmp:terminal:sms:none:0?terminalId=TESTTERM0000ABCD&imei=490154203237518&imsi=001010123456789&smsFrom=direct:in"
                    + "&smsTo=direct:out&smsPlatformNumber=106571734",
            "wmmp:terminal:udp:platform.example:9981?terminalId=TESTTERM0000ABCD&imei=490154203237518&imsi=001010123456789"
                    + "&uplinkPassword=UPLINKPW&downlinkPassword=DOWNLNKP",
            "wmmp:terminal:tcp:127.0.0.1:9991?terminalId=A972030000000000&imei=490154203237518&imsi=001010123456789"
                    + "&baseSecretKey=RAW(112233445566778899001234)&softwareVersion=2.01&heartbeatInterval=30s&retryInterval=5s"
                    + "&lazyStartProducer=true&registerTries=-1&longPause=10m",
            "wmmp:terminal:udp:127.0.0.1:9981?terminalId=A&imei=1&imsi=2&operation=reset",
            "wmmp:terminal:udp:{{platform.host}}:{{platform.port}}?terminalId={{id}}&imei={{imei}}&imsi={{imsi}}",
    })
    void everyFormOfUriIsValid(String uri) {
        EndpointValidationResult result = catalog.validateEndpointProperties(uri);

        assertThat(result.isSuccess()).as(result.summaryErrorMessage(false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "wmmp:platform?event=ONLINE", "wmmp:terminal:udp:127.0.0.1:9981?serial=1" })
    void anUnknownOptionIsFlagged(String uri) {
        EndpointValidationResult result = catalog.validateEndpointProperties(uri);

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getUnknown()).hasSize(1);
    }

    @Test
    void wrongValuesAreFlagged() {
        assertThat(catalog.validateEndpointProperties("wmmp:gateway").getInvalidEnum()).containsKey("role");
        assertThat(catalog.validateEndpointProperties("wmmp:platform:sctp:h:1").getInvalidEnum()).containsKey("protocol");
        assertThat(catalog.validateEndpointProperties("wmmp:platform:udp:h:1?onFailure=ignore").getInvalidEnum())
                .containsKey("onFailure");
        assertThat(catalog.validateEndpointProperties("wmmp:platform?sends=few").getInvalidInteger()).containsKey("sends");
    }

    @Test
    void aPlatformNeedsNoAddress() {
        assertThat(entry.at("/properties/role/required").asBoolean()).isTrue();
        assertThat(entry.at("/properties/protocol/required").asBoolean()).isFalse();
        assertThat(entry.at("/properties/host/required").asBoolean()).isFalse();
        assertThat(entry.at("/properties/port/required").asBoolean()).isFalse();
    }

    static Stream<String> groups() {
        return Stream.of("componentProperties", "properties", "headers");
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everythingIsDescribed(String group) {
        assertThat(entry.get(group)).isNotEmpty();
        entry.get(group).properties().forEach(option -> {
            assertThat(option.getValue().path("description").asText()).as(option.getKey()).isNotBlank();
            assertThat(option.getValue().path("group").asText()).as(option.getKey()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "componentProperties", "properties" })
    void secretsAreMarked(String group) {
        entry.get(group).properties().forEach(option -> assertThat(option.getValue().get("secret").asBoolean())
                .as(option.getKey()).isEqualTo(SECRETS.contains(option.getKey())));
        SECRETS.forEach(name -> assertThat(entry.get(group).has(name)).as(name).isTrue());
    }

    @Test
    void everyHeaderConstantIsInTheCatalog() {
        Set<String> names = StreamSupport.stream(entry.get("headers").spliterator(), false)
                .map(header -> header.get("constantName").asText()).collect(Collectors.toSet());
        Stream.of(WmmpConstants.class.getFields()).filter(field -> !Set.of("MESSAGE", "DIALECT").contains(field.getName()))
                .forEach(field -> assertThat(names).contains(WmmpConstants.class.getName() + "#" + field.getName()));
    }

    @Test
    void theComponentSaysWhatItIs() {
        JsonNode component = entry.get("component");
        assertThat(component.get("supportLevel").asText()).isEqualTo("Preview");
        assertThat(component.get("firstVersion").asText()).isEqualTo("1.0.0");
        assertThat(component.get("syntax").asText()).isEqualTo("wmmp:role:protocol:host:port");
        assertThat(catalog.findComponentNames()).contains("wmmp");
    }
}
