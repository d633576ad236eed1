package io.wmmp.protocol;

import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Tries the golden frames; under {@code JAZZER_FUZZ=1 ./mvnw -pl camel-wmmp test -Dtest=WmmpCodecFuzzTest -Djazzer.hooks=true}
 * whatever Jazzer makes of them.
 */
class WmmpCodecFuzzTest {

    static Stream<byte[]> goldenFrames() {
        return GoldenVector.frames().stream().map(GoldenVector::bytes);
    }

    @MethodSource("goldenFrames")
    @FuzzTest(maxDuration = "1m")
    void anyBytesAreAMessageOrMalformed(byte[] bytes) {
        AnyBytesPropertiesTest.assertMessageOrMalformed(Samples.WMMP, bytes);
    }
}
