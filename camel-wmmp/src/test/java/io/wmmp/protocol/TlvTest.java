package io.wmmp.protocol;

import org.junit.jupiter.api.Test;

import static io.wmmp.protocol.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TlvTest {

    @Test
    void lengthCountsTheValueOnly() {
        Tlv tlv = Tlv.of(0x0011, hex("0000005A"));
        assertThat(tlv.tag()).isEqualTo(0x0011);
        assertThat(tlv.length()).isEqualTo(4);
        assertThat(tlv.toBytes()).isEqualTo(hex("0011 0004 0000005A"));
        assertThat(Tlv.of(0xFFFF, new byte[0]).toBytes()).isEqualTo(hex("FFFF 0000"));
    }

    @Test
    void viewIntoAMessageEqualsOneThatStandsAlone() {
        Tlv view = Samples.message(Command.CONFIG_SET, "00280001 31 0011 0004 0000005A").tlvs().get(1);
        assertThat(view).isEqualTo(Tlv.of(0x0011, hex("0000005A"))).hasSameHashCodeAs(Tlv.of(0x0011, hex("0000005A")));
        assertThat(view.toBytes()).isEqualTo(hex("0011 0004 0000005A"));
        assertThat(view).isNotEqualTo(Tlv.of(0x0012, hex("0000005A"))).isNotEqualTo(Tlv.of(0x0011, hex("0000005B")))
                .isNotEqualTo(Tlv.of(0x0011, hex("00005A"))).isNotEqualTo(null);
    }

    @Test
    void nobodyElsesArrayIsShared() {
        byte[] value = { 1 };
        Tlv tlv = Tlv.of(0x8123, value);
        value[0] = 2;
        tlv.value()[0] = 3;
        tlv.toBytes()[4] = 4;
        assertThat(tlv.value()).containsExactly(1);
    }

    @Test
    void tagAndLengthHaveSixteenBits() {
        assertThat(Tlv.of(0xFFFF, new byte[0xFFFF]).length()).isEqualTo(0xFFFF);
        assertThatIllegalArgumentException().isThrownBy(() -> Tlv.of(0x10000, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Tlv.of(-1, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Tlv.of(0, new byte[0x10000]));
    }
}
