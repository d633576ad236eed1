package io.wmmp.protocol;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Reads any bytes in every dialect. Known inputs are the golden frames. */
class WmmpCodecFuzzTest {

    private static final List<WmmpCodec> DIALECTS = List.of(Samples.WMMP, Samples.J2ME, Samples.HEALTH_TESTER,
            Samples.ACME_METER);

    static Stream<byte[]> goldenFrames() {
        return GoldenVector.frames().stream().map(GoldenVector::bytes);
    }

    @MethodSource("goldenFrames")
    @FuzzTest(maxDuration = "2m")
    void anyBytesAreAMessageOrMalformed(byte[] bytes) {
        DIALECTS.forEach(dialect -> AnyBytesPropertiesTest.assertMessageOrMalformed(dialect, bytes));
    }
}
