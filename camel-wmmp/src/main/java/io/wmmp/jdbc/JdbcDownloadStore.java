package io.wmmp.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.protocol.TerminalId;

/** What terminals were told to fetch, in the table {@code wmmp_download}. */
final class JdbcDownloadStore implements DownloadStore {

    private static final int MAX_REASON = 1000;
    private static final List<String> COLUMNS = List.of("name", "version", "size", "sha256", "transaction_id", "read_point",
            "status", "reason", "changed");
    private static final String SELECT = "SELECT terminal_id, " + String.join(", ", COLUMNS)
            + " FROM wmmp_download WHERE terminal_id = ?";

    private final Database database;
    private final String upsert;

    JdbcDownloadStore(Database database) {
        this.database = database;
        this.upsert = database.product().upsert("wmmp_download", "terminal_id", COLUMNS);
    }

    @Override
    public CompletionStage<Download> find(TerminalId terminalId) {
        return database.read("The download of terminal " + terminalId + " cannot be looked up", connection -> Rows
                .query(connection, SELECT, JdbcDownloadStore::read, terminalId).stream().findFirst().orElse(null));
    }

    private static Download read(ResultSet row) throws SQLException {
        return new Download(TerminalId.of(row.getString(1)), row.getString(2), row.getString(3), row.getLong(4),
                row.getString(5),
                row.getLong(6), row.getLong(7), Download.Status.valueOf(row.getString(8)), row.getString(9),
                row.getObject(10, OffsetDateTime.class).toInstant());
    }

    @Override
    public CompletionStage<Void> save(Collection<Download> downloads) {
        return database.change(downloads.size() + " downloads cannot be written", connection -> {
            Rows.batch(connection, upsert, downloads.stream().sorted(Rows.by(Download::terminalId))
                    .map(JdbcDownloadStore::parameters).toList());
            return null;
        });
    }

    private static Object[] parameters(Download download) {
        String reason = download.reason();
        return new Object[] { download.terminalId(), download.name(), download.version(), download.size(), download.sha256(),
                download.transactionId(), download.offset(), download.status().name(),
                reason == null || reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON),
                download.changed().atOffset(ZoneOffset.UTC) };
    }
}
