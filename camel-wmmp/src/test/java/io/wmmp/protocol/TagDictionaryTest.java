package io.wmmp.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TagDictionaryTest {

    private final TagDictionary tags = Samples.WMMP.dialect().tags();

    @Test
    void everyRowOfTheRegistryIsATag() throws IOException {
        List<String[]> rows = registry();
        assertThat(rows).hasSize(220);
        assertThat(tags.tags()).hasSize(220).extracting(Tag::number).isSorted();
        for (String[] row : rows) {
            Tag tag = tags.byNumber(Integer.decode(row[0]));
            assertThat(tag).isSameAs(tags.byName(row[1]));
            assertThat(List.of(tag.key(), tag.name(), tag.group(), tag.type().registryName(), tag.unit(), tag.access(),
                    tag.defaultValue(), tag.description()))
                    .containsExactly(row[0], row[1], row[2], row[3], row[5], row[6], row[7], row[8]);
        }
    }

    @ParameterizedTest
    @CsvSource({ "ASCII, 80", "BYTES, 36", "EMPTY, 1", "IPV4, 2", "BYTES12_LIST, 2", "BYTES8_LIST, 2", "BYTES_LIST, 2",
            "DEVICE_STATUS_LIST, 1", "UINT16_LIST, 6", "RESERVED, 3", "UINT16, 14", "UINT32, 28", "UINT8, 36", "UNKNOWN, 7" })
    void everyTypeIsThere(TagType type, int count) {
        assertThat(tags.tags().stream().filter(tag -> tag.type() == type)).hasSize(count);
    }

    @Test
    void integersAndAddressesHaveTheLengthOfTheirType() {
        for (Tag tag : tags.tags()) {
            int size = switch (tag.type()) {
                case UINT8 -> 1;
                case UINT16 -> 2;
                case UINT32, IPV4 -> 4;
                default -> -1;
            };
            if (size > 0) {
                assertThat(tag.isFixedLength()).as(tag.name()).isTrue();
                assertThat(tag.maxLength()).as(tag.name()).isEqualTo(size);
            }
        }
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0..20                                      | m2m_apn                     | 0  | 20
            0..20 (storage)                            | m2m_platform_url            | 0  | 65535
            0..20 (shown as 16)                        | update_file_version         | 0  | 20
            0..20 stored                               | external_device_control     | 0  | 65535
            0..60 (0x81F4: 0..500)                     | trace_at_message            | 0  | 500
            0..60 (cfg/trap 0..100)                    | trace_trap_request          | 0  | 100
            16                                         | terminal_serial_number      | 16 | 16
            16 (15 digits + NUL)                       | imei                        | 16 | 16
            2 (exact)                                  | key_sms_wait_timeout        | 2  | 2
            24 (storage 32)                            | base_key                    | 24 | 32
            7 + data                                   | fragment_info               | 0  | 65535
            0                                          | local_config_effective_flag | 0  | 0
            2*n; n<=10 in this stack                   | sync_tag_list               | 0  | 20
            8*n; n<=10                                 | m2m_sms_stat_records        | 0  | 80
            12*n; n<=10                                | m2m_gprs_stat_records       | 0  | 120
            3*n                                        | peripheral_status           | 0  | 65535
            max 120 (10 slots of 12)                   | m2m_ussd_stat_records       | 0  | 65535
            var                                        | encrypted_body              | 0  | 65535
            var (<=20 stored; any in message)          | user_data                   | 0  | 65535
            var (storage 20; longer in DOWNLOAD_INFO)  | update_server_url           | 0  | 65535
            unknown                                    | unknown_0029                | 0  | 65535
            ''                                         | reserved_000f               | 0  | 65535
            """)
    void lengthsAreReadOutOfTheWordsOfTheRegistry(String words, String name, int min, int max) throws IOException {
        assertThat(registry()).anySatisfy(row -> assertThat(List.of(row[1], row[4])).containsExactly(name, words));
        assertThat(tags.byName(name).minLength()).isEqualTo(min);
        assertThat(tags.byName(name).maxLength()).isEqualTo(max);
    }

    @Test
    void whatIsNotThereIsNull() {
        assertThat(tags.byNumber(0x8123)).isNull();
        assertThat(tags.byNumber(-1)).isNull();
        assertThat(tags.byName("nonsense")).isNull();
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> tags.tags().clear());
    }

    @Test
    void codecNamesTagsAndFindsThem() {
        assertThat(Samples.WMMP.nameOf(0x0011)).isEqualTo("heartbeat_interval");
        assertThat(Samples.WMMP.nameOf(0x8123)).isEqualTo("0x8123").isEqualTo(Tag.key(0x8123));
        assertThat(Samples.WMMP.numberOf("heartbeat_interval")).isEqualTo(0x0011);
        assertThat(Samples.WMMP.numberOf("heartbeat_interval#12")).isEqualTo(0x0011);
        assertThat(Samples.WMMP.numberOf("0x8123")).isEqualTo(0x8123);
        assertThat(Samples.WMMP.numberOf("0Xabcd#2")).isEqualTo(0xABCD);
    }

    @Test
    void everyTypeHasItsRegistryName() throws IOException {
        assertThat(registry().stream().map(row -> row[3]).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(TagType.values()).map(TagType::registryName).toList());
    }

    private static List<String[]> registry() throws IOException {
        try (BufferedReader csv = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Dialect.class.getResourceAsStream("/META-INF/wmmp/tags.csv")),
                StandardCharsets.UTF_8))) {
            return csv.lines().skip(1).map(line -> line.split(",", -1)).toList();
        }
    }
}
