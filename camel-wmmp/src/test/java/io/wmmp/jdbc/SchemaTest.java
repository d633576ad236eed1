package io.wmmp.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When the tables of a store are made and brought up to date. */
class SchemaTest {

    private static final String LAST = Scripts.NAMES.get(Scripts.NAMES.size() - 1);
    private static final String HISTORY = "\"wmmp_schema_history\"";

    @TempDir
    Path directory;

    private static void execute(TestDatabase which, String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, which.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> scripts(TestDatabase which, String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, which.user(), "")) {
            return Rows.query(connection,
                    "SELECT \"script\" FROM " + HISTORY + " WHERE \"success\" AND \"type\" = 'SQL' ORDER BY \"installed_rank\"",
                    row -> row.getString(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachScriptRunsOnce(TestDatabase which) throws SQLException {
        String url = which.newUrl(directory);
        for (int i = 0; i < 3; i++) {
            which.open(url).close();
            assertThat(scripts(which, url)).isEqualTo(Scripts.NAMES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatIsNewRuns(TestDatabase which) throws SQLException, IOException {
        String url = which.newUrl(directory);
        which.open(url).close();
        List<String> tables = Pattern.compile("CREATE TABLE (\\w+)")
                .matcher(Files.readString(Path.of("src", "main", "resources", Scripts.LOCATION, LAST))).results()
                .map(match -> match.group(1)).toList();
        assertThat(tables).isNotEmpty();
        for (String table : tables) {
            execute(which, url, "DROP TABLE " + table + " CASCADE");
        }
        execute(which, url, "DELETE FROM " + HISTORY + " WHERE \"script\" = '" + LAST + "'");

        which.open(url).close();

        assertThat(scripts(which, url)).isEqualTo(Scripts.NAMES);
        for (String table : tables) {
            execute(which, url, "SELECT COUNT(*) FROM " + table);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatHasFailedIsReported(TestDatabase which) throws SQLException {
        String url = which.newUrl(directory);
        which.open(url).close();
        execute(which, url, "UPDATE " + HISTORY + " SET \"success\" = FALSE WHERE \"script\" = '" + LAST + "'");

        assertThatThrownBy(() -> which.open(url)).isInstanceOf(StoreException.class)
                .hasMessageContaining("(" + LAST.replaceAll("V\\d+__|\\.sql", "").replace('_', ' ') + ")");
    }
}
