package io.wmmp.security;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

import static io.wmmp.security.CipherSamples.BASE_KEY;
import static io.wmmp.security.CipherSamples.CODEC;
import static io.wmmp.security.CipherSamples.KEY;
import static io.wmmp.security.CipherSamples.OTHER_KEY;
import static io.wmmp.security.CipherSamples.TERMINAL;
import static io.wmmp.security.CipherSamples.hex;
import static io.wmmp.security.CipherSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SessionKeyTest {

    /**
     * E03B with the key, E03D with 5F5E2000 and four zeros, computed with OpenSSL 3: {@code openssl enc -des-ede-ecb -nopad -K
     * 31313232333334343535363637373838 -provider legacy -provider default}.
     */
    private static final String ENVELOPE = "e0400028"
            + "2678ac1d2fb9bc8c0949b6add36f36807a0bdb31440648bca037e77a5961c375ece82ce8e3d8b429";
    private static final SessionKey GRANTED = new SessionKey(KEY.bytes(), new Expiry(0x5F5E2000L));
    private static final BodyCipher SHIPPED = new BodyCipher(CODEC.dialect().cipher());

    private static WmmpMessage loginAck(byte[] tlvs) {
        return message(Command.LOGIN_ACK, "005f5e1000").toBuilder()
                .body(hex("005f5e1000" + HexFormat.of().formatHex(tlvs))).build();
    }

    @Test
    void envelopeIsThatOfAnotherTool() {
        assertThat(SHIPPED.seal(GRANTED, BASE_KEY, TERMINAL).toBytes()).isEqualTo(hex(ENVELOPE));
        assertThat(SHIPPED.open(loginAck(hex(ENVELOPE)), BASE_KEY)).isEqualTo(GRANTED);
    }

    @ParameterizedTest
    @MethodSource("io.wmmp.security.CipherSamples#suites")
    void envelopeOpensWithItsBaseKeyAlone(CipherSuite suite) {
        BodyCipher cipher = new BodyCipher(suite);
        WmmpMessage loginAck = loginAck(cipher.seal(GRANTED, BASE_KEY, TERMINAL).toBytes());

        assertThat(cipher.open(loginAck, BASE_KEY)).isEqualTo(GRANTED);
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> cipher.open(loginAck, OTHER_KEY.bytes()))
                .withMessageNotContaining("0123456789").withNoCause();
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> cipher.open(loginAck, new byte[3]))
                .withMessageContaining("3 bytes");
    }

    @Test
    void gcmBindsTheEnvelopeToTheTerminal() {
        BodyCipher cipher = new BodyCipher(CipherSamples.gcm());
        WmmpMessage loginAck = loginAck(cipher.seal(GRANTED, BASE_KEY, TerminalId.of("TESTTERM00000002")).toBytes());
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> cipher.open(loginAck, BASE_KEY));
    }

    @Test
    void answerWithoutEnvelopeGrantsNoKey() {
        assertThat(SHIPPED.open(loginAck(new byte[0]), BASE_KEY)).isNull();
    }

    @ParameterizedTest
    // no key; an empty one; an expiry of two bytes; another tag; a key that is too long; a TLV cut off
    @ValueSource(strings = { "e03d00045f5e2000", "e03b0000e03d00045f5e2000", "e03b000141e03d00020001", "e03b000141e03c000142",
            "e03b0041" + "4141414141414141414141414141414141414141414141414141414141414141"
                    + "4141414141414141414141414141414141414141414141414141414141414141" + "41",
            "e03b0018414141" })
    void envelopeWithAnythingElseIsRefused(String plain) {
        byte[] sealed = new SuiteCipher(CODEC.dialect().cipher()).encipher(BASE_KEY, hex(plain), new byte[0]);
        WmmpMessage loginAck = loginAck(Tlv.of(0xE040, sealed).toBytes());

        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SHIPPED.open(loginAck, BASE_KEY))
                .withMessageContaining("holds none");
    }

    @Test
    void keyWithoutExpiryIsGoodForEver() {
        byte[] sealed = new SuiteCipher(CODEC.dialect().cipher()).encipher(BASE_KEY, hex("e03b000141"), new byte[0]);
        assertThat(SHIPPED.open(loginAck(Tlv.of(0xE040, sealed).toBytes()), BASE_KEY).expiry().isNever()).isTrue();
    }

    @Test
    void keyShowsItsEndAndNothingElse() {
        assertThat(GRANTED).hasToString("SessionKey[expiry=1600004096]").isNotEqualTo(KEY).isNotEqualTo(OTHER_KEY)
                .isEqualTo(new SessionKey(KEY.bytes(), new Expiry(0x5F5E2000L))).hasSameHashCodeAs(
                        new SessionKey(OTHER_KEY.bytes(), new Expiry(0x5F5E2000L)));
        assertThat(KEY).hasToString("SessionKey[expiry=never]");
        GRANTED.bytes()[0] = 0;
        assertThat(GRANTED.bytes()).isEqualTo(KEY.bytes());
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionKey(new byte[0], Expiry.NEVER));
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionKey(new byte[65], Expiry.NEVER));
    }

    @Test
    void expiryEndsAtItsSecond() {
        Instant now = Instant.ofEpochSecond(1_600_000_000L);
        Expiry expiry = Expiry.after(Duration.ofHours(1), now);

        assertThat(expiry.seconds()).isEqualTo(1_600_003_600L);
        assertThat(expiry.isNever()).isFalse();
        assertThat(expiry.isPast(now.plusSeconds(3599))).isFalse();
        assertThat(expiry.isPast(now.plusSeconds(3600))).isTrue();
    }

    @Test
    void someExpiriesNeverCome() {
        Instant now = Instant.ofEpochSecond(1_600_000_000L);
        assertThat(Expiry.after(null, now)).isEqualTo(Expiry.NEVER);
        assertThat(Expiry.after(Duration.ofDays(40_000), now)).isEqualTo(Expiry.NEVER);
        assertThat(Expiry.after(Duration.ofSeconds(Long.MAX_VALUE), now)).isEqualTo(Expiry.NEVER);
        assertThat(Expiry.NEVER.isPast(Instant.MAX)).isFalse();
        assertThat(new Expiry(0).isPast(now)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Expiry(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Expiry(0x1_0000_0000L));
        assertThatIllegalArgumentException().isThrownBy(() -> Expiry.after(Duration.ZERO, now));
    }
}
