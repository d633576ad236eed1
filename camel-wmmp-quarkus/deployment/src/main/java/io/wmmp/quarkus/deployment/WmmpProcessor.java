package io.wmmp.quarkus.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/**
 * Names the feature. Component, data format, transformers and converters need no build step: camel-wmmp brings service files and
 * a Jandex index, and Camel Quarkus finds them there.
 */
class WmmpProcessor {
    private static final String FEATURE = "camel-wmmp";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem(FEATURE);
    }
}
