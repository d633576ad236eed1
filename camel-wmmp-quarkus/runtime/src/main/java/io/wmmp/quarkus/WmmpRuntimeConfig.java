package io.wmmp.quarkus;

import java.util.Optional;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What an application is told when it starts. What the component itself can be told is {@code camel.component.wmmp.*}. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "quarkus.camel.wmmp")
public interface WmmpRuntimeConfig {

    /**
     * The key that enciphers secrets of terminals in the database, 32 bytes in base64, as {@code openssl rand -base64 32} makes
     * it. The same as ever for one database. A secret itself: leave it to the environment or to a vault.
     *
     * @return the key; it is missed where there is a {@code datasource}
     */
    Optional<String> secretKey();

    /**
     * How many connections of the datasource the platform uses at a time, each by a thread of its own. The pool must have so
     * many.
     *
     * @return how many, 1 or more
     */
    @WithDefault("8")
    int connections();
}
