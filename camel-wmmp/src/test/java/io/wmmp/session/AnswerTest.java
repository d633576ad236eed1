package io.wmmp.session;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswerTest {

    private static WmmpMessage request(Command command, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(TestSession.TERMINAL)
                .body(TestSession.CODEC.writeBody(command, body)).build();
    }

    private static WmmpMessage request(Command command) {
        return request(command, switch (command) {
            case LOGIN -> Map.of("software_version", "1.0", "sync_crc32", 0);
            case REGISTER -> Map.of("operation", 0, "imei", "1", "imsi", "2");
            case FILE_REQ -> Map.of("transaction_id", 7, "status", 0, "offset", 800, "block_size", 100);
            default -> Map.of();
        });
    }

    @ParameterizedTest
    @CsvSource({ "REGISTER,0,3", "LOGIN,0,2", "TRANSPARENT_DATA,0,3", "CONFIG_TRAP,0,2", "CONFIG_SET,0,1",
            "DOWNLOAD_INFO,1,5" })
    void codesAreThoseOfTheDialect(Command command, int success, int failure) {
        assertThat(Answer.success(TestSession.CODEC, request(command)).body()).startsWith(success);
        assertThat(Answer.failure(TestSession.CODEC, request(command)).body()).startsWith(failure);
    }

    @Test
    void answersWithoutResultAreEmptyOrSilence() {
        assertThat(Answer.success(TestSession.CODEC, request(Command.HEART_BEAT)).body()).isEmpty();
        assertThat(Answer.failure(TestSession.CODEC, request(Command.HEART_BEAT))).isSameAs(Answer.SILENCE);
        assertThat(Answer.of(TestSession.CODEC, request(Command.HEART_BEAT), 1, Map.of()).body()).isEmpty();
    }

    @Test
    void fileAnswerRepeatsWhatWasAskedFor() {
        assertThat(Answer.failure(TestSession.CODEC, request(Command.FILE_REQ)).body())
                .containsExactly(0, 0, 0, 7, 1, 0, 0, 0, 0, 3, 32, 0, 0);
    }

    @Test
    void bodyStandsBehindTheResult() {
        assertThat(Answer.of(TestSession.CODEC, request(Command.CONFIG_SET), 1, Map.of("faulty", List.of("0x3002"))).body())
                .containsExactly(1, 0x30, 2, 0, 0);
        assertThatThrownBy(() -> Answer.of(TestSession.CODEC, request(Command.CONFIG_SET), 0, Map.of("no such tag", 1)))
                .isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void textShowsNoValues() {
        assertThat(new Answer(new byte[] { 42, 43 })).hasToString("Answer[2]");
        assertThat(Answer.SILENCE).hasToString("silence");
    }
}
