package io.wmmp.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Tlv;

import static org.assertj.core.api.Assertions.assertThat;

class KeyProofTest {

    private static final Credentials CREDENTIALS = new Credentials("490154203237518", "001010123456789", "UPLINKPW", "DOWN",
            "112233445566778899001234".getBytes(StandardCharsets.US_ASCII));

    private static byte[] md5(String hex) throws Exception {
        return MessageDigest.getInstance("MD5").digest(HexFormat.of().parseHex(hex));
    }

    @Test
    void proofHashesTheTlvsOfSecretAndExpiry() throws Exception {
        assertThat(KeyProof.UPLINK_PASSWORD.of(CREDENTIALS, KeyProof.NEVER))
                .isEqualTo(md5("E0250008" + "55504C494E4B5057" + "E0270004" + "FFFFFFFF"));
        assertThat(KeyProof.DOWNLINK_PASSWORD.of(CREDENTIALS, 1))
                .isEqualTo(md5("E0280008" + "444F574E00000000" + "E02A0004" + "00000001"));
        assertThat(KeyProof.BASE_KEY.of(CREDENTIALS, KeyProof.NEVER)).isEqualTo(
                md5("E0360018" + "313132323333343435353636373738383939303031323334" + "E0380004" + "FFFFFFFF"));
    }

    @Test
    void proofMatchesOnlyItself() {
        byte[] proof = KeyProof.UPLINK_PASSWORD.of(CREDENTIALS, KeyProof.NEVER);
        assertThat(KeyProof.UPLINK_PASSWORD.matches(Tlv.of(0xE026, proof), CREDENTIALS, KeyProof.NEVER)).isTrue();
        assertThat(KeyProof.UPLINK_PASSWORD.matches(Tlv.of(0xE026, proof), CREDENTIALS, 5)).isFalse();
        assertThat(KeyProof.DOWNLINK_PASSWORD.matches(Tlv.of(0xE029, proof), CREDENTIALS, KeyProof.NEVER)).isFalse();
        assertThat(KeyProof.UPLINK_PASSWORD.matches(Tlv.of(0xE026, new byte[0]), CREDENTIALS, KeyProof.NEVER)).isFalse();
        assertThat(KeyProof.UPLINK_PASSWORD.matches(null, CREDENTIALS, KeyProof.NEVER)).isFalse();
    }

    @Test
    void nothingProvesASecretThatIsNotKnown() {
        Credentials keyless = new Credentials("1", "2", null, null, null);
        for (KeyProof proof : new KeyProof[] { KeyProof.UPLINK_PASSWORD, KeyProof.DOWNLINK_PASSWORD, KeyProof.BASE_KEY }) {
            assertThat(proof.of(keyless, KeyProof.NEVER)).isNull();
            assertThat(proof.matches(Tlv.of(proof.tag(), new byte[16]), keyless, KeyProof.NEVER)).isFalse();
        }
    }
}
