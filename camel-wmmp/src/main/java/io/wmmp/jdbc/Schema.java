package io.wmmp.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;

/** The tables of a store, created and brought up to date by the {@link Scripts}. */
final class Schema {

    /** Has a name of its own, since others may use Flyway in the same schema. */
    private static final String HISTORY = "wmmp_schema_history";

    private static final String SCRIPTS_THAT_RAN = "SELECT \"script\" FROM \"" + HISTORY + "\" WHERE \"success\"";

    private Schema() {
    }

    /** Creates the tables, or changes them to what this version goes by. */
    static void migrate(DataSource dataSource, Product product) {
        if (!isUpToDate(dataSource)) {
            runScripts(dataSource, product);
        }
    }

    /**
     * Whether all scripts have run. Flyway would find out as well, but to load it and to let it look takes longer than to open
     * a database with a hundred thousand terminals.
     */
    private static boolean isUpToDate(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            boolean upToDate = hasHistory(connection)
                    && Rows.query(connection, SCRIPTS_THAT_RAN, row -> row.getString(1)).containsAll(Scripts.NAMES);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return upToDate;
        } catch (SQLException e) {
            throw new StoreException("The history of the store's tables cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), HISTORY,
                null)) {
            return tables.next();
        }
    }

    private static void runScripts(DataSource dataSource, Product product) {
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
