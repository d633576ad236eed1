package io.wmmp.protocol;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.wmmp.protocol.Command.CONFIG_SET_ACK;
import static io.wmmp.protocol.Command.CONFIG_TRAP;
import static io.wmmp.protocol.Command.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DialectTest {

    @Test
    void defaultFollowsTheModuleStack() {
        Dialect dialect = Dialect.load(Dialect.DEFAULT);

        assertThat(dialect).hasToString("wmmp-3.0");
        assertThat(dialect.name()).isEqualTo("wmmp-3.0");
        assertThat(dialect.tags().tags()).hasSize(220);
        assertThat(dialect.littleEndianUint32()).isFalse();
        assertThat(dialect.crc16Checked()).isFalse();
        assertThat(dialect.udpPort()).isEqualTo(9981);
        assertThat(dialect.tcpPort()).isEqualTo(9991);
        assertThat(dialect.answerTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(dialect.sends()).isEqualTo(3);
        assertThat(dialect.heartbeatInterval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(dialect.retryInterval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(dialect.repeatTime()).isGreaterThan(dialect.answerTimeout());
        assertThat(dialect.repeatsWithNewNumber()).isFalse();
        assertThat(dialect.fragmentSize()).isEqualTo(900);
        assertThat(dialect.cipher()).isEqualTo(
                new CipherSuite(CipherSuite.Algorithm.TRIPLE_DES, CipherSuite.Mode.ECB, CipherSuite.Padding.ZERO, 16));
        assertThat(Arrays.stream(Command.values())).noneMatch(dialect::requiresEncryption);
        assertThat(dialect.encryptedTags()).contains(0x4007, 0xE036);
        assertThat(dialect.fragmentMaxMessage()).isEqualTo(10_240);
        assertThat(EnumSet.allOf(Command.class).stream().filter(dialect::allowsFragments)).containsExactlyInAnyOrder(
                Command.CONFIG_GET, Command.CONFIG_GET_ACK, Command.CONFIG_SET, CONFIG_SET_ACK, Command.CONFIG_REQ,
                Command.CONFIG_REQ_ACK, CONFIG_TRAP, Command.CONFIG_TRAP_ACK);
    }

    @Test
    void onlyRegistrationAndHeartbeatsMayGoUnsigned() {
        Dialect dialect = Dialect.load("wmmp-3.0");
        assertThat(Arrays.stream(Command.values()).filter(command -> !dialect.requiresDigest(command)))
                .containsExactlyInAnyOrder(Command.REGISTER, Command.REGISTER_ACK, Command.HEART_BEAT, Command.HEART_BEAT_ACK);
        assertThat(Arrays.stream(Command.values())).noneMatch(dialect::digestOverHeader);
    }

    @Test
    void successIsZeroUnlessTheReferenceHasMore() {
        Dialect dialect = Dialect.load("wmmp-3.0");
        for (Command command : Command.values()) {
            Set<Integer> codes = IntStream.range(0, 256).filter(code -> dialect.isSuccess(command, code)).boxed()
                    .collect(Collectors.toSet());
            assertThat(codes).as(command.name()).isEqualTo(switch (command) {
                case LOGIN_ACK -> Set.of(0, 1, 8);
                case REGISTER_ACK -> Set.of(0, 1, 6, 9);
                case TRANSPARENT_DATA_ACK -> Set.of(0, 5);
                case DOWNLOAD_INFO_ACK -> Set.of(0, 1);
                default -> Set.of(0);
            });
        }
    }

    @Test
    void codesAreSentAsTheReferenceSays() {
        Dialect dialect = Dialect.load("wmmp-3.0");
        for (Command command : Command.values()) {
            assertThat(dialect.successCode(command)).as(command.name()).isEqualTo(command == Command.DOWNLOAD_INFO_ACK ? 1 : 0);
            assertThat(dialect.isSuccess(command, dialect.successCode(command))).as(command.name()).isTrue();
            assertThat(dialect.isSuccess(command, dialect.failureCode(command))).as(command.name()).isFalse();
        }
        assertThat(dialect.failureCode(Command.REGISTER_ACK)).isEqualTo(3);
        assertThat(dialect.failureCode(Command.LOGIN_ACK)).isEqualTo(2);
        assertThat(dialect.failureCode(CONFIG_SET_ACK)).isEqualTo(1);
    }

    @Test
    void someAnswersComeUnderNumbersOfTheirOwn() {
        assertThat(Arrays.stream(Command.values()).filter(Dialect.load("wmmp-3.0")::allowsForeignNumber))
                .containsExactly(Command.LOGOUT_ACK, Command.DOWNLOAD_INFO_ACK);
    }

    @ParameterizedTest
    @ValueSource(strings = { "wmmp-3.0", "j2me", "health-tester" })
    void shippedDialectsAcceptVersionsOfTheThirdEdition(String name) {
        Dialect dialect = Dialect.load(name);
        assertThat(IntStream.rangeClosed(0, 0xFFFF).filter(dialect::acceptsVersion)).hasSize(0x100).first().isEqualTo(0x0300);
        assertThat(dialect.acceptsVersion(0x03FF)).isTrue();
    }

    @Test
    void j2meSpeaksAsTheJavaClient() {
        Dialect dialect = Dialect.load("j2me");
        assertThat(dialect.tags().tags()).hasSize(220);
        assertThat(dialect.littleEndianUint32()).isTrue();
        assertThat(dialect.requiresDigest(LOGIN)).isTrue();
        assertThat(dialect.requiresDigest(CONFIG_TRAP)).isFalse();
        assertThat(dialect.digestOverHeader(CONFIG_TRAP)).isTrue();
        assertThat(dialect.isSuccess(Command.DOWNLOAD_INFO_ACK, 1)).isTrue();
        assertThat(dialect.isSuccess(Command.DOWNLOAD_INFO_ACK, 0)).isFalse();
        assertThat(dialect.repeatsWithNewNumber()).isFalse();
        assertThat(dialect.udpPort()).isEqualTo(9992);
        assertThat(dialect.tcpPort()).isEqualTo(9991);
    }

    @Test
    void healthTesterHasItsOwnTag() {
        Dialect dialect = Dialect.load("health-tester");
        assertThat(dialect.tags().tags()).hasSize(220);
        assertThat(dialect.tags().byNumber(0x0002).name()).isEqualTo("signal_intensity");
        assertThat(dialect.tags().byName("m2m_apn")).isNull();
        assertThat(dialect.tags().byName("heartbeat_interval")).isEqualTo(Dialect.load("wmmp-3.0").tags().byNumber(0x0011));
    }

    @Test
    void userAddsADialectWithFilesOnTheClassPath() {
        Dialect dialect = Samples.ACME_METER.dialect();

        assertThat(dialect).hasToString("acme-meter");
        assertThat(dialect.tags().tags()).hasSize(226);
        assertThat(dialect.tags().byName("meter_reading").type()).isEqualTo(TagType.UINT32);
        assertThat(dialect.tags().byName("tariff").number()).isEqualTo(0x0029);
        assertThat(dialect.acceptsVersion(0x0300)).isTrue();
        assertThat(dialect.acceptsVersion(0x0301)).isFalse();
        assertThat(dialect.crc16(new byte[] { 'a' })).isEqualTo(0xA87E);
        assertThat(dialect.crc16Checked()).isTrue();
        assertThat(dialect.requiresDigest(CONFIG_TRAP)).isTrue();
        assertThat(dialect.digestOverHeader(CONFIG_TRAP)).isFalse();
        assertThat(dialect.isSuccess(CONFIG_SET_ACK, 0)).isTrue();
        assertThat(dialect.successCode(CONFIG_SET_ACK)).isEqualTo(7);
        assertThat(dialect.failureCode(CONFIG_SET_ACK)).isEqualTo(9);
        assertThat(dialect.allowsForeignNumber(CONFIG_SET_ACK)).isTrue();
        assertThat(dialect.isSecret(0x8123)).isTrue();
        assertThat(dialect.fragmentSize()).isEqualTo(512);
        assertThat(dialect.cipher()).isEqualTo(
                new CipherSuite(CipherSuite.Algorithm.AES, CipherSuite.Mode.GCM, CipherSuite.Padding.NONE, 32));
        assertThat(Arrays.stream(Command.values()).filter(dialect::requiresEncryption)).containsExactly(Command.CONFIG_SET);
        assertThat(dialect.encryptedTags()).containsExactly(0x8124);
        assertThat(new WmmpCodec(dialect).writeTlv("meter_reading", 1)).isEqualTo(Tlv.of(0x8124, new byte[] { 1, 0, 0, 0 }));
    }

    @Test
    void userTakesOverWhatTheDialectExtends() {
        Dialect dialect = Samples.ACME_METER.dialect();
        assertThat(dialect.tcpPort()).isEqualTo(Dialect.load("j2me").tcpPort());
        assertThat(dialect.successCode(Command.DOWNLOAD_INFO_ACK)).isEqualTo(1);
        assertThat(dialect.sends()).isEqualTo(Dialect.load("wmmp-3.0").sends());
        assertThat(dialect.tags().byName("m2m_apn")).isEqualTo(Dialect.load("wmmp-3.0").tags().byName("m2m_apn"));
    }

    @Test
    void codecTellsItsDialect() {
        Dialect dialect = Dialect.load("j2me");
        assertThat(new WmmpCodec(dialect).dialect()).isSameAs(dialect);
    }

    @Test
    void dialectDoesNotDependOnTheLocale() {
        Locale locale = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            assertThat(Dialect.load("j2me").crc16(new byte[] { 'a' })).isEqualTo(0xDE40);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void unknownDialectIsNamed() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Dialect.load("nonsense"))
                .withMessageContaining("ialect nonsense").withMessageContaining("META-INF/wmmp/dialects/nonsense.properties");
    }
}
