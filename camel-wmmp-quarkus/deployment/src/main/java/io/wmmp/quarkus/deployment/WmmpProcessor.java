package io.wmmp.quarkus.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/**
 * Names the feature. Component, transformers and converters need no build step: camel-wmmp brings service files and a Jandex
 * index, and Camel Quarkus finds them there. Nor do the beans that the component looks for by their type, such as a
 * TerminalRegistry: Camel Quarkus keeps those, since the catalog entry of the component says that they are autowired.
 */
class WmmpProcessor {

    private static final String FEATURE = "camel-wmmp";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem(FEATURE);
    }
}
