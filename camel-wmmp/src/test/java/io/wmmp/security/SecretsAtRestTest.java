package io.wmmp.security;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.security.CipherSamples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SecretsAtRestTest {

    private static final byte[] KEY = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final SecretsAtRest SECRETS = new SecretsAtRest(KEY);
    private static final String PLACE = "TESTTERM00000001/uplink";
    private static final byte[] PASSWORD = "UPLINKPW".getBytes(StandardCharsets.US_ASCII);

    /** Computed with {@code AESGCM(key).encrypt(nonce, secret, place)} and {@code sha256} of Python. */
    @Test
    void formatIsThatOfAnotherTool() {
        byte[] stored = hex(
                "01" + "6f9d2627" + "000102030405060708090a0b" + "12529a528bae924c96b3d13dd277bc480ebab15d2635a566");

        assertThat(SECRETS.open(stored, PLACE)).isEqualTo(PASSWORD);
        assertThat(SECRETS.keyMark()).isEqualTo("6f9d2627");
        assertThat(SECRETS).hasToString("SecretsAtRest[key 6f9d2627]");
    }

    @Test
    void secretComesBackAndNeverLooksTheSame() {
        byte[] stored = SECRETS.seal(PASSWORD, PLACE);

        assertThat(stored).hasSize(PASSWORD.length + 33);
        assertThat(SecretsAtRest.withKey(Base64.getEncoder().encodeToString(KEY) + "\n").open(stored, PLACE))
                .isEqualTo(PASSWORD);
        assertThat(SECRETS.seal(PASSWORD, PLACE)).isNotEqualTo(stored);
        assertThat(SECRETS.open(SECRETS.seal(new byte[0], PLACE), PLACE)).isEmpty();
    }

    @Test
    void anotherKeyIsNamedByItsMark() {
        byte[] stored = new SecretsAtRest(new byte[32]).seal(PASSWORD, PLACE);
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SECRETS.open(stored, PLACE))
                .withMessageContaining(PLACE).withMessageContaining("supplied is 6f9d2627");
    }

    @Test
    void anotherPlaceOrAChangeIsNoticed() {
        byte[] stored = SECRETS.seal(PASSWORD, PLACE);
        assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SECRETS.open(stored, "TESTTERM00000002/uplink"))
                .withMessageContaining("TESTTERM00000002/uplink").withMessageContaining("another place");
        for (int i = 0; i < stored.length; i++) {
            byte[] changed = stored.clone();
            changed[i] ^= 1;
            assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SECRETS.open(changed, PLACE));
            byte[] cut = Arrays.copyOf(stored, i);
            assertThatExceptionOfType(CipherException.class).isThrownBy(() -> SECRETS.open(cut, PLACE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "AAECAwQFBgcICQoLDA0ODw==", "not base64 at all: hunter2!" })
    void badKeyIsRefusedWithoutRepeatingIt(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> SecretsAtRest.withKey(key))
                .withMessageContaining("openssl rand -base64 32").withMessageNotContaining("hunter2").withNoCause();
    }
}
