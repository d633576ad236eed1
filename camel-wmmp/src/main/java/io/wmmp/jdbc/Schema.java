package io.wmmp.jdbc;

import java.util.List;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;

/** The tables of a store, created and brought up to date by the {@link Scripts}. */
final class Schema {

    /** Has a name of its own, since others may use Flyway in the same schema. */
    private static final String HISTORY = "wmmp_schema_history";

    private Schema() {
    }

    /** Creates the tables, or changes them to what this version goes by. */
    static void migrate(DataSource dataSource, Product product) {
        try {
            Flyway.configure(Schema.class.getClassLoader()).dataSource(dataSource).table(HISTORY).locations(new Location[0])
                    .resourceProvider(new Scripts()).javaMigrationClassProvider(List::of)
                    .placeholders(product.placeholders())
                    // tables of others may be there, and are none of ours
                    .baselineOnMigrate(true).baselineVersion("0")
                    .load().migrate();
        } catch (FlywayException e) {
            throw new StoreException("The tables of the store cannot be created or brought up to date: " + e.getMessage(), e);
        }
    }
}
