package io.wmmp.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DropsTest {

    @Test
    void everyDropIsCountedAndFewAreWarnedOf() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        Drops drops = new Drops(now::get);
        try (LogCapture log = LogCapture.of("io.wmmp")) {
            for (int i = 0; i < 1000; i++) {
                drops.drop(DropReason.MALFORMED, "udp://192.0.2.1:1", "bytes");
            }
            drops.drop(DropReason.OVERLOAD, "udp://192.0.2.1:2", "too much");
            assertThat(log.messages()).containsExactly(
                    "Dropped 1 message(s), MALFORMED; the last from udp://192.0.2.1:1: bytes",
                    "Dropped 1 message(s), OVERLOAD; the last from udp://192.0.2.1:2: too much");
            now.addAndGet(Duration.ofSeconds(10).toNanos());
            drops.drop(DropReason.MALFORMED, "udp://192.0.2.1:3", "bytes");
            assertThat(log.messages()).contains("Dropped 1000 message(s), MALFORMED; the last from udp://192.0.2.1:3: bytes");
        }
        assertThat(drops.count(DropReason.MALFORMED)).isEqualTo(1001);
        assertThat(drops.count(DropReason.OVERLOAD)).isEqualTo(1);
        assertThat(drops.count(DropReason.BUSY)).isZero();
    }
}
