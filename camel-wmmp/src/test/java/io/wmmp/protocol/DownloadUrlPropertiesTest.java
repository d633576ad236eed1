package io.wmmp.protocol;

import java.util.OptionalInt;
import java.util.OptionalLong;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

import static org.assertj.core.api.Assertions.assertThat;

class DownloadUrlPropertiesTest {

    @Property
    void whatIsWrittenIsRead(@ForAll @AlphaChars @StringLength(min = 1, max = 64) String name,
            @ForAll @IntRange(max = 0xFFFF) int port, @ForAll @LongRange(max = 0xFFFFFFFFL) long transaction,
            @ForAll @LongRange(min = 1, max = 0xFFFFFFFEL) long size, @ForAll @IntRange(max = 0xFFFF) int crc16,
            @ForAll @LongRange(max = 0xFFFFFFFFL) long crc32) {
        DownloadUrl url = new DownloadUrl("platform.example", port, "/" + name, transaction, size, OptionalInt.of(crc16),
                OptionalLong.of(crc32), "1.0");

        assertThat(DownloadUrl.parse(url.toString())).isEqualTo(url);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        String url = "WMMP://h/f?" + text;
        try {
            assertThat(DownloadUrl.parse(url).size()).isPositive();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("URL");
        }
    }
}
