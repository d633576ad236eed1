package io.wmmp.protocol;

import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tries the golden frames; with {@code JAZZER_FUZZ=1} in the environment, whatever Jazzer makes of them. */
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
