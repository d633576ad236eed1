package io.wmmp.security;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;

import static org.assertj.core.api.Assertions.assertThat;

class SecretGeneratorTest {

    private static final CipherSuite LONG = new CipherSuite(Algorithm.AES, Mode.GCM, Padding.NONE, 32);
    private final SecretGenerator generator = new SecretGenerator();

    @Test
    void passwordsArePrintableAndFitIntoCredentials() {
        Set<String> passwords = Stream.generate(generator::password).limit(2000).collect(Collectors.toSet());

        assertThat(passwords).hasSize(2000).allSatisfy(password -> assertThat(password).matches("[!-~]{8}")
                .doesNotContain(",", ";", "\"", "'", "\\", "`"));
        // each place takes each of the 88 characters: of 2000 it misses one with less than one in a million
        IntStream.range(0, 8).forEach(place -> assertThat(passwords.stream().map(password -> password.charAt(place)).distinct())
                .hasSizeGreaterThan(80));
        assertThat(passwords.stream().map(password -> new Credentials("1", "2", password, password, null).uplinkPassword()))
                .containsExactlyInAnyOrderElementsOf(passwords);
    }

    @Test
    void keysAreAsLongAsTheCipherWants() {
        CipherSuite shipped = CipherSamples.CODEC.dialect().cipher();
        assertThat(generator.baseKey(shipped)).matches("[!-~]{24}").isNotEqualTo(generator.baseKey(shipped));
        assertThat(generator.baseKey(LONG)).hasSize(32);
        assertThat(generator.sessionKey(shipped, Expiry.NEVER).bytes()).hasSize(24);
        assertThat(generator.sessionKey(LONG, new Expiry(7)).bytes()).hasSize(32);
        assertThat(generator.sessionKey(LONG, new Expiry(7)).expiry()).isEqualTo(new Expiry(7));
    }

    @Test
    void sessionKeysHoldAllBytesButZero() {
        Set<Byte> seen = Stream.generate(() -> generator.sessionKey(LONG, Expiry.NEVER).bytes()).limit(1000)
                .flatMap(key -> IntStream.range(0, key.length).mapToObj(i -> key[i])).collect(Collectors.toSet());
        assertThat(seen).hasSize(255).doesNotContain((byte) 0);
    }
}
