package io.wmmp.protocol;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A mistake in a dialect file stops the start with a message that names the dialect and the key or line. */
class WrongDialectTest {

    private static final String DIALECT = "META-INF/wmmp/dialects/mine.properties";
    private static final String TAGS = "mine.csv";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            versions             | 03xx
            versions             | 03FF-0300
            versions             | 0300-0301-0302
            versions             | 0300-103FF
            versions             | ''
            tlv.uint32.byte-order| middle-endian
            crc16                | ccitt
            crc16                | ''
            crc16.byte-order     | BIG
            crc16.policy         | sometimes
            digest.required      | LOGIN, NONSENSE
            digest.over-header   | login
            secret-tags          | 0004, zz
            secret-tags          | 0x0004
            secret-tags          | 10004
            success.LOGIN_ACK    | 0, x
            success.LOGIN_ACK    | 256
            success.LOGIN        | 0
            success.NONSENSE_ACK | 0
            success.LOGIN_ACK    | ''
            failure.LOGIN_ACK    | x
            failure.LOGIN        | 1
            failure.LOGIN_ACK    | 8
            answer.foreign-number| NONSENSE
            port.udp             | 65536
            port.udp             | 0
            port.tcp             | ninety
            sms.number           | ''
            sms.number           | +86106571734
            answer.timeout       | 0
            answer.timeout       | 1.5
            answer.sends         | 0
            answer.backoff       | 0.9
            answer.backoff       | fast
            answer.jitter        | 1.1
            answer.jitter        | NaN
            heartbeat.interval   | -1
            retry.interval       | ''
            repeat.time          | 99999999999
            repeat.style         | never
            fragment.size        | 0
            cipher.algorithm     | rot13
            cipher.algorithm     | AES
            cipher.mode          | gcm
            cipher.mode          | ofb
            cipher.padding       | none
            cipher.padding       | ''
            cipher.key-length    | 8
            cipher.key-length    | 32
            encryption.required  | NONSENSE
            encryption.tags      | user_data
            fragment.max-message | 65477
            fragment.commands    | CONFIG
            heart.beat           | 90
            """)
    void wrongValueIsNamedByItsKey(String key, String value) {
        assertWrong(Map.of(DIALECT, "extends=wmmp-3.0\n" + key + "=" + value), key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = { "versions", "tlv.uint32.byte-order", "crc16", "crc16.byte-order", "crc16.policy", "digest.required",
                    "digest.over-header", "answer.foreign-number", "secret-tags", "port.udp", "port.tcp", "sms.number",
                    "answer.timeout",
                    "answer.sends", "answer.backoff", "answer.jitter", "heartbeat.interval",
                    "retry.interval", "retry.long-pause", "keys.wait", "idle.timeout", "register.tries", "login.retries",
                    "repeat.time",
                    "repeat.style", "fragment.size", "fragment.max-message", "fragment.commands",
                    "cipher.algorithm", "cipher.mode", "cipher.padding", "cipher.key-length", "encryption.required",
                    "encryption.tags" })
    void missingKeyIsNamed(String key) throws Exception {
        String whole;
        try (InputStream shipped = Dialect.class.getResourceAsStream("/META-INF/wmmp/dialects/wmmp-3.0.properties")) {
            whole = new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(load(Map.of(DIALECT, whole)).name()).isEqualTo("mine");
        assertWrong(
                Map.of(DIALECT,
                        whole.replaceAll("(?m)^" + key.replace(".", "\\.") + "=", "#$0").replaceAll("(?m)^  [A-Z].*", "")),
                key + " is missing");
    }

    @Test
    void missingFilesAreNamed() {
        assertWrong(Map.of(), DIALECT);
        assertWrong(Map.of(DIALECT, "extends=nonsense"), "META-INF/wmmp/dialects/nonsense.properties");
        assertWrong(Map.of(DIALECT, "extends=wmmp-3.0\ntags=" + TAGS), TAGS);
    }

    @Test
    void dialectsThatExtendEachOtherAreNamed() {
        assertWrong(Map.of(DIALECT, "extends=other", "META-INF/wmmp/dialects/other.properties", "extends=mine"), "other");
        assertWrong(Map.of(DIALECT, "extends=mine"), "extends itself");
    }

    @Test
    void brokenEscapeIsAWrongDialect() {
        assertWrong(Map.of(DIALECT, "crc16=\\u12"), "encoding");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x8123;meter                    | found 2
            0x8123;meter;uint64;8           | uint64
            0x8123;meter;;8                 | type
            0x18123;meter;uint8;1           | 0x18123
            -1;meter;uint8;1                | -1
            meter;0x8123;uint8;1            | meter
            ;meter;uint8;1                  | ;meter
            0x8123;;uint8;1                 | name
            0x8123;Meter Reading;uint8;1    | Meter Reading
            0x8123;meter#2;uint8;1          | meter#2
            0x8123;0x8124;uint8;1           | 0x8124
            0x8123;m2m_apn;uint8;1          | m2m_apn
            0x8123;meter;ascii;20..10       | 20..10
            0x8123;meter;ascii;99999999999  | 99999999999
            0x8123;meter;ascii;0..70000     | 70000
            """)
    void wrongLineOfTheTagsIsShown(String line, String shown) {
        assertWrong(tags("tag_hex,name,type,length\n" + line.replace(';', ',') + "\n"), shown.replace(';', ','));
    }

    @Test
    void tagsNeedAHeaderLineWithTheirColumns() {
        assertWrong(tags(""), TAGS);
        assertWrong(tags("number,name,type\n0x8123,meter,uint8\n"), "tag_hex");
    }

    @Test
    void oneNumberStandsOnOneLine() {
        assertWrong(tags("tag_hex,name,type,length\n0x8123,meter,uint8,1\n0x8123,reading,uint8,1\n"), "0x8123");
        assertWrong(tags("tag_hex,name,type,length\n0x8123,meter,uint8,1\n0x8124,meter,uint8,1\n"), "meter");
    }

    private static Map<String, String> tags(String csv) {
        return Map.of(DIALECT, "extends=wmmp-3.0\ntags=" + TAGS, TAGS, csv);
    }

    private static void assertWrong(Map<String, String> files, String named) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> load(files))
                .withMessageContaining("ialect mine")
                .withMessageContaining(named);
    }

    private static Dialect load(Map<String, String> files) {
        return Dialect.load("mine", new ClassLoader(WrongDialectTest.class.getClassLoader()) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return files.containsKey(name)
                        ? new ByteArrayInputStream(files.get(name).getBytes(StandardCharsets.UTF_8))
                        : super.getResourceAsStream(name);
            }
        });
    }
}
