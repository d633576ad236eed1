package io.wmmp.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class GoldenFrameTest {

    private static final int TPDU_USER_DATA_HEADER = 18;

    static List<GoldenVector> frames() {
        return GoldenVector.frames();
    }

    @Test
    void everyFormOfVectorIsTested() {
        assertThat(GoldenVector.all()).hasSize(9).extracting(GoldenVector::form).containsOnly("frame", "body", "tpdu");
        assertThat(frames()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void headerIsReadAsTheVectorSays(GoldenVector vector) {
        JsonNode header = vector.decoded().get("header");
        WmmpMessage message = WMMP.decode(vector.bytes());

        assertThat(message.length()).isEqualTo(header.get("total_length").asInt());
        assertThat(message.command().id()).isEqualTo(number(header.get("command_id")));
        assertThat(message.sequenceNumber()).isEqualTo(header.get("sequence").asLong());
        assertThat(message.protocolVersion()).isEqualTo(number(header.get("version")));
        assertThat(message.securityFlag()).isEqualTo(number(header.get("security_flag")));
        assertThat(message.reserved()).isEqualTo(number(header.get("reserved")));
        assertThat(message.terminalId()).hasToString(header.get("terminal_serial").asText());
        assertThat(vector.decoded().get("message").asText()).startsWith(message.command().name());
    }

    @ParameterizedTest
    @ValueSource(strings = { "security_config_keys_wmmp_part", "config_get_ack_abort" })
    void tlvsOfObservedFramesAreReadAsTheVectorSays(String name) {
        GoldenVector vector = GoldenVector.named(name);
        assertTlvs(WMMP.decode(vector.bytes()).tlvs(), vector.decoded().at("/body/tlvs"));
    }

    @Test
    void bodiesAreReadAsTheVectorsSay() {
        Map<String, Object> keys = bodyOf("security_config_keys_wmmp_part");
        byte[] baseKey = (byte[]) keys.remove("base_key");
        assertThat(baseKey).asString(StandardCharsets.US_ASCII).isEqualTo("112233445566778899001234");
        assertThat(keys).containsExactly(entry("operation", 0), entry("uplink_password", "12345678"),
                entry("uplink_password_expiry", 0xAAAAAAAAL), entry("downlink_password", "87654321"),
                entry("downlink_password_expiry", 0xAAAAAAAAL), entry("base_key_expiry", 0xAAAAAAAAL));

        assertThat(bodyOf("config_get_ack_abort")).containsExactly(entry("fragment_info", hex("0000 0003 0003 02")));
        assertThat(bodyOf("register_op0")).containsExactly(entry("operation", 0), entry("imei", "490154203237518"),
                entry("imsi", "001010123456789"));
        assertThat(bodyOf("register_ack")).containsExactly(entry("result", 0),
                entry("assigned_terminal_id", "TESTTERM00000001"));
        assertThat(bodyOf("login")).containsExactly(entry("software_version", "1.00"), entry("sync_crc32", 0));
        assertThat(bodyOf("login_ack")).containsExactly(entry("result", 0), entry("timestamp", 0x5F5E1000));
        assertThat(bodyOf("heartbeat")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void digestIsRecognisedAndCoversWhatTheReferenceSays(GoldenVector vector) throws Exception {
        WmmpMessage message = WMMP.decode(vector.bytes());
        assertThat(message.hasDigest()).isEqualTo(List.of("login", "login_ack", "heartbeat").contains(vector.name()));
        if (!message.hasDigest()) {
            assertThat(message.digest()).isNull();
            return;
        }
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        message.update(md5, false);
        md5.update(hex(vector.name().equals("login") ? "00000000" : "5F5E1000"));
        md5.update((vector.identity("imei").substring(0, 15) + "\0" + vector.identity("imsi"))
                .getBytes(StandardCharsets.US_ASCII));
        md5.update(vector.identity(message.command().isAnswer() ? "downlink_password" : "uplink_password")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(message.digest()).isEqualTo(md5.digest());
        assertThat(message.tlvs()).extracting(Tlv::tag).doesNotContain(Tlv.MESSAGE_DIGEST);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void messageGivesBackItsBytes(GoldenVector vector) {
        WmmpMessage message = WMMP.decode(vector.bytes());
        assertThat(message.toBytes()).isEqualTo(vector.bytes());
        assertThat(message.toBuilder().digest(message.digest()).build()).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void bodyAndItsCopyAreWrittenAsTheyWereRead(GoldenVector vector) {
        WmmpMessage message = WMMP.decode(vector.bytes());
        WmmpBody body = WMMP.readBody(message);

        for (Map<String, Object> values : List.of(body, new LinkedHashMap<>(body))) {
            WmmpMessage written = message.toBuilder().body(WMMP.writeBody(message.command(), values)).digest(message.digest())
                    .build();
            assertThat(written.toBytes()).isEqualTo(vector.bytes());
        }
    }

    @Test
    void bareBodyAsksForTheNextPart() {
        GoldenVector vector = GoldenVector.named("continue_request_body");
        WmmpMessage message = WmmpMessage.builder(Command.CONFIG_SET_ACK).terminalId(Samples.TERMINAL)
                .securityFlag(WmmpMessage.FLAG_WRAPPED).body(vector.bytes()).build();

        assertThat(message.isWrapped()).isTrue();
        assertThat(message.has("result")).isFalse();
        assertThat(message.body()).isEqualTo(vector.bytes());
        assertTlvs(WMMP.decode(message.toBytes()).tlvs(), vector.decoded().get("tlvs"));
    }

    @Test
    void userDataOfTheShortMessageIsTheFirstVector() {
        byte[] tpdu = GoldenVector.named("full_sms_deliver_tpdu").bytes();
        int start = TPDU_USER_DATA_HEADER + 1 + tpdu[TPDU_USER_DATA_HEADER];

        byte[] userData = Arrays.copyOfRange(tpdu, start, tpdu.length);

        assertThat(userData).isEqualTo(GoldenVector.named("security_config_keys_wmmp_part").bytes());
        assertThat(WMMP.decode(userData).command()).isEqualTo(Command.SECURITY_CONFIG);
    }

    private static Map<String, Object> bodyOf(String vector) {
        return new LinkedHashMap<>(WMMP.readBody(WMMP.decode(GoldenVector.named(vector).bytes())));
    }

    private static void assertTlvs(List<Tlv> tlvs, JsonNode expected) {
        assertThat(tlvs).hasSize(expected.size());
        for (int i = 0; i < tlvs.size(); i++) {
            Tlv tlv = tlvs.get(i);
            JsonNode wanted = expected.get(i);
            assertThat(tlv.tag()).isEqualTo(number(wanted.get("tag")));
            assertThat(tlv.length()).isEqualTo(wanted.get("len").asInt());
            assertThat(tlv.value()).isEqualTo(valueOf(wanted));
        }
    }

    private static byte[] valueOf(JsonNode wanted) {
        if (wanted.has("ascii")) {
            return wanted.get("ascii").asText().getBytes(StandardCharsets.US_ASCII);
        }
        if (wanted.has("hex")) {
            return hex(wanted.get("hex").asText());
        }
        return hex("%04X%04X%04X%02X".formatted(wanted.get("trans_id").asInt(), wanted.get("total_parts").asInt(),
                wanted.get("part_no").asInt(), wanted.get("op").asInt()));
    }

    private static int number(JsonNode hexText) {
        return Integer.decode(hexText.asText());
    }
}
