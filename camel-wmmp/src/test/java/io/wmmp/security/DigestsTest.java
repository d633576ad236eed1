package io.wmmp.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DigestsTest {

    private static final Dialect DIALECT = Dialect.load(Dialect.DEFAULT);
    private static final long TIMESTAMP = 0x5F5E1000L;
    private static final Credentials CREDENTIALS = new Credentials("490154203237518", "001010123456789", "UPLINKPW",
            "DOWNLNKP", null);

    private static WmmpMessage golden(String name) {
        try (InputStream json = WmmpMessage.class.getResourceAsStream("vectors.json")) {
            for (JsonNode vector : new ObjectMapper().readTree(json)) {
                if (vector.get("name").asText().equals(name)) {
                    return new WmmpCodec(DIALECT).decode(HexFormat.of().parseHex(vector.get("hex").asText()));
                }
            }
            throw new AssertionError("No vector " + name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long timestampOf(String name) {
        return name.equals("login") ? 0 : TIMESTAMP;
    }

    private static Direction directionOf(WmmpMessage message) {
        return message.command().isAnswer() ? Direction.DOWNLINK : Direction.UPLINK;
    }

    @ParameterizedTest
    @ValueSource(strings = { "login", "login_ack", "heartbeat" })
    void goldenDigestsVerify(String name) {
        WmmpMessage message = golden(name);
        assertThat(Digests.verify(message, timestampOf(name), CREDENTIALS, directionOf(message), DIALECT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "login", "login_ack", "heartbeat" })
    void signingGivesTheGoldenBytes(String name) {
        WmmpMessage message = golden(name);
        WmmpMessage bare = message.toBuilder().build();
        assertThat(bare.hasDigest()).isFalse();
        WmmpMessage signed = Digests.sign(bare, timestampOf(name), CREDENTIALS, directionOf(message));
        assertThat(signed.toBytes()).isEqualTo(message.toBytes());
        assertThat(Digests.sign(signed, timestampOf(name), CREDENTIALS, directionOf(message))).isEqualTo(signed);
    }

    @Test
    void anythingElseDoesNotVerify() {
        WmmpMessage message = golden("heartbeat");
        assertThat(Digests.verify(message, TIMESTAMP + 1, CREDENTIALS, Direction.UPLINK, DIALECT)).isFalse();
        assertThat(Digests.verify(message, TIMESTAMP, CREDENTIALS, Direction.UPLINK.opposite(), DIALECT)).isFalse();
        Credentials other = new Credentials("490154203237518", "001010123456789", "uplinkpw", "DOWNLNKP", null);
        assertThat(Digests.verify(message, TIMESTAMP, other, Direction.UPLINK, DIALECT)).isFalse();
        byte[] bytes = message.toBytes();
        for (int i = 4; i < 8; i++) {
            bytes[i] ^= 1;
            assertThat(Digests.verify(new WmmpCodec(DIALECT).decode(bytes), TIMESTAMP, CREDENTIALS, Direction.UPLINK, DIALECT))
                    .isFalse();
            bytes[i] ^= 1;
        }
    }

    @Test
    void missingDigestOrPasswordDoesNotVerify() {
        WmmpMessage message = golden("heartbeat");
        Credentials keyless = new Credentials("490154203237518", "001010123456789", null, null, null);
        assertThat(Digests.verify(message.toBuilder().build(), TIMESTAMP, CREDENTIALS, Direction.UPLINK, DIALECT)).isFalse();
        assertThat(Digests.verify(message, TIMESTAMP, keyless, Direction.UPLINK, DIALECT)).isFalse();
        assertThatThrownBy(() -> Digests.sign(message, TIMESTAMP, keyless, Direction.UPLINK))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("TESTTERM00000001");
    }

    @Test
    void digestOverTheHeaderAloneIsTheBusinessOfTheDialect() {
        Dialect j2me = Dialect.load("j2me");
        WmmpMessage trap = WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(TerminalId.of("TESTTERM00000001"))
                .sequenceNumber(7).body(HexFormat.of().parseHex("3007000115")).build();
        WmmpMessage signed = Digests.sign(trap, TIMESTAMP, CREDENTIALS, Direction.UPLINK);
        assertThat(Digests.verify(signed, TIMESTAMP, CREDENTIALS, Direction.UPLINK, DIALECT)).isTrue();
        assertThat(Digests.verify(signed, TIMESTAMP, CREDENTIALS, Direction.UPLINK, j2me)).isFalse();
        WmmpMessage empty = Digests.sign(trap.toBuilder().body(new byte[0]).build(), TIMESTAMP, CREDENTIALS, Direction.UPLINK);
        assertThat(Digests.verify(empty, TIMESTAMP, CREDENTIALS, Direction.UPLINK, j2me)).isTrue();
    }

    @Test
    void categoryTellsWhatAMessageCarries() {
        assertThat(SecurityCategory.of(golden("heartbeat"))).isEqualTo(SecurityCategory.VERIFIED);
        assertThat(SecurityCategory.of(golden("register_op0"))).isEqualTo(SecurityCategory.COMMON);
    }

    @Test
    void credentialsShowNoSecrets() {
        Credentials credentials = new Credentials("490154203237518", "001010123456789", "UPLINKPW", "DOWNLNKP",
                "112233445566778899001234".getBytes(StandardCharsets.US_ASCII));
        assertThat(credentials.toString()).contains("490154203237518", "001010123456789")
                .doesNotContain("UPLINKPW", "DOWNLNKP", "1122334455");
        assertThat(credentials.imei()).isEqualTo("490154203237518");
        assertThat(credentials.imsi()).isEqualTo("001010123456789");
        assertThat(credentials.uplinkPassword()).isEqualTo("UPLINKPW");
        assertThat(credentials.downlinkPassword()).isEqualTo("DOWNLNKP");
        assertThat(credentials).isEqualTo(new Credentials("490154203237518", "001010123456789", "UPLINKPW", "DOWNLNKP",
                credentials.baseKey())).isNotEqualTo(CREDENTIALS).hasSameHashCodeAs(CREDENTIALS);
    }

    @Test
    void valuesThatDoNotFitAreNamedAndNotShown() {
        assertThatThrownBy(() -> new Credentials("1", "2", "too long a password", "x", null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("uplink password")
                .hasMessageNotContaining("too long a password");
        assertThatThrownBy(() -> new Credentials("1", "2", "x", "123456789", null)).hasMessageContaining("downlink password");
        assertThatThrownBy(() -> new Credentials("12345678901234567", "2", "x", "y", null)).hasMessageContaining("IMEI");
        assertThatThrownBy(() -> new Credentials("1", "1234567890123456", "x", "y", null)).hasMessageContaining("IMSI");
    }

    @Test
    void onePasswordAloneIsNone() {
        Credentials half = new Credentials("1", "2", "x", null, null);
        assertThat(half.hasPasswords()).isFalse();
        assertThat(half.uplinkPassword()).isNull();
        assertThat(half.downlinkPassword()).isNull();
        assertThat(half.baseKey()).isNull();
    }
}
