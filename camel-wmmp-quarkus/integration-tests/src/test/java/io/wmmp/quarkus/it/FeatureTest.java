package io.wmmp.quarkus.it;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** The extension says that it is there. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class FeatureTest {

    @Test
    void theFeatureIsInstalled() {
        assertThat(Path.of("target", "wmmp-test.log")).content()
                .containsOnlyOnce("Installed features: [").containsPattern("Installed features: \\[.*\\bcamel-wmmp\\b.*]");
    }
}
