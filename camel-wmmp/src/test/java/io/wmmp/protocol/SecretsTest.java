package io.wmmp.protocol;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.protocol.Samples.WMMP;
import static io.wmmp.protocol.Samples.map;
import static io.wmmp.protocol.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SecretsTest {

    private static final List<String> SECRETS = List.of("12345678", "87654321", "112233445566778899001234");

    private final WmmpMessage keys = WMMP.decode(GoldenVector.named("security_config_keys_wmmp_part").bytes());

    @Test
    void keysNeverShowInTheTextOfAMessage() {
        List<String> shown = new ArrayList<>(
                List.of(keys.toString(), WMMP.readBody(keys).toString(), keys.toBuilder().toString()));
        keys.tlvs().forEach(tlv -> shown.add(tlv.toString()));
        assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain(SECRETS));
    }

    @Test
    void textStillSaysWhatItIs() {
        assertThat(keys).hasToString(
                "SECURITY_CONFIG[terminalId=ASM7000722222222, sequenceNumber=1, securityFlag=0x80, length=105]");
        assertThat(WMMP.decode(GoldenVector.named("heartbeat").bytes())).asString().endsWith("length=48, digest]");
        assertThat(WMMP.readBody(keys)).hasToString("{operation=0, uplink_password=***, uplink_password_expiry=2863311530, "
                + "downlink_password=***, downlink_password_expiry=2863311530, base_key=***, base_key_expiry=2863311530}");
        assertThat(keys.tlvs().get(0)).hasToString("0xE025[8]");
    }

    @Test
    void repeatedAndEmptySecretsAreMaskedToo() {
        assertThat(WMMP.readBody(message(Command.CONFIG_TRAP, "0004 0001 41 0004 0001 42 1004 0000 3007 0001 1F")))
                .hasToString("{gprs_password=***, gprs_password#2=***, update_server_password=***, signal_level=31}");
    }

    @Test
    void bytesShowAsTheirCount() {
        assertThat(WMMP.readBody(message(Command.CONFIG_TRAP, "8123 0003 313131 2013 0010 31313131313131313131313131313131")))
                .asString().doesNotContain("1111").contains("0x8123=byte[3]");
    }

    @ParameterizedTest
    @ValueSource(
            ints = { 0x0004, 0x0006, 0x1004, 0xE001, 0xE004, 0xE007, 0xE00A, 0xE025, 0xE028, 0xE036, 0xE037, 0xE03B, 0xE03C })
    void passwordsKeysAndPinsAreSecret(int tag) {
        assertThat(WMMP.dialect().isSecret(tag)).isTrue();
        assertThat(Samples.J2ME.dialect().isSecret(tag)).isTrue();
        assertThat(Samples.HEALTH_TESTER.dialect().isSecret(tag)).isTrue();
    }

    @Test
    void nothingElseIsSecret() {
        assertThat(WMMP.dialect().tags().tags().stream().filter(tag -> WMMP.dialect().isSecret(tag.number()))).hasSize(13);
    }

    @Test
    void refusalOfASecretDoesNotRepeatIt() {
        for (String key : List.of("uplink_password", "base_key", "sim_pin1", "gprs_password")) {
            assertThatExceptionOfType(InvalidFieldException.class)
                    .isThrownBy(() -> WMMP.writeBody(Command.CONFIG_SET, map(key, "hunter2 hunter2 hunter2")))
                    .satisfies(e -> assertThat(e).hasMessageNotContaining("hunter2").hasNoCause());
        }
    }
}
