package io.wmmp.jdbc;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables of a store, created and brought up to date by the scripts in {@code META-INF/wmmp/db}. */
final class Schema {

    private static final String SCRIPTS = "classpath:META-INF/wmmp/db";
    /** Has a name of its own, since others may use Flyway in the same schema. */
    private static final String HISTORY = "wmmp_schema_history";

    private Schema() {
    }

    /** Creates the tables, or changes them to what this version goes by. */
    static void migrate(DataSource dataSource, Product product) {
        try {
            Flyway.configure(Schema.class.getClassLoader()).dataSource(dataSource).locations(SCRIPTS).table(HISTORY)
                    .placeholders(product.placeholders())
                    // tables of others may be there, and are none of ours
                    .baselineOnMigrate(true).baselineVersion("0")
                    .load().migrate();
        } catch (FlywayException e) {
            throw new StoreException("The tables of the store cannot be created or brought up to date: " + e.getMessage(), e);
        }
    }
}
