package io.wmmp.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.wmmp.protocol.Samples.J2ME;
import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class TagTypeTest {

    /** Name of a tag, a value as bodies have it, its bytes: both ways. */
    static Stream<Arguments> values() {
        return Stream.of(arguments("signal_level", 31, "1F"), arguments("signal_level", 255, "FF"),
                arguments("max_pdu_body_length", 900, "0384"), arguments("max_pdu_body_length", 65535, "FFFF"),
                arguments("heartbeat_interval", 0, "00000000"), arguments("heartbeat_interval", Integer.MAX_VALUE, "7FFFFFFF"),
                arguments("heartbeat_interval", 0x80000000L, "80000000"),
                arguments("heartbeat_interval", 0xFFFFFFFFL, "FFFFFFFF"),
                arguments("m2m_apn", "CM NET~", "434D204E45547E"),
                arguments("imsi", "001010123456789", "303031303130313233343536373839"),
                arguments("imei", "490154203237518", "34393031353432303332333735313800"),
                arguments("uplink_password", "pw", "7077000000000000"), arguments("m2m_platform_ip", "0.255.10.9", "00FF0A09"),
                arguments("sync_tag_list", List.of(2, 0xFFFF), "0002FFFF"),
                arguments("peripheral_status", List.of(List.of(1, 0), List.of(0xFFFF, 255)), "000100FFFFFF"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueIsReadAndWritten(String name, Object value, String bytes) {
        assertThat(write(name, value)).isEqualTo(hex(bytes));
        assertThat(read(name, bytes)).isEqualTo(value);
    }

    @Test
    void recordsAreLists() {
        assertThat(asRecords(read("m2m_sms_stat_records", "00000001 0002 0003 00000004 0005 0006")))
                .containsExactly(hex("0000000100020003"), hex("0000000400050006"));
        assertThat(asRecords(read("m2m_gprs_stat_records", "000102030405060708090A0B")))
                .containsExactly(hex("000102030405060708090A0B"));
        assertThat(write("m2m_sms_stat_records", List.of(hex("0000000100020003"), "AAAABAAFAAY=")))
                .isEqualTo(hex("0000000100020003 0000000400050006"));
    }

    @Test
    void valuesWithoutInnerStructureAreBytes() {
        for (String name : List.of("cell_id", "m2m_ussd_stat_records", "reserved_000f", "unknown_0029",
                "local_config_effective_flag")) {
            assertThat(read(name, "01020304")).isEqualTo(hex("01020304"));
        }
    }

    @Test
    void littleEndianDialectTurnsFourByteIntegersOnly() {
        assertThat(J2ME.writeTlv("heartbeat_interval", 0xFEDCBA98L).value()).isEqualTo(hex("98BADCFE"));
        assertThat(J2ME.writeTlv("max_pdu_body_length", 900).value()).isEqualTo(hex("0384"));
        assertThat(J2ME.writeTlv("m2m_platform_ip", "1.2.3.4").value()).isEqualTo(hex("01020304"));
        assertThat(J2ME.writeTlv("sync_tag_list", List.of(2)).value()).isEqualTo(hex("0002"));
    }

    /** What JSON, YAML, headers and SQL have for a number or a text. */
    static Stream<Arguments> otherForms() {
        return Stream.of(arguments("heartbeat_interval", "90", "0000005A"), arguments("heartbeat_interval", " 90 ", "0000005A"),
                arguments("heartbeat_interval", "0x5A", "0000005A"), arguments("heartbeat_interval", "4294967295", "FFFFFFFF"),
                arguments("heartbeat_interval", "0090", "0000005A"), arguments("remote_command", "reboot", "02"),
                arguments("connection_mode", " sms ", "04"), arguments("clear_after_report_flag", true, "01"),
                arguments("heartbeat_interval", "010", "0000000A"),
                arguments("heartbeat_interval", 90L, "0000005A"), arguments("heartbeat_interval", 90.0, "0000005A"),
                arguments("heartbeat_interval", new BigDecimal("90"), "0000005A"),
                arguments("heartbeat_interval", BigInteger.valueOf(90), "0000005A"),
                arguments("heartbeat_interval", (byte) 90, "0000005A"),
                arguments("heartbeat_interval", new StringBuilder("90"), "0000005A"),
                arguments("m2m_sms_special_number", 106571734, "313036353731373334"),
                arguments("sync_tag_list", Set.of("0x0011"), "0011"), arguments("sync_tag_list", List.of(), ""),
                arguments("peripheral_status", List.of(List.of("1", 2.0)), "000102"));
    }

    @ParameterizedTest
    @MethodSource
    void otherForms(String name, Object value, String bytes) {
        assertThat(write(name, value)).isEqualTo(hex(bytes));
    }

    static Stream<Arguments> badValues() {
        return Stream.of(arguments("signal_level", 256), arguments("signal_level", -1), arguments("max_pdu_body_length", 65536),
                arguments("heartbeat_interval", 0x100000000L), arguments("heartbeat_interval", Long.MAX_VALUE),
                arguments("heartbeat_interval", BigInteger.TWO.pow(64).add(BigInteger.TEN)),
                arguments("heartbeat_interval", 1.5),
                arguments("heartbeat_interval", Double.NaN), arguments("heartbeat_interval", Double.POSITIVE_INFINITY),
                arguments("heartbeat_interval", "ninety"), arguments("connection_mode", "tcp"),
                arguments("heartbeat_interval", " "),
                arguments("heartbeat_interval", "-1"),
                arguments("heartbeat_interval", "0x"), arguments("heartbeat_interval", "#5A"),
                arguments("heartbeat_interval", "--1"),
                arguments("heartbeat_interval", "99999999999999999999"), arguments("heartbeat_interval", true),
                arguments("heartbeat_interval", List.of(1)), arguments("m2m_apn", "x".repeat(21)),
                arguments("m2m_apn", "größe"),
                arguments("m2m_apn", "nul\0"), arguments("m2m_apn", List.of("x")), arguments("imsi", "0010101234567890"),
                arguments("m2m_platform_ip", "1.2.3"), arguments("m2m_platform_ip", "1.2.3.256"),
                arguments("m2m_platform_ip", "1.2.3.4.5"), arguments("m2m_platform_ip", "1.2.3."),
                arguments("m2m_platform_ip", 1),
                arguments("sync_tag_list", 2), arguments("sync_tag_list", List.of(65536)),
                arguments("sync_tag_list", List.of("x")),
                arguments("sync_tag_list", Arrays.asList(1, null)),
                arguments("sync_tag_list", List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
                arguments("peripheral_status", List.of(1)), arguments("peripheral_status", List.of(List.of(1))),
                arguments("peripheral_status", List.of(List.of(1, 256))),
                arguments("peripheral_status", Arrays.asList((Object) null)),
                arguments("m2m_sms_stat_records", List.of(hex("0102"))),
                arguments("m2m_sms_stat_records", Arrays.asList((Object) null)),
                arguments("m2m_sms_stat_records", "AAAABAAFAAY="), arguments("cell_id", "AQ=="), arguments("cell_id", 1),
                arguments("local_config_effective_flag", "AQ=="), arguments("m2m_ussd_stat_records", Map.of()));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void valueThatDoesNotFitIsRefusedUnderTheKeyThatGaveIt(String name, Object value) {
        String number = WMMP.dialect().tags().byName(name).key();
        for (String key : List.of(name, name + "#2", number, number + "#3")) {
            assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> write(key, value))
                    .withMessageStartingWith(key + ": ").satisfies(e -> assertThat(e.field()).isEqualTo(key));
        }
    }

    @Test
    void bytesAreWrittenAsTheyAre() {
        for (Tag tag : WMMP.dialect().tags().tags()) {
            if (tag.number() != Tlv.MESSAGE_DIGEST) {
                assertThat(write(tag.name(), hex("0102030405"))).isEqualTo(hex("0102030405"));
            }
        }
    }

    @Test
    void writtenTagDoesNotShareTheArrayOfTheCaller() {
        byte[] value = { 1 };
        Tlv tlv = WMMP.writeTlv("0x8123", value);
        value[0] = 2;
        assertThat(tlv.value()).containsExactly(1);
    }

    private static byte[] write(String key, Object value) {
        return WMMP.writeTlv(key, value).value();
    }

    private static Object read(String name, String bytes) {
        byte[] value = hex(bytes);
        Tlv tlv = Tlv.of(WMMP.dialect().tags().byName(name).number(), value);
        WmmpMessage message = WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(Samples.TERMINAL).body(tlv.toBytes()).build();
        return WMMP.readBody(message).get(name);
    }

    @SuppressWarnings("unchecked")
    private static List<byte[]> asRecords(Object value) {
        return (List<byte[]>) value;
    }
}
