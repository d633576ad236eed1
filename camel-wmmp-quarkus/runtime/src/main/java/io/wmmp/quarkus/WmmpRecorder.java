package io.wmmp.quarkus;

import java.util.function.Function;

import javax.sql.DataSource;

import jakarta.enterprise.inject.Default;

import io.quarkus.agroal.DataSource.DataSourceLiteral;
import io.quarkus.arc.SyntheticCreationalContext;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.wmmp.jdbc.JdbcOptions;
import io.wmmp.jdbc.JdbcPlatformStore;
import io.wmmp.security.SecretsAtRest;

/** Makes at start what needs the configuration of the running application. */
@Recorder
public class WmmpRecorder {

    private final RuntimeValue<WmmpRuntimeConfig> config;

    /**
     * @param config of the running application
     */
    public WmmpRecorder(RuntimeValue<WmmpRuntimeConfig> config) {
        this.config = config;
    }

    /**
     * The store of the platform in the database of a datasource.
     *
     * @param  name the name of the datasource; null for the default one
     * @return      opens it
     */
    public Function<SyntheticCreationalContext<JdbcPlatformStore>, JdbcPlatformStore> store(String name) {
        return context -> {
            WmmpRuntimeConfig settings = config.getValue();
            String key = settings.secretKey().orElseThrow(() -> new ConfigurationException(
                    "quarkus.camel.wmmp.secret-key is missing: the key that enciphers secrets of terminals in the database."
                            + " Make one with: openssl rand -base64 " + SecretsAtRest.KEY_LENGTH));
            DataSource dataSource = name == null ? context.getInjectedReference(DataSource.class, Default.Literal.INSTANCE)
                    : context.getInjectedReference(DataSource.class, new DataSourceLiteral(name));
            return JdbcPlatformStore.open(dataSource, SecretsAtRest.withKey(key),
                    new JdbcOptions(settings.connections(), JdbcOptions.DEFAULTS.maxWaiting()));
        };
    }
}
