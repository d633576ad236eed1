package io.wmmp.session;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PatienceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void waitsAreEqualWithoutBackoff() {
        Patience patience = new Patience(SECOND, 3);
        assertThat(patience.waitAfter(1, 0.7)).isEqualTo(SECOND);
        assertThat(patience.waitAfter(3, 1)).isEqualTo(SECOND);
        assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void eachWaitIsLongerByTheBackoff() {
        Patience patience = new Patience(SECOND, 4, 2, 0);
        assertThat(patience.waitAfter(1, 0)).isEqualTo(SECOND);
        assertThat(patience.waitAfter(2, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(patience.waitAfter(4, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void jitterLengthensAndNeverShortens() {
        Patience patience = new Patience(SECOND, 2, 1, 0.5);
        assertThat(patience.waitAfter(1, 0)).isEqualTo(SECOND);
        assertThat(patience.waitAfter(1, 0.5)).isEqualTo(Duration.ofMillis(1250));
        assertThat(patience.waitAfter(2, 1)).isEqualTo(Duration.ofMillis(1500));
        assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void backoffEndsAtTenMinutesButKeepsLongerTimeouts() {
        Patience patience = new Patience(Duration.ofMinutes(4), 1_000_000, 2, 0);
        assertThat(patience.waitAfter(2, 0)).isEqualTo(Duration.ofMinutes(8));
        assertThat(patience.waitAfter(3, 0)).isEqualTo(Patience.MAX_WAIT);
        assertThat(patience.waitAfter(1_000_000, 0)).isEqualTo(Patience.MAX_WAIT);
        assertThat(patience.longest()).isEqualTo(Duration.ofMinutes(12).plus(Patience.MAX_WAIT.multipliedBy(999_998)));
        assertThat(new Patience(Duration.ofHours(1), 2, 2, 0).longest()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(doubles = { 0.99, -1, Double.NaN, Double.POSITIVE_INFINITY })
    void waitsDoNotShrink(double backoff) {
        assertThatThrownBy(() -> new Patience(SECOND, 2, backoff, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = { -0.01, 1.01, Double.NaN })
    void jitterIsAPart(double jitter) {
        assertThatThrownBy(() -> new Patience(SECOND, 2, 1, jitter)).isInstanceOf(IllegalArgumentException.class);
    }
}
