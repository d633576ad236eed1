package io.wmmp.protocol;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.wmmp.protocol.Samples.HEALTH_TESTER;
import static io.wmmp.protocol.Samples.J2ME;
import static io.wmmp.protocol.Samples.TERMINAL;
import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.body;
import static io.wmmp.protocol.Samples.hex;
import static io.wmmp.protocol.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

class ReadBodyTest {

    @Test
    void tagsStandUnderTheirNamesInWireOrder() {
        assertThat(body(Command.CONFIG_SET, "00110004 0000005A 0002 0005 434D4E4554 0009 0004 DACE050F")).containsExactly(
                entry("heartbeat_interval", 90), entry("m2m_apn", "CMNET"), entry("m2m_platform_ip", "218.206.5.15"));
    }

    @Test
    void fixedFieldsStandFirst() {
        assertThat(body(Command.FILE_REQ, "00000295 02 FFFFFFFF 0000 00280001 31")).containsExactly(
                entry("transaction_id", 661),
                entry("status", 2), entry("offset", 0xFFFFFFFFL), entry("block_size", 0), entry("default_ec_code", "1"));
        assertThat(body(Command.FILE_REQ_ACK, "00000295 00 4B37 00000320 0002 6162")).containsExactly(
                entry("transaction_id", 661),
                entry("status", 0), entry("crc16", 0x4B37), entry("offset", 800), entry("length", 2),
                entry("data", hex("6162")));
    }

    @Test
    void textOfFixedFieldsLosesItsPaddingAndStaysBytesWhereItIsNoText() {
        String imsi = "303031303130313233343536373839";
        assertThat(body(Command.REGISTER, "00 34393031353432303332333735313800" + imsi)).containsEntry("imei",
                "490154203237518");
        assertThat(body(Command.REGISTER, "00 00000000000000000000000000000000" + imsi)).containsEntry("imei", "");
        assertThat(body(Command.REGISTER, "00 310031000000000000000000000000FF" + imsi)).containsEntry("imei",
                hex("310031000000000000000000000000FF"));
    }

    @Test
    void absentFieldsAreNoKeys() {
        assertThat(body(Command.LOGIN_ACK, "06")).containsExactly(entry("result", 6));
        assertThat(body(Command.REGISTER_ACK, "02")).containsExactly(entry("result", 2));
    }

    @Test
    void tagWhoseNameIsTakenStandsUnderItsNumber() {
        String imei = "34393031353432303332333735313800";
        String imsi = "303031303130313233343536373839";
        assertThat(body(Command.REGISTER, "03" + imei + imsi + "E00E0010" + imei + "3003000F" + imsi))
                .containsOnlyKeys("operation", "imei", "imsi", "0xE00E", "0x3003").containsEntry("0xE00E", "490154203237518");
        assertThat(body(Command.CONFIG_TRAP, "3003000F" + imsi)).containsOnlyKeys("imsi");
    }

    @Test
    void unknownTagStandsUnderItsNumberAsBytes() {
        assertThat(body(Command.CONFIG_TRAP, "8123 0003 010203 00AB 0001 FF")).containsExactly(entry("0x8123", hex("010203")),
                entry("0x00AB", hex("FF")));
    }

    @Test
    void repeatedTagsAreCounted() {
        assertThat(body(Command.CONFIG_TRAP, "30070001 01 8123 0000 30070001 02 30070001 03 81230001 04")).containsExactly(
                entry("signal_level", 1), entry("0x8123", null), entry("signal_level#2", 2), entry("signal_level#3", 3),
                entry("0x8123#2", hex("04")));
    }

    @Test
    @Timeout(10)
    void longestMessageOfOneRepeatedTagIsReadWithoutDelay() {
        WmmpMessage message = message(Command.CONFIG_TRAP, "30070000".repeat(16_376));
        assertThat(WMMP.readBody(message)).hasSize(16_376).containsKey("signal_level#16376");
    }

    @Test
    void valuesThatDoNotFitTheirTypeStayBytes() {
        assertThat(body(Command.CONFIG_TRAP, "00110002 005A")).containsEntry("heartbeat_interval", hex("005A"));
        assertThat(body(Command.CONFIG_TRAP, "00090005 0102030405")).containsEntry("m2m_platform_ip", hex("0102030405"));
        assertThat(body(Command.CONFIG_TRAP, "00020003 414200")).containsEntry("m2m_apn", hex("414200"));
        assertThat(body(Command.CONFIG_TRAP, "00250003 000200")).containsEntry("sync_tag_list", hex("000200"));
    }

