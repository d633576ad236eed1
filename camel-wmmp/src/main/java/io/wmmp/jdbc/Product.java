package io.wmmp.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The databases that are supported, and where they differ. */
enum Product {

    H2("H2", "") {

        /** A commit of H2 reaches the file half a second later, unless one waits for it. */
        @Override
        void makeDurable(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }

        @Override
        String upsert(String table, String key, List<String> others) {
            return "MERGE INTO " + table + " (" + key + ", " + String.join(", ", others) + ") KEY (" + key + ") VALUES (?"
                    + ", ?".repeat(others.size()) + ")";
        }
    },

    POSTGRESQL("PostgreSQL", "COLLATE \"C\"") {

        /** A commit has been written to the log and synchronised, unless the database was told not to. */
        @Override
        void makeDurable(Connection connection) {
            // it is
        }

        @Override
        String upsert(String table, String key, List<String> others) {
            String sets = others.stream().map(column -> column + " = EXCLUDED." + column).collect(Collectors.joining(", "));
            return "INSERT INTO " + table + " (" + key + ", " + String.join(", ", others) + ") VALUES (?"
                    + ", ?".repeat(others.size()) + ") ON CONFLICT (" + key + ") DO UPDATE SET " + sets;
        }
    };

    private final String itsName;
    private final String collation;

    Product(String itsName, String collation) {
        this.itsName = itsName;
        this.collation = collation;
    }

    static Product of(Connection connection) throws SQLException {
        String name = connection.getMetaData().getDatabaseProductName();
        return Arrays.stream(values()).filter(product -> product.itsName.equals(name)).findFirst()
                .orElseThrow(() -> new StoreException("The store of a platform can be H2 or PostgreSQL, not " + name, null));
    }

    /** What the scripts of the schema leave open. */
    Map<String, String> placeholders() {
        return Map.of("collation", collation);
    }

    /** Waits until what was committed outlives process and machine. */
    abstract void makeDurable(Connection connection) throws SQLException;

    /** A statement that inserts a row or replaces the one with this key; its parameters are the key, then the others. */
    abstract String upsert(String table, String key, List<String> others);
}
