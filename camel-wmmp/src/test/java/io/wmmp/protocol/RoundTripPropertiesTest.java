package io.wmmp.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripPropertiesTest {

    @Provide
    Arbitrary<GeneratedMessage> messages() {
        return WmmpArbitraries.messages();
    }

    @Provide
    Arbitrary<GeneratedMessage> wrappedMessages() {
        return WmmpArbitraries.wrappedMessages();
    }

    @Property(tries = 3000)
    void decodeAfterEncodeIsTheIdentity(@ForAll("messages") GeneratedMessage generated) {
        WmmpMessage encoded = generated.build();
        WmmpMessage decoded = generated.codec().decode(encoded.toBytes());

        assertThat(decoded).isEqualTo(encoded);
        assertThat(decoded.command()).isEqualTo(generated.command());
        assertThat(new GeneratedMessage.Header(decoded.sequenceNumber(), decoded.protocolVersion(), decoded.securityFlag(),
                decoded.reserved(), decoded.terminalId())).isEqualTo(generated.header());
        assertThat(decoded.isWrapped()).isFalse();
        assertThat(decoded.tlvs()).isEqualTo(generated.tlvs());
        assertThat(decoded.digest()).isEqualTo(generated.digest());
        for (FixedField field : generated.command().fixedFields()) {
            assertThat(decoded.has(field.name())).isEqualTo(generated.fields().containsKey(field.name()));
            if (decoded.has(field.name())) {
                assertThat(decoded.bytes(field.name())).isEqualTo(generated.fields().get(field.name()));
            }
        }
    }

    @Property(tries = 3000)
    void bodyIsWrittenAsItWasRead(@ForAll("messages") GeneratedMessage generated) {
        WmmpBody body = generated.codec().readBody(generated.build());
        assertThat(generated.codec().writeBody(generated.command(), body)).isEqualTo(generated.body(generated.tlvs()));
    }

    @Property(tries = 3000)
    void copyOfABodyIsWrittenAsItWasRead(@ForAll("messages") GeneratedMessage generated) {
        Map<String, Object> copy = new LinkedHashMap<>(generated.codec().readBody(generated.build()));
        boolean routed = generated.command() == Command.TRANSPARENT_DATA || generated.command() == Command.TRANSPARENT_CMD;
        List<Tlv> tlvs = routed ? generated.routingFirst() : generated.tlvs();
        assertThat(generated.codec().writeBody(generated.command(), copy)).isEqualTo(generated.body(tlvs));
    }

    @Property
    void wrappedMessageIsReadAndWrittenWhole(@ForAll("wrappedMessages") GeneratedMessage generated) {
        WmmpMessage decoded = generated.codec().decode(generated.build().toBytes());
        assertThat(decoded.isWrapped()).isTrue();
        assertThat(decoded.tlvs()).isEqualTo(generated.tlvs());
        assertThat(decoded.digest()).isEqualTo(generated.digest());
        assertThat(generated.command().fixedFields()).noneMatch(field -> decoded.has(field.name()));
        Map<String, Object> copy = new LinkedHashMap<>(generated.codec().readBody(decoded));
        assertThat(generated.codec().writeBody(generated.command(), copy)).isEqualTo(decoded.body());
    }

    @Property
    void mapIsReadAsItWasWritten(@ForAll("messages") GeneratedMessage generated) {
        WmmpCodec codec = generated.codec();
        Map<String, Object> sent = new LinkedHashMap<>(codec.readBody(generated.build()));
        WmmpMessage message = WmmpMessage.builder(generated.command()).terminalId(Samples.TERMINAL)
                .body(codec.writeBody(generated.command(), sent)).build();
        WmmpBody received = codec.readBody(codec.decode(message.toBytes()));
        assertThat(received).usingRecursiveComparison().isEqualTo(sent);
    }

    @Property
    void roomForADigestChangesNothingElse(@ForAll("messages") GeneratedMessage generated) {
        WmmpMessage message = generated.build();
        WmmpMessage room = message.withEmptyDigest();
        assertThat(room.body()).isEqualTo(message.body());
        assertThat(room.length()).isEqualTo(message.toBuilder().build().length() + WmmpMessage.DIGEST_LENGTH);
        assertThat(Arrays.copyOfRange(room.toBytes(), 2, 10)).isEqualTo(Arrays.copyOfRange(message.toBytes(), 2, 10));
    }
}
