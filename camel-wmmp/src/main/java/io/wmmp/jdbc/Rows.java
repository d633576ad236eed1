package io.wmmp.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import io.wmmp.protocol.TerminalId;

/** What statements of several stores have in common. */
final class Rows {

    /** The SQL state of a key that is taken. */
    private static final String UNIQUE_VIOLATION = "23505";

    private Rows() {
    }

    /** Whether a row was refused since another one has its key. */
    static boolean isTaken(SQLException failure) {
        return UNIQUE_VIOLATION.equals(failure.getSQLState());
    }

    /** Whether text can be in a column at all: no database takes NUL, and strangers may send it. */
    static boolean isStorable(String text) {
        return text.indexOf('\0') < 0;
    }

    /** The order in which every transaction locks rows: two that go different ways would wait for each other. */
    static <T> Comparator<T> by(Function<T, TerminalId> id) {
        return Comparator.comparing(each -> id.apply(each).toString());
    }

    /** Reads all rows of a query. */
    static <T> List<T> query(Connection connection, String sql, Row<T> row, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(row.read(result));
                }
                return rows;
            }
        }
    }

    /** Changes rows; gives how many. */
    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /** Runs a statement once for each list of parameters, in as few steps as the driver can. */
    static void batch(Connection connection, String sql, Collection<Object[]> parameters) throws SQLException {
        if (parameters.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] each : parameters) {
                set(statement, each);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i] instanceof TerminalId id ? id.toString() : parameters[i]);
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {

        T read(ResultSet row) throws SQLException;
    }
}
