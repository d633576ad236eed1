package io.wmmp.protocol;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LOGIN                | 0001 | software_version:ASCII:8 sync_crc32:UNSIGNED:4
            LOGIN_ACK            | 8001 | result:UNSIGNED:1 timestamp:UNSIGNED:4?
            LOGOUT               | 0002 | reason:UNSIGNED:1
            LOGOUT_ACK           | 8002 | ''
            HEART_BEAT           | 0003 | ''
            HEART_BEAT_ACK       | 8003 | ''
            TRANSPARENT_DATA     | 0004 | crc16:UNSIGNED:2
            TRANSPARENT_DATA_ACK | 8004 | result:UNSIGNED:1
            CONFIG_GET           | 0005 | ''
            CONFIG_GET_ACK       | 8005 | result:UNSIGNED:1
            CONFIG_SET           | 0006 | ''
            CONFIG_SET_ACK       | 8006 | result:UNSIGNED:1
            CONFIG_TRAP          | 0007 | ''
            CONFIG_TRAP_ACK      | 8007 | result:UNSIGNED:1
            REGISTER             | 0008 | operation:UNSIGNED:1 imei:ASCII:16 imsi:ASCII:15
            REGISTER_ACK         | 8008 | result:UNSIGNED:1 assigned_terminal_id:ASCII:16?
            CONFIG_REQ           | 000A | ''
            CONFIG_REQ_ACK       | 800A | result:UNSIGNED:1
            REMOTE_CTRL          | 000B | ''
            REMOTE_CTRL_ACK      | 800B | result:UNSIGNED:1
            DOWNLOAD_INFO        | 000C | ''
            DOWNLOAD_INFO_ACK    | 800C | result:UNSIGNED:1
            FILE_REQ             | 000D | transaction_id:UNSIGNED:4 status:UNSIGNED:1 offset:UNSIGNED:4 block_size:UNSIGNED:2
            FILE_REQ_ACK         | 800D | transaction_id:UNSIGNED:4 status:UNSIGNED:1 crc16:UNSIGNED:2 \
            offset:UNSIGNED:4 length:UNSIGNED:2 data:DATA:length
            SECURITY_CONFIG      | 000E | operation:UNSIGNED:1
            SECURITY_CONFIG_ACK  | 800E | result:UNSIGNED:1
            TRANSPARENT_CMD      | 000F | ''
            TRANSPARENT_CMD_ACK  | 800F | result:UNSIGNED:1
            """)
    void numberAndFixedFieldsAreThoseOfTheReference(Command command, String number, String fields) {
        assertThat(command.id()).isEqualTo(Integer.parseInt(number, 16));
        assertThat(command.fixedFields().stream().map(CommandTest::describe).collect(Collectors.joining(" ")))
                .isEqualTo(fields);
        assertThat(Command.of(command.id())).isSameAs(command);
    }

    @Test
    void thereAreFourteenPairs() {
        assertThat(Command.values()).hasSize(28);
        assertThat(Arrays.stream(Command.values()).filter(Command::isAnswer)).hasSize(14);
    }

    @ParameterizedTest
    @EnumSource
    void requestAndAnswerDifferInTheTopBit(Command command) {
        assertThat(command.request().id()).isEqualTo(command.id() & 0x7FFF);
        assertThat(command.answer().id()).isEqualTo(command.id() | 0x8000);
        assertThat(command.answer().name()).isEqualTo(command.request().name() + "_ACK");
        assertThat(command.isAnswer()).isEqualTo(command == command.answer());
        assertThat(command.request().isAnswer()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void onlyConfigGetAndConfigReqNameTheirValues(Command command) {
        assertThat(command.isTagList()).isEqualTo(command.name().matches("CONFIG_(GET|REQ)"));
    }

    @ParameterizedTest
    @ValueSource(
            ints = { -1, Integer.MIN_VALUE, 0x0000, 0x0009, 0x0010, 0x7FFF, 0x8000, 0x8009, 0x8010, 0x8888, 0xFFFF, 0x10001 })
    void otherNumbersAreNoCommands(int number) {
        assertThat(Command.of(number)).isNull();
    }

    private static String describe(FixedField field) {
        return field.name() + ":" + field.kind() + ":" + (field.lengthFrom() == null ? field.size() : field.lengthFrom())
                + (field.optional() ? "?" : "");
    }
}
