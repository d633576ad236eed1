package io.wmmp.protocol;

import java.util.OptionalInt;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DownloadUrlTest {

    @Test
    void readsTheSampleOfTheReferenceWithAVersion() {
        DownloadUrl url = DownloadUrl
                .parse("WMMP://61.135.68.199:80/wmmp_1.dat?TRANS_ID=00000295&FILE_SIZE=10908&CRC16=d4da&VER_DSC=WMMP1.2");

        assertThat(url).isEqualTo(new DownloadUrl("61.135.68.199", 80, "/wmmp_1.dat", 0x295, 10908, OptionalInt.of(0xD4DA),
                OptionalLong.empty(), "WMMP1.2"));
        assertThat(url.fileName()).isEqualTo("wmmp_1.dat");
        assertThat(url).hasToString(
                "WMMP://61.135.68.199:80/wmmp_1.dat?TRANS_ID=00000295&FILE_SIZE=10908&CRC16=d4da&VER_DSC=WMMP1.2");
    }

    @Test
    void readsHexadecimalSizesAndHostsWithoutPort() {
        DownloadUrl url = DownloadUrl.parse("wmmp://[::1]?TRANS_ID=FFFFFFFF&FILE_SIZE=0x2A9C&CRC32=cbf43926&VER_DSC=1.0");

        assertThat(url.size()).isEqualTo(10908);
        assertThat(url.transactionId()).isEqualTo(0xFFFFFFFFL);
        assertThat(url.crc32()).hasValue(0xCBF43926L);
        assertThat(url.crc16()).isEmpty();
        assertThat(url.host()).isEqualTo("[::1]");
        assertThat(url.fileName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "http://h/f.jar", "WMMP://h:80/f", "WMMP://h/f?FILE_SIZE=1&VER_DSC=1",
            "WMMP://h/f?TRANS_ID=1&VER_DSC=1", "WMMP://h/f?TRANS_ID=1&FILE_SIZE=1",
            "WMMP://h/f?TRANS_ID=1&FILE_SIZE=1&VER_DSC=",
            "WMMP://h/f?TRANS_ID=x&FILE_SIZE=1&VER_DSC=1", "WMMP://h/f?TRANS_ID=100000000&FILE_SIZE=1&VER_DSC=1",
            "WMMP://h/f?TRANS_ID=1&FILE_SIZE=0&VER_DSC=1", "WMMP://h/f?TRANS_ID=1&FILE_SIZE=4294967295&VER_DSC=1",
            "WMMP://h/f?TRANS_ID=-1&FILE_SIZE=1&VER_DSC=1", "WMMP://h:65536/f?TRANS_ID=1&FILE_SIZE=1&VER_DSC=1",
            "WMMP://h/f?TRANS_ID=1&FILE_SIZE=1&CRC16=10000&VER_DSC=1", "WMMP://h/f?TRANS_ID=1&FILE_SIZE=1&CRC32=x&VER_DSC=1" })
    void refusesOthers(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> DownloadUrl.parse(url));
    }

    @Test
    void tellsWmmpFromHttp() {
        assertThat(DownloadUrl.isWmmp("wmmp://x")).isTrue();
        assertThat(DownloadUrl.isWmmp("http://x")).isFalse();
    }
}
