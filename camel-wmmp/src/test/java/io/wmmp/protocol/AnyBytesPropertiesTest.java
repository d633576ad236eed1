package io.wmmp.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Any bytes are either a message that gives them back or a {@link MalformedMessageException}; nothing else ever happens. */
class AnyBytesPropertiesTest {

    private static final List<byte[]> GOLDEN = GoldenVector.frames().stream().map(GoldenVector::bytes).toList();
    private static final byte[] HEADER = Arrays.copyOf(GoldenVector.named("heartbeat").bytes(), WmmpMessage.HEADER_LENGTH);

    private enum Damage {
        BIT_FLIPPED, BYTE_REPLACED, CUT, GROWN, CUT_WITH_TRUE_LENGTH, GROWN_WITH_TRUE_LENGTH;

        byte[] of(byte[] frame, int place, byte value) {
            switch (this) {
                case BIT_FLIPPED -> frame[place] ^= (byte) (1 << (value & 7));
                case BYTE_REPLACED -> frame[place] = value;
                default -> {
                    boolean cut = this == CUT || this == CUT_WITH_TRUE_LENGTH;
                    byte[] other = Arrays.copyOf(frame, cut ? place : frame.length + 1 + (value & 0x1F));
                    return this == CUT || this == GROWN ? other : withTrueLength(other);
                }
            }
            return frame;
        }
    }

    @Provide
    Arbitrary<WmmpCodec> codecs() {
        return WmmpArbitraries.codecs();
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return WmmpArbitraries.bytes(0, 200);
    }

    /** Good headers of every command, under every flag, before any bytes. */
    @Provide
    Arbitrary<byte[]> anyBodies() {
        Arbitrary<Integer> flags = Arbitraries.of(0x00, 0x10, 0x20, 0x30, 0xF0);
        Arbitrary<byte[]> bodies = Arbitraries.oneOf(WmmpArbitraries.bytes(0, 80),
                Arbitraries.of((byte) 0, (byte) 1, (byte) 4, (byte) 0x10, (byte) 0x40, (byte) 0xE0).array(byte[].class)
                        .ofMaxSize(40));
        return Combinators.combine(Arbitraries.of(Command.class), flags, bodies).as((command, flag, body) -> {
            byte[] frame = Arrays.copyOf(HEADER, HEADER.length + body.length);
            System.arraycopy(body, 0, frame, HEADER.length, body.length);
            frame[2] = (byte) (command.id() >>> 8);
            frame[3] = (byte) command.id();
            frame[10] = flag.byteValue();
            return withTrueLength(frame);
        });
    }

    @Provide
    Arbitrary<byte[]> damagedFrames() {
        Arbitrary<byte[]> good = Arbitraries.oneOf(Arbitraries.of(GOLDEN),
                WmmpArbitraries.messages().map(m -> m.build().toBytes()),
                WmmpArbitraries.wrappedMessages().map(m -> m.build().toBytes()));
        return Combinators
                .combine(good, Arbitraries.integers().between(0, 0xFFFF), Arbitraries.bytes(), Arbitraries.of(Damage.class))
                .as((frame, place, value, damage) -> damage.of(frame.clone(), place % frame.length, value))
                .edgeCases(EdgeCases.Config::none);
    }

    @Property
    void randomBytes(@ForAll("codecs") WmmpCodec codec, @ForAll("bytes") byte[] bytes) {
        assertMessageOrMalformed(codec, bytes);
    }

    @Property(tries = 5000)
    void randomBodies(@ForAll("codecs") WmmpCodec codec, @ForAll("anyBodies") byte[] frame) {
        assertMessageOrMalformed(codec, frame);
    }

    @Property(tries = 5000)
    void damagedFrames(@ForAll("codecs") WmmpCodec codec, @ForAll("damagedFrames") byte[] frame) {
        assertMessageOrMalformed(codec, frame);
    }

    static void assertMessageOrMalformed(WmmpCodec codec, byte[] bytes) {
        WmmpMessage message;
        try {
            message = codec.decode(bytes);
        } catch (MalformedMessageException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            assertThat(e).hasMessageEndingWith(" at byte " + e.offset());
            return;
        }
        assertThat(message.toBytes()).isEqualTo(bytes);
        assertThat(message.toBuilder().digest(message.digest()).build().toBytes()).isEqualTo(bytes);
        WmmpBody body = codec.readBody(message);
        assertThat(codec.writeBody(message.command(), body)).isEqualTo(message.body());
        assertThat(message.toString() + body + message.tlvs()).isNotEmpty();
        if (isSayableInAMap(message)) {
            assertThat(codec.writeBody(message.command(), new LinkedHashMap<>(body))).isEqualTo(message.body());
        }
    }

    /** What a copied map does not keep: a second digest inside, tags beside a wrapped body, the place of routing tags. */
    private static boolean isSayableInAMap(WmmpMessage message) {
        List<Tlv> tlvs = message.tlvs();
        return tlvs.stream().noneMatch(tlv -> tlv.tag() == Tlv.MESSAGE_DIGEST) && (!message.isWrapped() || tlvs.size() == 1)
                && (message.command() != Command.TRANSPARENT_DATA && message.command() != Command.TRANSPARENT_CMD
                        || tlvs.size() < 2);
    }

    private static byte[] withTrueLength(byte[] frame) {
        if (frame.length >= 2) {
            frame[0] = (byte) (frame.length >>> 8);
            frame[1] = (byte) frame.length;
        }
        return frame;
    }
}
