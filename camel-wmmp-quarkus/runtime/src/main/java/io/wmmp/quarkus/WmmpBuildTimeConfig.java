package io.wmmp.quarkus;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is decided when an application is built. What the component itself can be told is {@code camel.component.wmmp.*}. */
@ConfigRoot(phase = ConfigPhase.BUILD_AND_RUN_TIME_FIXED)
@ConfigMapping(prefix = "quarkus.camel.wmmp")
public interface WmmpBuildTimeConfig {

    /**
     * The datasource in whose database the platform keeps terminals, sessions and commands: a name, or {@code <default>}. It
     * takes {@code quarkus-flyway} and the JDBC extension of H2 or PostgreSQL. Without it the platform keeps them where a bean
     * of the type {@code io.wmmp.platform.store.PlatformStore} says, or in memory.
     *
     * @return the name
     */
    Optional<String> datasource();

    /**
     * Whether the health of platforms and terminals is part of the readiness of the application, where there is
     * {@code quarkus-smallrye-health}. With {@code camel-quarkus-microprofile-health} it is part of what that tells instead.
     *
     * @return whether it is
     */
    @WithDefault("true")
    boolean healthEnabled();

    /**
     * What is started beside the application in dev mode.
     *
     * @return the settings of that
     */
    DevServices devservices();

    /** Simulated terminals. */
    interface DevServices {

        /**
         * How many simulated terminals are started in dev mode for each listener of the platform over UDP or TCP, where the
         * registry knows no terminal. They register, log in and send data, so that a new project sees traffic at once.
         *
         * @return how many; 0 for none
         */
        @WithDefault("0")
        int terminals();

        /**
         * The pause between two messages of one simulated terminal.
         *
         * @return the pause
         */
        @WithDefault("5s")
        Duration interval();
    }
}
