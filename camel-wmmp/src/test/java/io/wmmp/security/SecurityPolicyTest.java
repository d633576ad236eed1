package io.wmmp.security;

import java.util.Arrays;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

import static io.wmmp.security.CipherSamples.CODEC;
import static io.wmmp.security.CipherSamples.KEY;
import static io.wmmp.security.CipherSamples.data;
import static io.wmmp.security.CipherSamples.message;
import static io.wmmp.security.CipherSamples.received;
import static io.wmmp.security.SecurityCategory.COMMON;
import static io.wmmp.security.SecurityCategory.ENCRYPTED;
import static io.wmmp.security.SecurityCategory.FULLY_ENCRYPTED;
import static io.wmmp.security.SecurityCategory.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

class SecurityPolicyTest {

    private static final SecurityPolicy SHIPPED = SecurityPolicy.of(CODEC.dialect());
    private static final BodyCipher CIPHER = new BodyCipher(CODEC.dialect().cipher());
    private static final WmmpMessage WHOLE = CIPHER.encipher(data(), KEY);
    private static final WmmpMessage SINGLE = CIPHER.encipher(data(), KEY, Set.of(0x4007));

    @Test
    void dialectSaysTheLeast() {
        assertThat(Arrays.stream(Command.values())).allSatisfy(command -> assertThat(SHIPPED.required(command))
                .isEqualTo(CODEC.dialect().requiresDigest(command) ? VERIFIED : COMMON));
        assertThat(SHIPPED.needsSessionKey()).isFalse();
        assertThat(SHIPPED.encryptedTags()).contains(0x4007, 0xE025);
    }

    @ParameterizedTest
    @EnumSource(SecurityCategory.class)
    void stricterPolicyLeavesWhatOpensASessionAndWhatMayGoUnsigned(SecurityCategory category) {
        SecurityPolicy policy = SHIPPED.atLeast(category);

        assertThat(policy.required(Command.HEART_BEAT)).isEqualTo(COMMON);
        assertThat(policy.required(Command.REGISTER)).isEqualTo(COMMON);
        assertThat(policy.required(Command.LOGIN)).isEqualTo(VERIFIED);
        assertThat(policy.required(Command.LOGIN_ACK)).isEqualTo(VERIFIED);
        assertThat(policy.required(Command.TRANSPARENT_DATA)).isEqualTo(category == COMMON ? VERIFIED : category);
        assertThat(policy.needsSessionKey()).isEqualTo(category.compareTo(ENCRYPTED) >= 0);
    }

    @Test
    void policyIsNeverMadeWeaker() {
        SecurityPolicy strict = SHIPPED.atLeast(FULLY_ENCRYPTED);
        assertThat(strict.atLeast(COMMON)).isEqualTo(strict).hasSameHashCodeAs(strict).isNotEqualTo(SHIPPED);
        assertThat(strict.atLeast(ENCRYPTED)).isEqualTo(strict);
        assertThat(SHIPPED.atLeast(COMMON)).isEqualTo(SHIPPED);
    }

    @Test
    void policyShowsWhatItWants() {
        assertThat(SHIPPED.atLeast(ENCRYPTED)).asString().contains("LOGIN=VERIFIED", "TRANSPARENT_DATA=ENCRYPTED");
    }

    @Test
    void onlyWhatIsGoodEnoughIsPermitted() {
        assertThat(SHIPPED.permits(data(), true)).isTrue();
        assertThat(SHIPPED.permits(data(), false)).isFalse();
        assertThat(SHIPPED.permits(WHOLE, false)).isFalse();
        assertThat(SHIPPED.permits(message(Command.HEART_BEAT, ""), false)).isTrue();

        SecurityPolicy single = SHIPPED.atLeast(ENCRYPTED);
        assertThat(single.permits(data(), true)).isFalse();
        assertThat(single.permits(SINGLE, true)).isTrue();
        assertThat(single.permits(SINGLE, false)).isFalse();
        assertThat(single.permits(WHOLE, true)).isTrue();
        assertThat(single.permits(message(Command.LOGOUT, "00"), true)).isTrue();
        assertThat(single.permits(message(Command.CONFIG_GET, "00040000"), true)).isTrue();

        SecurityPolicy whole = SHIPPED.atLeast(FULLY_ENCRYPTED);
        assertThat(whole.permits(WHOLE, true)).isTrue();
        assertThat(whole.permits(WHOLE, false)).isFalse();
        assertThat(whole.permits(SINGLE, true)).isFalse();
        assertThat(whole.permits(message(Command.LOGOUT, "00"), true)).isFalse();
    }

    @Test
    void dialectThatSignsLittleStaysAsItIs() {
        SecurityPolicy policy = SecurityPolicy.of(Dialect.load("j2me")).atLeast(FULLY_ENCRYPTED);
        assertThat(policy.required(Command.TRANSPARENT_DATA)).isEqualTo(COMMON);
        assertThat(policy.needsSessionKey()).isFalse();
    }

    @Test
    void categoryTellsWhatAMessageCarries() {
        assertThat(SecurityCategory.of(WHOLE)).isEqualTo(COMMON);
        assertThat(SecurityCategory.of(received(WHOLE))).isEqualTo(FULLY_ENCRYPTED);
        assertThat(SecurityCategory.of(received(SINGLE))).isEqualTo(ENCRYPTED);
        assertThat(SecurityCategory.of(received(data()))).isEqualTo(VERIFIED);
        assertThat(SecurityCategory.of(data())).isEqualTo(COMMON);
    }
}
