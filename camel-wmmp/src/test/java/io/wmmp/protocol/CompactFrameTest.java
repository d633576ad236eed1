package io.wmmp.protocol;

import java.util.Arrays;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CompactFrameTest {

    @Provide
    Arbitrary<GeneratedMessage> messages() {
        return WmmpArbitraries.messages();
    }

    @Property
    void aFrameIsReadAsItWasWritten(@ForAll("messages") GeneratedMessage generated, @ForAll boolean signed,
            @ForAll @IntRange(max = 30) int offset) {
        WmmpMessage.Builder plain = generated.build().toBuilder();
        WmmpMessage unsigned = plain.securityFlag(generated.build().securityFlag() & ~WmmpMessage.FLAG_DIGEST).build();
        WmmpMessage message = signed ? unsigned.withEmptyDigest() : unsigned;
        byte[] frame = message.toBytes();
        if (signed) {
            Arrays.fill(frame, frame.length - 16, frame.length, (byte) 0xA5);
        }

        byte[] compact = new byte[offset + CompactFrame.length(frame)];
        CompactFrame.write(frame, compact, offset);

        assertThat(frame.length - CompactFrame.length(frame)).isEqualTo(signed ? 22 : 18);
        assertThat(CompactFrame.read(compact, offset, message.terminalId())).isEqualTo(frame);
    }

    @Example
    void aDigestThatIsNotThereIsNotLeftOut() {
        WmmpMessage.Builder message = WmmpMessage.builder(Command.LOGOUT_ACK).terminalId(TerminalId.of("ONE"))
                .securityFlag(WmmpMessage.FLAG_DIGEST);
        assertThatIllegalArgumentException().isThrownBy(() -> CompactFrame.length(message.build().frame()))
                .withMessageContaining("no digest");
        byte[] other = Tlv.of(0x2001, new byte[16]).toBytes();
        assertThatIllegalArgumentException().isThrownBy(() -> CompactFrame.length(message.body(other).build().frame()))
                .withMessageContaining("no digest");
    }
}
