package io.wmmp.protocol;

import java.security.MessageDigest;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.protocol.Samples.TERMINAL;
import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.hex;
import static io.wmmp.protocol.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WmmpMessageTest {

    private static final byte[] DIGEST = hex("000102030405060708090A0B0C0D0E0F");

    @Test
    void builderWritesTheHeaderOfTheReference() {
        WmmpMessage message = WmmpMessage.builder(Command.CONFIG_SET_ACK).sequenceNumber(0xFEDCBA98L).protocolVersion(0x0301)
                .securityFlag(0xA0).reserved(0x40).terminalId(TERMINAL).body(hex("00")).digest(DIGEST).build();

        assertThat(message.toBytes()).isEqualTo(hex("0031 8006 FEDCBA98 0301 A0 40 544553545445524D3030303030303031 00"
                + "E021 0010 000102030405060708090A0B0C0D0E0F"));
    }

    @Test
    void builderNeedsOnlyATerminalId() {
        WmmpMessage message = WmmpMessage.builder(Command.HEART_BEAT).terminalId(TERMINAL).build();
        assertThat(message.toBytes()).isEqualTo(hex("001C 0003 00000000 0300 00 00 544553545445524D3030303030303031"));
        assertThatIllegalArgumentException().isThrownBy(() -> WmmpMessage.builder(Command.HEART_BEAT).build())
                .withMessageContaining("HEART_BEAT").withMessageContaining("terminal id");
    }

    @ParameterizedTest
    @CsvSource({ "0, 0", "1, 1", "4294967295, 4294967295", "4294967296, 0", "4294967297, 1", "-1, 4294967295" })
    void sequenceNumberWraps(long given, long carried) {
        WmmpMessage message = WmmpMessage.builder(Command.HEART_BEAT).terminalId(TERMINAL).sequenceNumber(given).build();
        assertThat(WMMP.decode(message.toBytes()).sequenceNumber()).isEqualTo(carried);
    }

    @Test
    void longestMessageIsThatOfTheLengthField() {
        WmmpMessage.Builder builder = WmmpMessage.builder(Command.TRANSPARENT_CMD).terminalId(TERMINAL);
        byte[] body = new byte[WmmpMessage.MAX_LENGTH - WmmpMessage.HEADER_LENGTH];
        body[2] = (byte) (body.length - 4 >>> 8);
        body[3] = (byte) (body.length - 4);

        WmmpMessage message = builder.body(body).build();

        assertThat(message.length()).isEqualTo(0xFFFF);
        assertThat(WMMP.decode(message.toBytes()).tlvs()).extracting(Tlv::length).containsExactly(body.length - 4);
        assertThatIllegalArgumentException().isThrownBy(message::withEmptyDigest).withMessageContaining("65555 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.body(new byte[body.length + 1]).build());
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 15, 17, 40 })
    void digestHasSixteenBytes(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> WmmpMessage.builder(Command.HEART_BEAT).digest(new byte[length]))
                .withMessageContaining("16 bytes");
    }

    @Test
    void builderCutsNothingOffSilently() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WmmpMessage.builder(Command.HEART_BEAT).protocolVersion(0x10300));
        assertThatIllegalArgumentException().isThrownBy(() -> WmmpMessage.builder(Command.HEART_BEAT).securityFlag(0x100));
        assertThatIllegalArgumentException().isThrownBy(() -> WmmpMessage.builder(Command.HEART_BEAT).reserved(-1));
    }

    @Test
    void bodyThatIsNotOneOfTheCommandIsRefused() {
        WmmpMessage.Builder builder = WmmpMessage.builder(Command.REGISTER).terminalId(TERMINAL).body(hex("00 313233"));
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(builder::build)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(29));
    }

    @Test
    void roomForADigestCountsBeforeItIsComputed() throws Exception {
        WmmpMessage unsigned = message(Command.LOGOUT, "00");
        WmmpMessage room = unsigned.withEmptyDigest();
        MessageDigest covered = MessageDigest.getInstance("MD5");
        room.update(covered, false);

        assertThat(room.length()).isEqualTo(unsigned.length() + WmmpMessage.DIGEST_LENGTH);
        assertThat(room.securityFlag()).isEqualTo(WmmpMessage.FLAG_DIGEST);
        assertThat(room.digest()).isEqualTo(new byte[16]);
        assertThat(room.body()).isEqualTo(unsigned.body());
        assertThat(covered.digest()).isEqualTo(MessageDigest.getInstance("MD5")
                .digest(Arrays.copyOf(room.toBytes(), room.length() - WmmpMessage.DIGEST_LENGTH)));
        assertThat(room.toBuilder().digest(DIGEST).build().withEmptyDigest()).isEqualTo(room);
    }

    @Test
    void digestIsRecognisedOnlyAtTheEndAndInFullLength() {
        assertThat(message(Command.CONFIG_TRAP, "E0210010 00000000000000000000000000000000 00280000").hasDigest()).isFalse();
        assertThat(message(Command.CONFIG_TRAP, "E0210002 0000").hasDigest()).isFalse();
        assertThat(message(Command.CONFIG_GET, "E0210000").tlvs()).extracting(Tlv::tag).containsExactly(Tlv.MESSAGE_DIGEST);
    }

    @Test
    void terseNegativeAnswersLeaveFieldsOut() {
        WmmpMessage refused = message(Command.LOGIN_ACK, "02");
        assertThat(refused.unsigned("result")).isEqualTo(2);
        assertThat(refused.has("timestamp")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> refused.unsigned("timestamp"))
                .withMessage("LOGIN_ACK has no field timestamp");
        assertThat(refused.withEmptyDigest().has("timestamp")).isFalse();
        assertThat(message(Command.REGISTER_ACK, "02").has("assigned_terminal_id")).isFalse();
    }

    @Test
    void fixedFieldsAreReadByName() {
        WmmpMessage block = message(Command.FILE_REQ_ACK, "00000295 00 4B37 FFFFFFFF 0003 616263 00280000");
        assertThat(block.unsigned("transaction_id")).isEqualTo(0x295);
        assertThat(block.unsigned("crc16")).isEqualTo(0x4B37);
        assertThat(block.unsigned("offset")).isEqualTo(0xFFFFFFFFL);
        assertThat(block.unsigned("length")).isEqualTo(3);
        assertThat(block.bytes("data")).containsExactly('a', 'b', 'c');
        assertThat(block.bytes("offset")).isEqualTo(hex("FFFFFFFF"));
        assertThat(block.tlv(0x0028)).isEqualTo(Tlv.of(0x0028, new byte[0]));
        assertThat(block.has("nonsense")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> block.bytes("nonsense"));
        assertThatIllegalArgumentException().isThrownBy(() -> block.unsigned("data"));
    }

    @Test
    void emptyBlockOfAFileIsThere() {
        assertThat(message(Command.FILE_REQ_ACK, "00000295 01 0000 00000000 0000").bytes("data")).isEmpty();
    }

    @Test
    void firstTlvOfATagIsFound() {
        WmmpMessage trap = message(Command.CONFIG_TRAP, "00110001 01 00110001 02 81230000");
        assertThat(trap.tlv(0x0011).value()).containsExactly(1);
        assertThat(trap.tlv(0x8123).length()).isZero();
        assertThat(trap.tlv(0x0012)).isNull();
        assertThat(trap.withEmptyDigest().tlv(Tlv.MESSAGE_DIGEST)).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "40080007 0000 0003 0002 01, 16, true", "E0420008 0011223344556677, 240, true",
            "E0420008 0011223344556677, 224, false",
            "00110000, 16, false", "'', 16, false" })
    void onlyFlaggedFragmentsAndCiphertextsAreWrapped(String bodyHex, int flag, boolean wrapped) {
        WmmpMessage message = WmmpMessage.builder(Command.CONFIG_SET).terminalId(TERMINAL).securityFlag(flag).body(hex(bodyHex))
                .build();
        assertThat(message.isWrapped()).isEqualTo(wrapped);
    }

    @Test
    void builderKeepsCopies() {
        byte[] body = hex("00");
        byte[] digest = DIGEST.clone();
        WmmpMessage.Builder builder = WmmpMessage.builder(Command.LOGOUT).terminalId(TERMINAL).body(body).digest(digest);
        body[0] = 9;
        digest[0] = 9;
        assertThat(builder.build().body()).isEqualTo(hex("00"));
        assertThat(builder.build().digest()).isEqualTo(DIGEST);
    }

    @Test
    void messageCannotBeChangedFromOutside() {
        byte[] frame = GoldenVector.named("login").bytes();
        WmmpMessage message = WMMP.decode(frame);
        WmmpMessage same = WMMP.decode(frame);
        frame[30] = 'X';
        message.toBytes()[30] = 'X';
        message.body()[0] = 'X';
        message.digest()[0] = 'X';
        message.bytes("software_version")[0] = 'X';

        assertThat(message).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(message).isNotEqualTo(message.toBuilder().build()).isNotEqualTo(null);
        assertThat(message.toBytes()).isEqualTo(GoldenVector.named("login").bytes());
    }
}
