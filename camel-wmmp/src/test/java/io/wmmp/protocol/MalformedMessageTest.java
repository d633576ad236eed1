package io.wmmp.protocol;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MalformedMessageTest {

    private static final int HEADER = 28;

    static List<GoldenVector> frames() {
        return GoldenVector.frames();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frameThatEndsEarlyIsRefusedAtItsLength(GoldenVector vector) {
        for (int length = 0; length < vector.bytes().length; length++) {
            assertMalformed(Arrays.copyOf(vector.bytes(), length), length < HEADER ? length : 0, String.valueOf(length));
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frameThatGoesOnAfterItsEndIsRefused(GoldenVector vector) {
        assertMalformed(Arrays.copyOf(vector.bytes(), vector.bytes().length + 1), 0, "length field");
    }

    @Test
    void frameLongerThanItsLengthFieldCanSayIsRefused() {
        byte[] frame = Arrays.copyOf(GoldenVector.named("heartbeat").bytes(), 0x10000 + 48);
        assertMalformed(frame, 0, "length field says 48, the frame has 65584 bytes");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void lyingLengthFieldIsRefused(GoldenVector vector) {
        int length = vector.bytes().length;
        for (int lie : new int[] { 0, 1, 27, 28, length - 1, length + 1, 0x7FFF, 0x8000, 0xFFFF }) {
            assertMalformed(withUint16(vector.bytes(), 0, lie), 0, "length field says " + lie);
        }
    }

    /**
     * The length field is right each time, so the cut is met in the body: at the start of the piece that it goes through. Cut
     * between two pieces, a body is whole where no compulsory field is missing.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            security_config_keys_wmmp_part | 28 29 41 49 61 69 97 | 29
            register_op0                   | 28 29 45             | 60
            register_ack                   | 28 29                | 29
            login                          | 28 36 40             | 40
            login_ack                      | 28 29 33             | 29
            heartbeat                      | 28                   | 28
            """)
    void bodyThatEndsEarlyIsRefusedWhereThePieceStarts(String name, String starts, int wholeFrom) {
        byte[] frame = GoldenVector.named(name).bytes();
        List<Integer> pieces = Arrays.stream(starts.split(" ")).map(Integer::valueOf).toList();
        int piece = HEADER;
        for (int length = HEADER; length < frame.length; length++) {
            byte[] cut = withUint16(Arrays.copyOf(frame, length), 0, length);
            if (pieces.contains(length)) {
                piece = length;
            }
            if (length == piece && length >= wholeFrom) {
                assertThat(WMMP.decode(cut).length()).isEqualTo(length);
            } else {
                assertMalformed(cut, piece, "");
            }
        }
    }

    @Test
    void wrappedBodyThatEndsEarlyIsRefusedAtItsOnlyTag() {
        byte[] frame = GoldenVector.named("config_get_ack_abort").bytes();
        for (int length = HEADER + Tlv.HEADER_LENGTH; length < frame.length; length++) {
            assertMalformed(withUint16(Arrays.copyOf(frame, length), 0, length), HEADER, "TLV 0x4008 of 7 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0x0000, 0x0009, 0x0010, 0x1001, 0x7FFF, 0x8000, 0x8009, 0x8010, 0x8888, 0xFFFF })
    void unknownCommandIsRefused(int command) {
        for (GoldenVector vector : frames()) {
            assertMalformed(withUint16(vector.bytes(), 2, command), 2, "unknown command 0x%04X".formatted(command));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0x0000, 0x0003, 0x02FF, 0x0400, 0x8300, 0xFFFF })
    void otherVersionIsRefused(int version) {
        for (GoldenVector vector : frames()) {
            assertMalformed(withUint16(vector.bytes(), 8, version), 8, "version 0x%04X".formatted(version));
        }
    }

    @Test
    void versionIsJudgedBeforeTheBody() {
        byte[] frame = withUint16(GoldenVector.named("register_op0").bytes(), 8, 0x0400);
        byte[] cut = withUint16(Arrays.copyOf(frame, 40), 0, 40);
        assertMalformed(cut, 8, "version 0x0400");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0x0300, 0x0301, 0x03FF })
    void versionsOfTheThirdEditionAreAccepted(int version) {
        assertThat(WMMP.decode(withUint16(GoldenVector.named("login").bytes(), 8, version)).protocolVersion())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = { "00000000000000000000000000000000", "004553545445524D3030303030303031",
            "545445535400524D3030303030303031",
            "545445535454524D30303030303030FF", "0A5445535454524D3030303030303031", "7F5445535454524D3030303030303031" })
    void terminalIdThatIsNoTextIsRefused(String id) {
        byte[] frame = GoldenVector.named("heartbeat").bytes();
        System.arraycopy(hex(id), 0, frame, 12, 16);
        assertMalformed(frame, 12, "terminal id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONFIG_SET          | 00                                  | 28 | TLV cut off
            CONFIG_SET          | 0011 00                             | 28 | TLV cut off
            CONFIG_SET          | 0011 0001                           | 28 | TLV 0x0011 of 1 bytes
            CONFIG_SET          | 00110004 000000                     | 28 | TLV 0x0011 of 4 bytes
            CONFIG_SET          | 00110004 0000005A 0028 FFFF 31      | 36 | TLV 0x0028 of 65535 bytes
            CONFIG_SET          | 00110004 0000005A 000000            | 36 | TLV cut off
            LOGOUT              | 00 00                               | 29 | TLV cut off
            TRANSPARENT_DATA    | 00                                  | 28 | crc16 of 2 bytes
            TRANSPARENT_DATA    | 0000 4007 0009 31                   | 30 | TLV 0x4007 of 9 bytes
            LOGIN_ACK           | 00 5F5E10                           | 29 | timestamp of 4 bytes
            REGISTER_ACK        | 00 54455354                         | 29 | assigned_terminal_id of 16 bytes
            FILE_REQ            | 00000001 00 00000000 03             | 37 | block_size of 2 bytes
            FILE_REQ_ACK        | 00000001 00 0000 00000000 00        | 39 | length of 2 bytes
            FILE_REQ_ACK        | 00000001 00 0000 00000000 FFFF 6162 | 41 | data of 65535 bytes
            FILE_REQ_ACK        | 00000001 00 0000 00000000 0003 6162 | 41 | data of 3 bytes
            FILE_REQ_ACK        | 00000001 00 0000 00000000 0001 6162 | 42 | TLV cut off
            SECURITY_CONFIG_ACK | ''                                  | 28 | result of 1 bytes
            """)
    void bodyThatIsNotOneOfItsCommandIsRefused(Command command, String bodyHex, int offset, String problem) {
        byte[] body = hex(bodyHex);
        byte[] header = WmmpMessage.builder(Command.HEART_BEAT).terminalId(Samples.TERMINAL).build().toBytes();
        byte[] frame = Arrays.copyOf(header, HEADER + body.length);
        System.arraycopy(body, 0, frame, HEADER, body.length);
        assertMalformed(withUint16(withUint16(frame, 0, frame.length), 2, command.id()), offset, problem);
    }

    @Test
    void exceptionIsCheapAndSaysWhere() {
        MalformedMessageException e = catchThrowableOfType(MalformedMessageException.class, () -> WMMP.decode(new byte[3]));
        assertThat(e).hasMessage("frame of 3 bytes is shorter than a header of 28 at byte 3").hasNoCause();
        assertThat(e.getStackTrace()).isEmpty();
    }

    private static byte[] withUint16(byte[] frame, int offset, int value) {
        byte[] changed = frame.clone();
        changed[offset] = (byte) (value >>> 8);
        changed[offset + 1] = (byte) value;
        return changed;
    }

    private static void assertMalformed(byte[] frame, int offset, String problem) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> WMMP.decode(frame))
                .withMessageContaining(problem).withMessageEndingWith(" at byte " + offset)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }
}