    @Test
    void valuesLongerThanTheRegistryHasThemStayBytes() {
        assertThat(body(Command.CONFIG_TRAP, "00020015" + "41".repeat(21))).containsEntry("m2m_apn", hex("41".repeat(21)));
        assertThat(body(Command.CONFIG_TRAP, "20130058" + "00".repeat(88))).containsEntry("m2m_sms_stat_records", new byte[88]);
        assertThat(body(Command.CONFIG_TRAP, "00250016" + "00".repeat(22))).containsEntry("sync_tag_list", new byte[22]);
    }

    @Test
    void tagWithoutValueIsNull() {
        assertThat(body(Command.CONFIG_GET, "00110000 81230000 00020000")).containsExactly(entry("heartbeat_interval", null),
                entry("0x8123", null), entry("m2m_apn", null));
    }

    @Test
    void refusedTagsOfANegativeAnswerAreAList() {
        assertThat(body(Command.CONFIG_SET_ACK, "01 00110000 81230000 E00E0000")).containsExactly(entry("result", 1),
                entry("faulty", List.of("heartbeat_interval", "0x8123", "imei")));
        assertThat(body(Command.SECURITY_CONFIG_ACK, "02 E0250000")).containsEntry("faulty", List.of("uplink_password"));
    }

    @Test
    void answersWithValuesOrSuccessNameNoFaultyTags() {
        assertThat(body(Command.CONFIG_GET_ACK, "00 00110000")).containsExactly(entry("result", 0),
                entry("heartbeat_interval", null));
        assertThat(body(Command.CONFIG_GET_ACK, "01 00110000 30070001 05")).containsExactly(entry("result", 1),
                entry("heartbeat_interval", null), entry("signal_level", 5));
        assertThat(body(Command.CONFIG_SET_ACK, "01")).containsExactly(entry("result", 1));
    }

    @Test
    void userDataAreBytesBehindTheirChecksum() {
        assertThat(body(Command.TRANSPARENT_DATA, "4B37 40140004 45433031 4007 0009 313233343536373839")).containsExactly(
                entry("crc16", 0x4B37), entry("destination_ec_code", "EC01"), entry("user_data", hex("313233343536373839")));
    }

    @Test
    void wrappedBodyIsItsSingleTag() {
        WmmpMessage part = WmmpMessage.builder(Command.CONFIG_SET_ACK).terminalId(TERMINAL).securityFlag(0x30)
                .body(hex("40080007 00000003000201")).build();
        assertThat(WMMP.readBody(part)).containsExactly(entry("fragment_info", hex("00000003000201")));
    }

    @Test
    void digestIsNoKey() {
        assertThat(WMMP.readBody(message(Command.HEART_BEAT, "30070001 1F").withEmptyDigest()))
                .containsOnlyKeys("signal_level");
    }

    @Test
    void dialectDecidesNamesAndByteOrder() {
        WmmpMessage trap = message(Command.CONFIG_TRAP, "00020001 1F 00110004 5A000000");
        assertThat(HEALTH_TESTER.readBody(trap)).containsExactly(entry("signal_intensity", 31),
                entry("heartbeat_interval", 0x5A000000));
        assertThat(J2ME.readBody(trap)).containsEntry("heartbeat_interval", 90);
    }

    @Test
    void bodyKeepsItsMessageAndCannotBeChanged() {
        WmmpMessage message = message(Command.CONFIG_SET, "00110004 0000005A");
        WmmpBody body = WMMP.readBody(message);

        assertThat(body.message()).isSameAs(message);
        assertThat(body.dialect()).isSameAs(WMMP.dialect());
        assertThat(body).isEqualTo(Map.of("heartbeat_interval", 90)).containsKey("heartbeat_interval");
        assertThat(body.get("nothing")).isNull();
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> body.put("m2m_apn", "x"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(body::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> body.entrySet().iterator().next().setValue(1));
    }

    @Test
    void unchangedBodyGivesBackBytesThatAMapCannotSay() {
        String routingLast = "0000 4007 0000 40120010 544553545445524D3030303030303031";
        WmmpBody body = body(Command.TRANSPARENT_DATA, routingLast);

        assertThat(WMMP.writeBody(Command.TRANSPARENT_DATA, body)).isEqualTo(hex(routingLast));
        assertThat(HexFormat.of().formatHex(WMMP.writeBody(Command.TRANSPARENT_DATA, new LinkedHashMap<>(body))))
                .isEqualTo("000040120010544553545445524d303030303030303140070000");
    }
}
