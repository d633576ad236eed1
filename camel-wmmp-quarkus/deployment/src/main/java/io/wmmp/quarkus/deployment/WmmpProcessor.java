package io.wmmp.quarkus.deployment;

import java.nio.file.Path;

import org.apache.camel.quarkus.core.deployment.spi.CamelServiceBuildItem;

import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import io.wmmp.camel.transform.WmmpCloudEventDataTypeTransformer;
import io.wmmp.platform.Platform;
import io.wmmp.platform.admission.Admission;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.registry.ApplicationRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.Dialect;
import io.wmmp.quarkus.WmmpBuildTimeConfig;
import io.wmmp.quarkus.WmmpReadiness;

/**
 * What the component needs of an application on Quarkus. Component, transformers, data format and converters need no build
 * step: camel-wmmp brings service files and a Jandex index, and Camel Quarkus finds them there. The meters need none either:
 * the component finds the registry of Micrometer among the beans.
 */
class WmmpProcessor {

    private static final String FEATURE = "camel-wmmp";
    private static final String CAMEL_CLOUD_EVENTS = "org.apache.camel.cloudevents";
    private static final String CAMEL_HEALTH = "camel-quarkus-microprofile-health";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem(FEATURE);
    }

    /** The component looks for these by their type, and endpoints by their name, which Quarkus does not see. */
    @BuildStep
    UnremovableBeanBuildItem beansOfTheApplication() {
        return UnremovableBeanBuildItem.beanTypes(Platform.class, PlatformStore.class, TerminalRegistry.class,
                ApplicationRegistry.class, Admission.class, LoginAdmission.class, Dialect.class);
    }

    /**
     * Camel Quarkus leaves all transformers to CloudEvents out where its extension for them is missing, although they need
     * nothing of it.
     */
    @BuildStep
    void cloudEvents(Capabilities capabilities, BuildProducer<CamelServiceBuildItem> services) {
        if (capabilities.isMissing(CAMEL_CLOUD_EVENTS)) {
            services.produce(new CamelServiceBuildItem(
                    Path.of("META-INF", "services", "org", "apache", "camel", "transformer", "wmmp-application-cloudevents"),
                    WmmpCloudEventDataTypeTransformer.class.getName()));
        }
    }

    @BuildStep
    void health(Capabilities capabilities, CurateOutcomeBuildItem outcome, WmmpBuildTimeConfig config,
            BuildProducer<HealthBuildItem> checks) {
        boolean camelTells = outcome.getApplicationModel().getDependencies().stream()
                .anyMatch(dependency -> dependency.getArtifactId().equals(CAMEL_HEALTH));
        if (capabilities.isPresent(Capability.SMALLRYE_HEALTH) && !camelTells) {
            checks.produce(new HealthBuildItem(WmmpReadiness.class.getName(), config.healthEnabled()));
        }
    }
}
