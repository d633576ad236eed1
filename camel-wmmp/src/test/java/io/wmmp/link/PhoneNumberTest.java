package io.wmmp.link;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PhoneNumberTest {

    @ParameterizedTest
    @CsvSource({ "13800000000,13800000000,86,true", "+8613800000000,13800000000,86,true", "8613800000000,13800000000,86,true",
            "+8613800000000,8613800000000,,true", "8613800000000,13800000000,,false", "+4413800000000,13800000000,86,false",
            "13800000000,13800000001,86,false", "86,+86,86,true", "8686,86,86,true" })
    void numbersAreTheSameWithAndWithoutTheCountryCode(String one, String other, String countryCode, boolean same) {
        PhoneNumber first = PhoneNumber.of(one, countryCode);
        PhoneNumber second = PhoneNumber.of(other, countryCode);
        assertThat(first.equals(second)).isEqualTo(same);
        if (same) {
            assertThat(first).hasSameHashCodeAs(second);
        }
    }

    @Test
    void aNumberIsShownAsItWasWritten() {
        assertThat(PhoneNumber.of("+8613800000000", "86")).hasToString("+8613800000000");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = { "BANK", "138 0000", "+", "++86138", "123456789012345678901", "\u0661\u0662" })
    void anythingElseIsNoNumber(String text) {
        assertThatThrownBy(() -> PhoneNumber.of(text, "86")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no telephone number");
    }
}
