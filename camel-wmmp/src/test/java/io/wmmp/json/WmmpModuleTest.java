package io.wmmp.json;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WmmpModuleTest {

    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private static WmmpMessage message(Command command, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(TerminalId.of("TESTTERM0000ABCD")).sequenceNumber(0xFFFFFFFFL)
                .body(CODEC.writeBody(command, body)).build();
    }

    private static Map<String, Object> everyKindOfValue() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("heartbeat_interval", 90);
        body.put("m2m_platform_ip", "192.0.2.1");
        body.put("m2m_apn", "CMNET");
        body.put("0x8123", new byte[] { 1, 2 });
        body.put("0x8123#2", new byte[] { 3 });
        body.put("m2m_platform_port", null);
        return body;
    }

    @Test
    void jacksonFindsItByItself() {
        assertThat(JSON.getRegisteredModuleIds()).contains("wmmp:" + Dialect.DEFAULT);
    }

    @Test
    void aMessageIsWrittenAsTheContractSays() throws Exception {
        assertThat(JSON.writeValueAsString(message(Command.CONFIG_SET, everyKindOfValue()))).isEqualTo("""
                {"command":"CONFIG_SET","terminalId":"TESTTERM0000ABCD","sequenceNumber":4294967295,\
                "protocolVersion":768,"security":"COMMON","body":{"heartbeat_interval":90,"m2m_platform_ip":"192.0.2.1",\
                "m2m_apn":"CMNET","0x8123":"AQI=","0x8123#2":"Aw==","m2m_platform_port":null}}""");
    }

    @Test
    void aMessageIsReadAsItWasWritten() throws Exception {
        WmmpMessage message = message(Command.CONFIG_SET, everyKindOfValue());
        assertThat(JSON.readValue(JSON.writeValueAsString(message), WmmpMessage.class)).isEqualTo(message);
        WmmpMessage data = message(Command.TRANSPARENT_DATA, Map.of("text", "36.6 °C", "destination_ec_code", "EC7"));
        assertThat(JSON.readValue(JSON.writeValueAsString(data), WmmpMessage.class)).isEqualTo(data);
        WmmpMessage refusal = message(Command.CONFIG_SET_ACK, Map.of("result", 1, "faulty", List.of("m2m_apn", "0x8123")));
        assertThat(JSON.readValue(JSON.writeValueAsString(refusal), WmmpMessage.class)).isEqualTo(refusal);
    }

    @Test
    void aDialectSaysWhatNamesMean() throws Exception {
        Dialect dialect = Dialect.load("health-tester");
        ObjectMapper other = new ObjectMapper().registerModule(new WmmpModule(dialect));
        WmmpMessage message = message(Command.CONFIG_TRAP, Map.of("0x0002", new byte[] { 0, 17 }));
        String name = new WmmpCodec(dialect).nameOf(2);
        assertThat(name).isNotEqualTo(CODEC.nameOf(2));
        String json = other.writeValueAsString(message);
        assertThat(JSON.readTree(json).get("body").has(name)).isTrue();
    }

    @Test
    void secretsAreHiddenAndAsterisksAreNone() throws Exception {
        WmmpMessage message = message(Command.CONFIG_SET, Map.of("gprs_password", "hideme"));
        String json = JSON.writeValueAsString(message);
        assertThat(json).contains("\"gprs_password\":\"***\"").doesNotContain("hideme");
        assertThat(JSON.writeValueAsString(Map.of("any", CODEC.readBody(message))))
                .isEqualTo("{\"any\":{\"gprs_password\":\"***\"}}");
        assertThatThrownBy(() -> JSON.readValue(json, WmmpMessage.class)).isInstanceOf(JsonMappingException.class)
                .hasMessageContaining("gprs_password: is hidden");
        assertThat(JSON.readValue(json.replace("***", "hideme"), WmmpMessage.class)).isEqualTo(message);
    }

    @Test
    void aDigestIsNotWritten() throws Exception {
        byte[] digest = new byte[16];
        Arrays.fill(digest, (byte) 7);
        WmmpMessage signed = message(Command.HEART_BEAT, Map.of()).toBuilder().securityFlag(WmmpMessage.FLAG_DIGEST)
                .digest(digest).build();
        JsonNode json = JSON.valueToTree(signed);
        assertThat(json.get("security").asText()).isEqualTo("VERIFIED");
        assertThat(json.get("body")).isEmpty();
        assertThat(JSON.treeToValue(json, WmmpMessage.class)).isEqualTo(message(Command.HEART_BEAT, Map.of()));
    }

    @Test
    void numbersAndBodyMayBeLeftOut() throws Exception {
        assertThat(JSON.readValue("{\"command\": \"HEART_BEAT\", \"terminalId\": \"T\"}", WmmpMessage.class))
                .isEqualTo(WmmpMessage.builder(Command.HEART_BEAT).terminalId(TerminalId.of("T")).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"terminalId": "T"}                                                     | command: is missing
            {"command": 4, "terminalId": "T"}                                       | command: expects a string
            {"command": "SING", "terminalId": "T"}                                  | 'SING' is no command
            {"command": "HEART_BEAT"}                                               | terminalId: is missing
            {"command": "HEART_BEAT", "terminalId": "12345678901234567"}            | 1 to 16 characters
            {"command": "HEART_BEAT", "terminalId": "T", "sequenceNumber": -1}      | sequenceNumber: expects
            {"command": "HEART_BEAT", "terminalId": "T", "sequenceNumber": 1.5}     | sequenceNumber: expects
            {"command": "HEART_BEAT", "terminalId": "T", "protocolVersion": 65536}  | protocolVersion: expects
            {"command": "HEART_BEAT", "terminalId": "T", "body": []}                | body: expects an object
            {"command": "HEART_BEAT", "terminalId": "T", "body": {"no_tag": 1}}     | no_tag: is no field
            {"command": "CONFIG_SET", "terminalId": "T", "body": {"heartbeat_interval": "x"}} | heartbeat_interval: expects
            """)
    void whatIsNoMessageSaysWhy(String json, String problem) {
        assertThatThrownBy(() -> JSON.readValue(json, WmmpMessage.class)).isInstanceOf(JsonMappingException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void unknownMembersAreForTheMapperToJudge() throws JsonProcessingException {
        String json = "{\"command\": \"HEART_BEAT\", \"terminalId\": \"T\", \"bearer\": \"UDP\", \"colour\": 1}";
        assertThatThrownBy(() -> JSON.readValue(json, WmmpMessage.class)).isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("colour");
        assertThat(JSON.readerFor(WmmpMessage.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .<WmmpMessage>readValue(json).command()).isEqualTo(Command.HEART_BEAT);
    }
}
