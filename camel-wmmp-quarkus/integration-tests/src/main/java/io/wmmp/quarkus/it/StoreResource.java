package io.wmmp.quarkus.it;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.wmmp.jdbc.JdbcOptions;
import io.wmmp.jdbc.JdbcPlatformStore;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecretsAtRest;

/** Stores of a platform in databases: opened, closed and opened again. */
@Path("/stores")
@Produces(MediaType.APPLICATION_JSON)
public class StoreResource {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AgroalDataSource h2;
    private final InjectableInstance<AgroalDataSource> postgresql;
    private final SecretsAtRest secrets;

    StoreResource(AgroalDataSource h2, @DataSource("postgresql") InjectableInstance<AgroalDataSource> postgresql,
            @ConfigProperty(name = "quarkus.camel.wmmp.secret-key") String key) {
        this.h2 = h2;
        this.postgresql = postgresql;
        this.secrets = SecretsAtRest.withKey(key);
    }

    /** Saves a terminal, opens the store anew and tells what is there. */
    @POST
    @Path("/{database}/{terminal}")
    public Map<String, Object> save(@PathParam("database") String database, @PathParam("terminal") String terminal)
            throws InterruptedException, ExecutionException, TimeoutException {
        AgroalDataSource dataSource = database.equals("h2") ? h2 : postgresql.getActive();
        TerminalId id = TerminalId.of(terminal);
        try (JdbcPlatformStore store = open(dataSource)) {
            store.registry().save(new TerminalRecord(id, new Credentials("352099001761481", "460001234567890", "UPLINKPW",
                    "DOWNLNKP", null), null, null, null)).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        try (JdbcPlatformStore store = open(dataSource)) {
            TerminalRecord found = store.registry().find(id).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return Map.of("found", found != null, "password",
                    found != null && "UPLINKPW".equals(found.credentials().uplinkPassword()));
        }
    }

    private JdbcPlatformStore open(AgroalDataSource dataSource) {
        return JdbcPlatformStore.open(dataSource, secrets, new JdbcOptions(2, 100));
    }
}
