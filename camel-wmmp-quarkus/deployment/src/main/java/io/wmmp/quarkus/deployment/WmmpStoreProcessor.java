package io.wmmp.quarkus.deployment;

import java.util.List;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Default;
import jakarta.inject.Singleton;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;

import io.quarkus.arc.BeanDestroyer;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.wmmp.jdbc.JdbcPlatformStore;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.quarkus.WmmpBuildTimeConfig;
import io.wmmp.quarkus.WmmpRecorder;

/** The store of the platform in a database, as a bean: the component finds it as it finds one of the application. */
class WmmpStoreProcessor {

    private static final String DEFAULT = "<default>";
    /** The qualifier of a datasource with a name. */
    private static final DotName DATA_SOURCE = DotName.createSimple("io.quarkus.agroal.DataSource");

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void store(WmmpBuildTimeConfig config, Capabilities capabilities, WmmpRecorder recorder,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        if (config.datasource().isEmpty()) {
            return;
        }
        for (String needed : List.of(Capability.AGROAL, Capability.FLYWAY)) {
            if (capabilities.isMissing(needed)) {
                throw new ConfigurationException("quarkus.camel.wmmp.datasource needs the extensions quarkus-flyway and"
                        + " quarkus-jdbc-h2 or quarkus-jdbc-postgresql; " + needed + " is missing");
            }
        }
        String name = config.datasource().get();
        boolean isDefault = name.equals(DEFAULT);
        AnnotationInstance qualifier = isDefault ? AnnotationInstance.builder(Default.class).build()
                : AnnotationInstance.builder(DATA_SOURCE).value(name).build();
        beans.produce(SyntheticBeanBuildItem.configure(JdbcPlatformStore.class)
                .types(PlatformStore.class, JdbcPlatformStore.class)
                .scope(Singleton.class).unremovable().setRuntimeInit()
                .addInjectionPoint(ClassType.create(DataSource.class), qualifier)
                .createWith(recorder.store(isDefault ? null : name)).destroyer(BeanDestroyer.AutoCloseableDestroyer.class)
                .done());
    }
}
