package io.wmmp.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;

class WmmpCodecFuzzTest {

    @FuzzTest(maxDuration = "5m")
    void anyBytesAreAMessageOrMalformed(byte[] bytes) {
        AnyBytesPropertiesTest.assertMessageOrMalformed(Samples.WMMP, bytes);
    }
}
