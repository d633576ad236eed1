package io.wmmp.security;

import java.io.ByteArrayOutputStream;
import java.util.Set;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** What is enciphered comes back, and what comes from elsewhere is a message or a {@link CipherException}. */
class CipherPropertiesTest {

    private static final int[] TAGS = { 0x0001, 0x0004, 0x0011, 0x0100, 0x4007, 0x8123 };

    @Provide
    Arbitrary<CipherSuite> suites() {
        return Arbitraries.of(CipherSamples.suites());
    }

    /** Bodies of TRANSPARENT_DATA: the checksum, then TLVs of any length, also such as end in zeros. */
    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> values = Arbitraries.bytes().array(byte[].class).ofMaxSize(40)
                .injectDuplicates(0.2).edgeCases(cases -> cases.add(new byte[16]));
        Arbitrary<byte[]> tlvs = values.map(value -> Tlv.of(TAGS[value.length % TAGS.length], value).toBytes());
        return tlvs.list().ofMaxSize(6).map(all -> {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(new byte[2]);
            all.forEach(body::writeBytes);
            return body.toByteArray();
        });
    }

    @Property(tries = 500)
    void whatIsEncipheredComesBack(@ForAll("suites") CipherSuite suite, @ForAll("bodies") byte[] body) {
        BodyCipher cipher = new BodyCipher(suite);
        WmmpMessage plain = CipherSamples.data().toBuilder().body(body).build();

        WmmpMessage whole = CipherSamples.received(cipher.encipher(plain, CipherSamples.KEY));
        WmmpMessage single = CipherSamples.received(cipher.encipher(plain, CipherSamples.KEY, Set.of(0x0004, 0x4007, 0x8123)));

        assertThat(cipher.decipher(whole, CipherSamples.KEY).body()).isEqualTo(body);
        assertThat(cipher.decipher(single, CipherSamples.KEY).body()).isEqualTo(body);
    }

    @Property(tries = 500)
    void anyCiphertextIsAMessageOrAnError(
            @ForAll("suites") CipherSuite suite, @ForAll Command command, @ForAll byte[] ciphertext) {
        assertMessageOrError(suite, command, ciphertext);
    }

    static void assertMessageOrError(CipherSuite suite, Command command, byte[] ciphertext) {
        WmmpMessage message = WmmpMessage.builder(command).terminalId(CipherSamples.TERMINAL).securityFlag(0xF0)
                .body(Tlv.of(Tlv.ENCRYPTED_BODY, ciphertext).toBytes()).build();
        try {
            WmmpMessage plain = new BodyCipher(suite).decipher(message, CipherSamples.KEY);
            assertThat(CipherSamples.CODEC.writeBody(command, CipherSamples.CODEC.readBody(plain))).isEqualTo(plain.body());
        } catch (CipherException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
