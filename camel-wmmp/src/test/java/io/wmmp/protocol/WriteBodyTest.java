package io.wmmp.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.protocol.Samples.ACME_METER;
import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.body;
import static io.wmmp.protocol.Samples.hex;
import static io.wmmp.protocol.Samples.map;
import static io.wmmp.protocol.Samples.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WriteBodyTest {

    @Test
    void tagsAreWrittenInTheOrderOfTheMap() {
        assertThat(written(Command.CONFIG_SET, map("m2m_apn", "CMNET", "heartbeat_interval", 45)))
                .isEqualTo("00020005434D4E4554001100040000002D");
        assertThat(written(Command.CONFIG_SET, map("heartbeat_interval", 45, "m2m_apn", "CMNET")))
                .isEqualTo("001100040000002D00020005434D4E4554");
    }

    @Test
    void fixedFieldsStandFirstWhereverTheMapHasThem() {
        assertThat(written(Command.FILE_REQ,
                map("default_ec_code", "1", "block_size", 800, "offset", 0xFFFFFFFFL, "status", 1, "transaction_id", 0x295)))
                .isEqualTo("0000029501FFFFFFFF03200028000131");
    }

    @Test
    void textOfFixedFieldsIsPaddedWithNul() {
        assertThat(written(Command.REGISTER, map("operation", 0, "imei", "490154203237518", "imsi", 460001234567890L)))
                .isEqualTo("0034393031353432303332333735313800343630303031323334353637383930");
        assertThat(written(Command.REGISTER, map("operation", 0, "imei", hex("FF"), "imsi", "")))
                .isEqualTo("00FF" + "00".repeat(30));
    }

    @Test
    void fieldsWithADefaultMayBeLeftOut() {
        assertThat(written(Command.LOGIN, map())).isEqualTo("00".repeat(12));
        assertThat(written(Command.LOGOUT, map())).isEqualTo("00");
        assertThat(written(Command.CONFIG_SET_ACK, map())).isEqualTo("00");
        assertThat(written(Command.CONFIG_SET_ACK, map("result", null))).isEqualTo("00");
        assertThat(written(Command.FILE_REQ_ACK, map("transaction_id", 1, "status", 2, "offset", 3)))
                .isEqualTo("00000001 02 0000 00000003 0000".replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({ "REGISTER, operation", "FILE_REQ, transaction_id", "FILE_REQ_ACK, transaction_id",
            "SECURITY_CONFIG, operation" })
    void compulsoryFieldsAreNamedWhereTheyAreMissing(Command command, String field) {
        assertInvalid(field, () -> WMMP.writeBody(command, Map.of()), "is missing in " + command);
    }

    @Test
    void optionalFieldMayBeAbsentOnlyAtTheEnd() {
        assertThat(written(Command.LOGIN_ACK, map("result", 6))).isEqualTo("06");
        assertThat(written(Command.REGISTER_ACK, map("result", 2))).isEqualTo("02");
        assertInvalid("timestamp", () -> WMMP.writeBody(Command.LOGIN_ACK, map("result", 0, "session_key_envelope", hex("00"))),
                "is missing in LOGIN_ACK");
        assertInvalid("assigned_terminal_id",
                () -> WMMP.writeBody(Command.REGISTER_ACK, map("result", 1, "faulty", List.of("imei"))),
                "is missing in REGISTER_ACK");
    }

    @Test
    void tagsMayStandUnderTheirNumbersAndRepeated() {
        assertThat(written(Command.CONFIG_TRAP, map("0x3007", 1, "signal_level", 2, "signal_level#2", 3, "0x8123", hex("04"),
                "0x8123#2", "BQ==", "0x8124", null))).isEqualTo("3007000101300700010230070001038123000104812300010581240000");
        assertThat(written(Command.REGISTER, map("operation", 3, "imei", "", "imsi", "", "0xE00E", "1")))
                .endsWith("E00E001031" + "00".repeat(15));
    }

    @ParameterizedTest
    @ValueSource(strings = { "nonsense", "", "0x123", "0x12345", "x8123", "heartbeat_interval#", "heartbeat_interval#two",
            "heartbeat_interval#2#3", "#2", "result" })
    void otherKeysAreRefused(String key) {
        assertInvalid(key, () -> WMMP.writeBody(Command.CONFIG_SET, map(key, null)), "no tag of dialect wmmp-3.0");
    }

    @Test
    void digestIsNotForAMapToGive() {
        assertInvalid("message_digest", () -> WMMP.writeBody(Command.CONFIG_SET, map("message_digest", new byte[16])),
                "computed");
        assertInvalid("0xE021", () -> WMMP.writeBody(Command.CONFIG_SET, map("0xE021", new byte[16])), "computed");
    }

    @Test
    void emptyTagsComeFromNullAndFromEmptyText() {
        assertThat(written(Command.CONFIG_GET, map("heartbeat_interval", null, "0x8123", null))).isEqualTo("0011000081230000");
        assertThat(written(Command.CONFIG_SET, map("m2m_apn", "", "heartbeat_interval", ""))).isEqualTo("0002000000110000");
    }

    @Test
    void faultyTagsAreWrittenWithoutValues() {
        assertThat(written(Command.CONFIG_SET_ACK, map("result", 1, "faulty", List.of("heartbeat_interval", "0x8123", "imei"))))
                .isEqualTo("010011000081230000E00E0000");
        assertThat(written(Command.CONFIG_SET_ACK, map("result", 1, "faulty", List.of()))).isEqualTo("01");
    }

    @Test
    void faultyIsAListOfTagNamesInAnAnswer() {
        assertInvalid("faulty", () -> WMMP.writeBody(Command.CONFIG_SET_ACK, map("result", 1, "faulty", "imei")),
                "expects a list");
        assertInvalid("faulty", () -> WMMP.writeBody(Command.CONFIG_SET_ACK, map("result", 1, "faulty", null)),
                "expects a list");
        assertInvalid("faulty", () -> WMMP.writeBody(Command.CONFIG_SET_ACK, map("result", 1, "faulty", List.of("nonsense"))),
                "nonsense is no tag");
        assertInvalid("faulty",
                () -> WMMP.writeBody(Command.CONFIG_SET_ACK, map("result", 1, "faulty", Arrays.asList((Object) null))), "null");
        assertInvalid("faulty", () -> WMMP.writeBody(Command.CONFIG_SET, map("faulty", List.of("imei"))), "CONFIG_SET");
    }

    @Test
    void bytesAreTakenAsBase64Too() {
        assertThat(written(Command.CONFIG_SET, map("0x8123", "AQID", "cell_id", "AQIDBA==")))
                .isEqualTo("81230003010203300600040102" + "0304");
        assertThat(written(Command.FILE_REQ_ACK, map("transaction_id", 1, "status", 0, "offset", 0, "data", "YWJj")))
                .endsWith("0003616263");
        assertInvalid("0x8123", () -> WMMP.writeBody(Command.CONFIG_SET, map("0x8123", "no base64!")), "base64");
        assertInvalid("data",
                () -> WMMP.writeBody(Command.FILE_REQ_ACK, map("transaction_id", 1, "status", 0, "offset", 0, "data", 5)),
                "expects bytes");
    }

    @Test
    void checksumAndLengthAreComputed() {
        assertThat(written(Command.TRANSPARENT_DATA, map("user_data", hex("313233343536373839"))))
                .isEqualTo("4B3740070009313233343536373839");
        assertThat(written(Command.TRANSPARENT_DATA, map("0x4007", hex("313233343536373839")))).startsWith("4B37");
        assertThat(written(Command.TRANSPARENT_DATA, map("user_data", new byte[0]))).isEqualTo("000040070000");
        assertThat(written(Command.TRANSPARENT_DATA, map("crc16", 0x1234, "user_data", "YQ=="))).isEqualTo("12344007000161");
        assertThat(written(Command.FILE_REQ_ACK,
                map("transaction_id", 1, "status", 0, "offset", 0, "length", 77, "data", hex("313233343536373839"))))
                .isEqualTo("00000001004B37000000000009313233343536373839");
    }

    @Test
    void fileBlockThatNoMessageCanHoldIsRefusedByItsName() {
        assertInvalid("data", () -> WMMP.writeBody(Command.FILE_REQ_ACK,
                map("transaction_id", 1, "status", 0, "offset", 0, "data", new byte[0x10000])), "65536");
        assertInvalid("0x8123", () -> WMMP.writeBody(Command.CONFIG_SET, map("0x8123", new byte[0x10000])), "65536");
    }

    @Test
    void textStandsForUserDataWhereItStandsAlone() {
        assertThat(written(Command.TRANSPARENT_DATA, map("text", "aé"))).isEqualTo(
                written(Command.TRANSPARENT_DATA, map("user_data", hex("61C3A9"))));
        assertThat(written(Command.TRANSPARENT_DATA, map("user_data", hex("62"), "text", "a"))).endsWith("4007000162");
        assertThat(written(Command.TRANSPARENT_DATA, map("text", "a", "user_data", hex("62")))).endsWith("4007000162");
        assertInvalid("text", () -> WMMP.writeBody(Command.CONFIG_SET, map("text", "a")), "no tag");
    }

    @ParameterizedTest
    @CsvSource({ "destination_serial_number, 4012", "source_serial_number, 4013", "destination_ec_code, 4014",
            "source_ec_code, 4015" })
    void routingTagStandsBeforeTheUserData(String name, String number) {
        String value = "TESTTERM00000001";
        assertThat(written(Command.TRANSPARENT_DATA, map("user_data", hex("61"), "signal_level", 1, name, value)))
                .isEqualTo("A87E" + number + "0010544553545445524D30303030303030314007000161" + "3007000101");
    }

    @Test
    void copyOfAWrappedBodyHasNoFixedFields() {
        assertThat(written(Command.CONFIG_GET_ACK, map("fragment_info", hex("00000003000302"))))
                .isEqualTo("4008000700000003000302");
        assertThat(written(Command.TRANSPARENT_DATA, map("encrypted_body", hex("0011223344556677"))))
                .isEqualTo("E04200080011223344556677");
        assertThat(written(Command.TRANSPARENT_DATA, map("0xE042", hex("0011223344556677"))))
                .isEqualTo("E04200080011223344556677");
    }

    @Test
    void bodyOfAnotherCommandOrDialectIsReadAsAMap() {
        WmmpBody reported = body(Command.CONFIG_TRAP, "00110004 0000005A");
        assertThat(written(Command.CONFIG_GET_ACK, reported)).isEqualTo("00001100040000005A");
        assertThat(Samples.J2ME.writeBody(Command.CONFIG_TRAP, reported)).isEqualTo(hex("00110004 5A000000"));
    }

    @Test
    void tagOfAUsersDialectNeverTakesTheNameOfAField() {
        WmmpMessage data = Samples.message(Command.TRANSPARENT_DATA,
                "A87E 40070001 61 82010001 62 82020001 63 82030001 01 82040001 02");
        WmmpBody body = ACME_METER.readBody(data);
        assertThat(body).containsOnlyKeys("crc16", "user_data", "0x8201", "data", "result", "0x8204").containsEntry("data",
                "c");
        assertThat(ACME_METER.writeBody(Command.TRANSPARENT_DATA, new LinkedHashMap<>(body))).isEqualTo(data.body());

        WmmpMessage answer = Samples.message(Command.CONFIG_GET_ACK, "00 82010001 62 82020001 63 82030001 01 82040001 02");
        body = ACME_METER.readBody(answer);
        assertThat(body).containsOnlyKeys("result", "text", "data", "0x8203", "0x8204");
        assertThat(ACME_METER.writeBody(Command.CONFIG_GET_ACK, new LinkedHashMap<>(body))).isEqualTo(answer.body());
    }

    @Test
    void mixedFaultyListIsKept() {
        WmmpBody body = body(Command.CONFIG_GET_ACK, "01 00110000 30070001 05");
        assertThat(written(Command.CONFIG_GET_ACK, new LinkedHashMap<>(body))).isEqualTo("01001100003007000105");
    }

    private static void assertInvalid(String field, ThrowingCallable call, String problem) {
        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(call)
                .withMessageStartingWith(field + ": ").withMessageContaining(problem)
                .satisfies(e -> assertThat(e.field()).isEqualTo(field));
    }
}
