package io.wmmp.security;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.FixedField;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

import static io.wmmp.security.CipherSamples.CODEC;
import static io.wmmp.security.CipherSamples.DATA;
import static io.wmmp.security.CipherSamples.KEY;
import static io.wmmp.security.CipherSamples.OTHER_KEY;
import static io.wmmp.security.CipherSamples.data;
import static io.wmmp.security.CipherSamples.hex;
import static io.wmmp.security.CipherSamples.message;
import static io.wmmp.security.CipherSamples.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The ciphertexts were computed with OpenSSL 3 on the command line, the zeros behind the body given by hand:
 *
 * <pre>
 * printf d872401400004007000433362e360000 | xxd -r -p |
 *     openssl enc -des-ede-ecb -nopad -K 30313233343536373839616263646566 -provider legacy -provider default | xxd -p
 * </pre>
 *
 * With three keys {@code -des-ede3-ecb} and all 24 bytes of the key; AES in the same way with {@code -aes-128-ecb}, and, with
 * padding, {@code -aes-128-cbc -iv 000102030405060708090a0b0c0d0e0f}. That of GCM is
 * {@code AESGCM(key).encrypt(nonce, body, b"\x00\x04\xe0\x42TESTTERM00000001")} of Python's cryptography package.
 */
class BodyCipherTest {

    private static final String TWO_KEYS = "9372c3f97904d66b4b0f1cd1e77d4170";
    private static final BodyCipher SHIPPED = new BodyCipher(CODEC.dialect().cipher());

    static List<CipherSuite> suites() {
        return CipherSamples.suites();
    }

    private static WmmpMessage wrapped(int tag, String ciphertext) {
        return data().toBuilder().securityFlag(0xF0).body(Tlv.of(tag, hex(ciphertext)).toBytes()).build();
    }

    @ParameterizedTest
    @CsvSource({ "TRIPLE_DES, 16, " + TWO_KEYS, "TRIPLE_DES, 24, c465a4a20e4b28d8266dd17458acb868",
            "AES, 16, 95bc862aed69005f5b0b9e7a88936764" })
    void bodyIsEncipheredAsAnotherToolDoes(Algorithm algorithm, int keyLength, String expected) {
        BodyCipher cipher = new BodyCipher(new CipherSuite(algorithm, Mode.ECB, Padding.ZERO, keyLength));
        WmmpMessage enciphered = cipher.encipher(data(), KEY);

        assertThat(enciphered.body()).isEqualTo(hex("e0420010" + expected));
        assertThat(enciphered.securityFlag()).isEqualTo(0xF0);
        assertThat(enciphered.sequenceNumber()).isEqualTo(5);
        assertThat(enciphered.isWrapped()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "CBC, PKCS5, 000102030405060708090a0b0c0d0e0f, 98cf184d32975cffe438bed822a6cac1",
            "GCM, NONE, 000102030405060708090a0b, 254d84091e747b31e822342ceead6cd53b504b840956f4a32272027377ad" })
    void bodyOfAnotherToolIsDeciphered(Mode mode, Padding padding, String start, String ciphertext) {
        BodyCipher cipher = new BodyCipher(new CipherSuite(Algorithm.AES, mode, padding, 16));

        assertThat(cipher.decipher(wrapped(Tlv.ENCRYPTED_BODY, start + ciphertext), KEY).body()).isEqualTo(hex(DATA));
    }

    @Test
    void dialectShipsWithTwoKeyTripleDes() {
        assertThat(SHIPPED.encipher(data(), KEY).body()).isEqualTo(hex("e0420010" + TWO_KEYS));
    }

    @Test
    void packedBodyIsReadAsAWholeOne() {
        assertThat(SHIPPED.decipher(wrapped(Tlv.PACKED_BODY, TWO_KEYS), KEY).body()).isEqualTo(hex(DATA));
    }

    @Test
    void singleTlvsAreEncipheredWhereTheyStand() {
        // 4007000433362e36 under the two-key triple DES of above
        WmmpMessage enciphered = SHIPPED.encipher(data(), KEY, Set.of(0x4007));

        assertThat(enciphered.body()).isEqualTo(hex("d872" + "40140000" + "e0430008921f4155e724a02f"));
        assertThat(enciphered.securityFlag()).isEqualTo(0xE0);
        assertThat(enciphered.isWrapped()).isFalse();
        assertThat(enciphered.unsigned("crc16")).isEqualTo(0xD872);
    }

