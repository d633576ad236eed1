package io.wmmp.json;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.FixedField;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

import static org.assertj.core.api.Assertions.assertThat;

/** The published JSON Schema is true of what the module writes, and says no to what it is not true of. */
class MessageSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new WmmpModule());
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    static List<GoldenVector> frames() {
        return GoldenVector.frames();
    }

    private static ObjectNode json(Command command) {
        int fixed = command.fixedFields().stream().mapToInt(FixedField::size).sum();
        byte[] body = new byte[fixed];
        Arrays.fill(body, (byte) '1');
        if (command == Command.FILE_REQ_ACK) {
            // the last of its fields says how much data follows
            body[fixed - 1] = 0;
            body[fixed - 2] = 0;
        }
        return JSON.valueToTree(WmmpMessage.builder(command).terminalId(TerminalId.of("TESTTERM0000ABCD")).body(body).build());
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandIsCovered(Command command) {
        ObjectNode json = json(command);
        assertThat(MessageSchema.problems(json)).isEmpty();

        Set<String> described = new TreeSet<>();
        MessageSchema.text().at("/$defs/" + command + "/properties").fieldNames().forEachRemaining(described::add);
        described.removeAll(Set.of(WmmpCodec.USER_DATA, WmmpCodec.TEXT, WmmpCodec.FAULTY));
        assertThat(described).containsExactlyInAnyOrderElementsOf(
                command.fixedFields().stream().map(FixedField::name).toList());
        for (FixedField field : command.fixedFields()) {
            ObjectNode wrong = json.deepCopy();
            wrong.withObject("/body").put(field.name(), true);
            assertThat(MessageSchema.problems(wrong)).as(field.name()).isNotEmpty();
            ObjectNode without = json.deepCopy();
            without.withObject("/body").remove(field.name());
            assertThat(MessageSchema.problems(without).isEmpty()).as(field.name()).isEqualTo(field.optional());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyNumberHasItsRange(Command command) {
        for (FixedField field : command.fixedFields()) {
            if (field.kind() == FixedField.Kind.UNSIGNED) {
                ObjectNode json = json(command);
                json.withObject("/body").put(field.name(), (1L << 8 * field.size()) - 1);
                assertThat(MessageSchema.problems(json)).as(field.name()).isEmpty();
                json.withObject("/body").put(field.name(), 1L << 8 * field.size());
                assertThat(MessageSchema.problems(json)).as(field.name()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void framesOfTheReferenceFit(GoldenVector frame) {
        assertThat(MessageSchema.problems(JSON.valueToTree(CODEC.decode(frame.bytes())))).isEmpty();
    }

    @Test
    void namesAreThoseOfTheCode() {
        assertThat(enumOf("command")).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(Command.values()).map(Command::name).toList());
        assertThat(enumOf("security")).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(SecurityCategory.values()).map(SecurityCategory::name).toList());
    }

    private static Set<String> enumOf(String member) {
        return StreamSupport.stream(MessageSchema.text().at("/properties/" + member + "/enum").spliterator(), false)
                .map(JsonNode::asText).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = { "command", "terminalId", "sequenceNumber", "protocolVersion", "security", "body" })
    void everyMemberOfAMessageIsCompulsory(String member) {
        ObjectNode json = json(Command.HEART_BEAT);
        json.remove(member);
        assertThat(MessageSchema.problems(json)).isNotEmpty();
    }

    @Test
    void membersHaveTypesAndFormats() {
        assertThat(MessageSchema.problems(json(Command.HEART_BEAT).put("timestamp", "2026-01-02T03:04:05.678Z"))).isEmpty();
        assertThat(MessageSchema.problems(json(Command.HEART_BEAT).put("timestamp", "yesterday"))).isNotEmpty();
        assertThat(MessageSchema.problems(json(Command.HEART_BEAT).put("sequenceNumber", -1))).isNotEmpty();
        assertThat(MessageSchema.problems(json(Command.HEART_BEAT).put("bearer", "PIGEON"))).isNotEmpty();
        assertThat(MessageSchema.problems(json(Command.HEART_BEAT).put("command", "SING"))).isNotEmpty();
        ObjectNode key = json(Command.HEART_BEAT);
        key.withObject("/body").put("Heartbeat Interval", 90);
        assertThat(MessageSchema.problems(key)).isNotEmpty();
    }
}
