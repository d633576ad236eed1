package io.wmmp.protocol;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.protocol.Fragment.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FragmentTest {

    private static WmmpMessage message(String body) {
        return WmmpMessage.builder(Command.CONFIG_SET).terminalId(TerminalId.of("TESTTERM00000001"))
                .securityFlag(WmmpMessage.FLAG_WRAPPED).body(HexFormat.of().parseHex(body.replace(" ", ""))).build();
    }

    @Test
    void readsTheAbortOfARealTerminal() {
        WmmpMessage abort = Samples.WMMP.decode(GoldenVector.named("config_get_ack_abort").bytes());
        assertThat(abort.isFragment()).isTrue();
        assertThat(Fragment.read(abort)).isEqualTo(new Fragment(0, 3, 3, Operation.SENDER_ABORTS, new byte[0]));
        assertThat(Fragment.read(abort).toBody()).isEqualTo(abort.body());
    }

    @Test
    void partsCarryData() {
        WmmpMessage part = message("4008 000A 0102 0304 0203 00 AABBCC");
        Fragment fragment = Fragment.read(part);
        assertThat(fragment)
                .isEqualTo(Fragment.part(0x0102, 0x0304, 0x0203, new byte[] { (byte) 0xAA, (byte) 0xBB, (byte) 0xCC }));
        assertThat(fragment.toBody()).isEqualTo(part.body());
        assertThat(fragment.reply(Operation.NEXT, 0x0204).toBody())
                .isEqualTo(HexFormat.of().parseHex("40080007" + "01020304020401"));
    }

    @Test
    void lastPartOfARealTerminalMayBeEmpty() {
        assertThat(Fragment.read(message("4008 0007 0000 0002 0002 00")).data()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void numbersOfOperationsAreThoseOfTheReference(Operation operation) {
        assertThat(Fragment.read(message("4008 0007 0000 0002 0001 0" + operation.ordinal())).operation()).isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|', textBlock = """
                    4008 0006 0000 0002 0001            | shorter than 7 at byte 32
                    4008 0000                           | shorter than 7 at byte 32
                    4008 0007 0000 0002 0001 04         | unknown operation 4 of a fragment at byte 38
                    4008 0007 0000 0002 0001 FF         | unknown operation 255 of a fragment at byte 38
                    4008 0008 0000 0002 0001 01 00      | data in a fragment that is no part at byte 39
                    4008 0007 0000 0002 0001 00 00110000 | is alone in its body, other TLVs follow at byte 39
                    """)
    void malformedFragmentsSayWhatIsWrong(String body, String problem) {
        WmmpMessage message = message(body);
        assertThatThrownBy(() -> Fragment.read(message)).isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void numbersHaveSixteenBits() {
        assertThatThrownBy(() -> Fragment.part(0, 0x10000, 1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fragment(0, 2, 1, Operation.NEXT, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wholeMessageSaysWhoSentIt() {
        byte[] digest = new byte[16];
        WmmpMessage last = message("4008 0007 0000 0002 0002 00").toBuilder().securityFlag(0x30).sequenceNumber(9)
                .digest(digest)
                .build();
        WmmpMessage whole = last.withWholeBody(8, new Tlv(0x0011, new byte[4], 0, 4).toBytes());
        assertThat(whole.command()).isEqualTo(Command.CONFIG_SET);
        assertThat(whole.sequenceNumber()).isEqualTo(8);
        assertThat(whole.securityFlag()).isEqualTo(0x20);
        assertThat(whole.hasDigest()).isTrue();
        assertThat(whole.isWrapped()).isFalse();
        assertThat(whole.tlvs()).containsExactly(Tlv.of(0x0011, new byte[4]));
        WmmpMessage enciphered = last.withWholeBody(8, Tlv.of(Tlv.ENCRYPTED_BODY, new byte[8]).toBytes());
        assertThat(enciphered.isWrapped()).isTrue();
        assertThat(enciphered.isFragment()).isFalse();
        assertThatThrownBy(() -> last.withWholeBody(8, new byte[3])).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void dataIsNotTold() {
        assertThat(Fragment.part(0, 2, 1, "secret".getBytes()).toString())
                .isEqualTo("Fragment[DATA 1/2, transaction=0, length=6]");
    }
}