    @Test
    void neighboursShareOneCiphertextAndOrderStays() {
        WmmpMessage plain = message(Command.CONFIG_TRAP, "00040001410006000142300700011f00040001430025000000040000");
        WmmpMessage enciphered = SHIPPED.encipher(plain, KEY, Set.of(0x0004, 0x0006, 0x0025));

        assertThat(enciphered.tlvs().stream().map(Tlv::tag)).containsExactly(0xE043, 0x3007, 0xE043, 0x0025, 0x0004);
        assertThat(SHIPPED.decipher(received(enciphered), KEY).body()).isEqualTo(plain.body());
    }

    @Test
    void nothingToEncipherLeavesTheMessageAsItIs() {
        WmmpMessage plain = data();
        assertThat(SHIPPED.encipher(plain, KEY, Set.of(0x0004, 0x4014))).isSameAs(plain);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everySuiteGivesBackWhatItTook(CipherSuite suite) {
        BodyCipher cipher = new BodyCipher(suite);
        List<WmmpMessage> messages = List.of(data(), message(Command.HEART_BEAT, ""), message(Command.LOGOUT, "00"),
                message(Command.CONFIG_SET, "0011000400000000"), message(Command.CONFIG_GET, "01000000"),
                message(Command.CONFIG_SET_ACK, "0100110000"), message(Command.CONFIG_SET, "0011000400000000000400020000"));
        for (WmmpMessage plain : messages) {
            WmmpMessage whole = cipher.decipher(received(cipher.encipher(plain, KEY)), KEY);
            WmmpMessage single = cipher.decipher(received(cipher.encipher(plain, KEY, Set.of(0x0011, 0x4007))), KEY);

            assertThat(whole).as("%s", plain).isEqualTo(
                    plain.toBuilder().securityFlag(0xE0).digest(new byte[16]).build());
            assertThat(single.body()).as("%s", plain).isEqualTo(plain.body());
        }
    }

    @Test
    void randomStartsMakeEqualBodiesLookDifferent() {
        for (CipherSuite suite : suites()) {
            BodyCipher cipher = new BodyCipher(suite);
            boolean equal = cipher.encipher(data(), KEY).equals(cipher.encipher(data(), KEY));
            assertThat(equal).as("%s", suite).isEqualTo(suite.mode() == Mode.ECB);
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void wrongKeyIsAnErrorThatTellsNothing(CipherSuite suite) {
        assertThat(failure(suite, suite, OTHER_KEY)).hasMessageContaining("another key").hasMessageNotContaining("36.6")
                .hasNoCause().satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void wrongSuiteIsAnError() {
        for (CipherSuite one : suites()) {
            for (CipherSuite other : suites()) {
                if (!one.equals(other)) {
                    assertThat(failure(one, other, KEY)).as("%s read as %s", one, other).isNotNull().hasNoCause();
                }
            }
        }
    }

    /**
     * What becomes of a body enciphered with one suite and deciphered with another, or with another key. Where nothing
     * authenticates, garbage is taken for a body once in some ten thousand times; that it happens three times is ruled out.
     */
    private static CipherException failure(CipherSuite one, CipherSuite other, SessionKey key) {
        for (int i = 0; i < 3; i++) {
            WmmpMessage enciphered = received(new BodyCipher(one).encipher(data(), KEY));
            try {
                assertThat(new BodyCipher(other).decipher(enciphered, key).body()).isNotEqualTo(hex(DATA));
            } catch (CipherException e) {
                return e;
            }
        }
        return null;
    }

    @ParameterizedTest
    @MethodSource("suites")
    void cutCiphertextIsAnError(CipherSuite suite) {
        BodyCipher cipher = new BodyCipher(suite);
        byte[] whole = cipher.encipher(data(), KEY).tlv(Tlv.ENCRYPTED_BODY).value();
        for (int length = 1; length < whole.length; length++) {
            WmmpMessage cut = data().toBuilder().securityFlag(0xF0)
                    .body(Tlv.of(Tlv.ENCRYPTED_BODY, Arrays.copyOf(whole, length)).toBytes()).build();
            assertThatExceptionOfType(CipherException.class).as("%d bytes", length).isThrownBy(() -> cipher.decipher(cut, KEY));
        }
    }

    @Test
    void gcmBindsCiphertextToCommandTerminalAndPlace() {
        BodyCipher gcm = new BodyCipher(CipherSamples.gcm());
        WmmpMessage enciphered = gcm.encipher(data(), KEY);
        byte[] ciphertext = enciphered.tlv(Tlv.ENCRYPTED_BODY).value();
        byte[] flipped = ciphertext.clone();
        flipped[20] ^= 1;
        List<WmmpMessage> forged = List.of(
                enciphered.toBuilder().terminalId(TerminalId.of("TESTTERM00000002")).build(),
                WmmpMessage.builder(Command.TRANSPARENT_CMD).terminalId(CipherSamples.TERMINAL).securityFlag(0xF0)
                        .body(enciphered.body()).build(),
                enciphered.toBuilder().body(Tlv.of(Tlv.PACKED_BODY, ciphertext).toBytes()).build(),
                enciphered.toBuilder().body(Tlv.of(Tlv.ENCRYPTED_BODY, flipped).toBytes()).build());

        assertThat(gcm.decipher(enciphered.toBuilder().sequenceNumber(9).build(), KEY).body()).isEqualTo(hex(DATA));
        assertThat(forged).allSatisfy(message -> assertThatExceptionOfType(CipherException.class)
                .isThrownBy(() -> gcm.decipher(message, KEY)).withMessageContaining("does not verify"));
    }

    @Test
    void shortKeyIsNamedWhoeverUsesIt() {
        SessionKey shortKey = new SessionKey(new byte[8], Expiry.NEVER);
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SHIPPED.encipher(data(), shortKey))
                .withMessageContaining("8 bytes").withMessageContaining("needs 16");
        assertThatExceptionOfType(CipherException.class)
                .isThrownBy(() -> SHIPPED.decipher(wrapped(Tlv.ENCRYPTED_BODY, TWO_KEYS), shortKey));
    }

    @ParameterizedTest
    @EnumSource(value = Command.class, names = { "REGISTER", "REGISTER_ACK", "LOGIN", "LOGIN_ACK" })
    void whatOpensASessionIsNeverEnciphered(Command command) {
        WmmpMessage plain = WmmpMessage.builder(command).terminalId(CipherSamples.TERMINAL)
                .body(new byte[command.fixedFields().stream().mapToInt(FixedField::size).sum()]).build();
        WmmpMessage forged = plain.toBuilder().securityFlag(0xF0).body(hex("e0420010" + TWO_KEYS)).build();

        assertThat(BodyCipher.canEncipher(command)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> SHIPPED.encipher(plain, KEY)).withMessageContaining("never");
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SHIPPED.decipher(forged, KEY))
                .withMessageContaining("never");
    }

    @Test
    void nothingIsEncipheredTwice() {
        for (WmmpMessage enciphered : List.of(SHIPPED.encipher(data(), KEY), SHIPPED.encipher(data(), KEY, Set.of(0x4007)))) {
            assertThatIllegalArgumentException().isThrownBy(() -> SHIPPED.encipher(enciphered, KEY))
                    .withMessageContaining("already");
        }
        WmmpMessage part = message(Command.CONFIG_SET, "").toBuilder().securityFlag(0x30).body(hex("4008000700000002000101"))
                .build();
        assertThatIllegalArgumentException().isThrownBy(() -> SHIPPED.encipher(part, KEY, Set.of(0x4007)));
        assertThat(SHIPPED.decipher(part, KEY)).isSameAs(part);
    }

    @ParameterizedTest
    // a digest, and another layer, inside of what was enciphered
    @ValueSource(strings = { "d872e021001000000000000000000000000000000000", "d872e0430000" })
    void whatHasNoPlaceInsideIsRefused(String body) {
        SuiteCipher raw = new SuiteCipher(CODEC.dialect().cipher());
        byte[] whole = raw.encipher(KEY.bytes(), hex(body), new byte[0]);
        byte[] single = raw.encipher(KEY.bytes(), hex(body.substring(4)), new byte[0]);

        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SHIPPED.decipher(received(
                data().toBuilder().securityFlag(0xF0).body(Tlv.of(Tlv.ENCRYPTED_BODY, whole).toBytes()).build()), KEY));
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SHIPPED.decipher(received(
                data().toBuilder().body(hex("d872" + HexFormat.of().formatHex(Tlv.of(0xE043, single).toBytes())))
                        .build()),
                KEY));
    }

    @Test
    void anythingBesideAWholeBodyIsRefused() {
        WmmpMessage two = data().toBuilder().securityFlag(0xF0).body(hex("e0420010" + TWO_KEYS + "300700011f")).build();
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SHIPPED.decipher(two, KEY))
                .withMessageContaining("one TLV");
    }

    @Test
    void messageInClearIsGivenBackAsItIs() {
        assertThat(BodyCipher.isEnciphered(data())).isFalse();
        WmmpMessage plain = received(data());
        assertThat(SHIPPED.decipher(plain, KEY)).isSameAs(plain);
    }
}
