package io.wmmp.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.SecretsAtRest;

/** The sessions of a platform in the table {@code wmmp_session}. */
final class JdbcSessionStore implements SessionStore {

    private static final List<String> COLUMNS = List.of("state", "bearer", "address", "last_heard", "sealed_content");
    private static final String SELECT = "SELECT terminal_id, " + String.join(", ", COLUMNS)
            + " FROM wmmp_session WHERE terminal_id > ? ORDER BY terminal_id LIMIT ";
    private static final String DELETE = "DELETE FROM wmmp_session WHERE terminal_id = ?";

    private final Database database;
    private final SecretsAtRest secrets;
    private final String upsert;

    JdbcSessionStore(Database database, SecretsAtRest secrets) {
        this.database = database;
        this.secrets = secrets;
        this.upsert = database.product().upsert("wmmp_session", "terminal_id", COLUMNS);
    }

    @Override
    public CompletionStage<Void> load(int batch, Function<List<StoredSession>, CompletionStage<Void>> to) {
        return loadAfter("", batch, to);
    }

    private CompletionStage<Void> loadAfter(
            String last, int batch, Function<List<StoredSession>, CompletionStage<Void>> to) {
        return database.read("The sessions cannot be read",
                connection -> Rows.query(connection, SELECT + batch, this::read, last)).thenCompose(sessions -> {
                    if (sessions.isEmpty()) {
                        return CompletableFuture.completedStage(null);
                    }
                    String next = sessions.get(sessions.size() - 1).terminalId().toString();
                    return to.apply(sessions).thenCompose(taken -> loadAfter(next, batch, to));
                });
    }

    private StoredSession read(ResultSet row) throws SQLException {
        TerminalId id = TerminalId.of(row.getString(1));
        String bearer = row.getString(3);
        OffsetDateTime lastHeard = row.getObject(5, OffsetDateTime.class);
        return new StoredSession(id, TerminalState.valueOf(row.getString(2)), bearer == null ? null : Bearer.valueOf(bearer),
                row.getString(4), lastHeard == null ? null : lastHeard.toInstant(), secrets.open(row.getBytes(6), place(id)));
    }

    @Override
    public CompletionStage<Void> write(Collection<StoredSession> changed, Collection<TerminalId> forgotten) {
        return database.change(changed.size() + " sessions cannot be written", connection -> {
            Rows.batch(connection, upsert,
                    changed.stream().sorted(Rows.by(StoredSession::terminalId)).map(this::parameters).toList());
            Rows.batch(connection, DELETE, forgotten.stream().map(id -> new Object[] { id }).toList());
            return null;
        });
    }

    private Object[] parameters(StoredSession session) {
        return new Object[] { session.terminalId(), session.state().name(),
                session.bearer() == null ? null : session.bearer().name(), session.address(),
                session.lastHeard() == null ? null : session.lastHeard().atOffset(ZoneOffset.UTC),
                secrets.seal(session.content(), place(session.terminalId())) };
    }

    private static String place(TerminalId id) {
        return "session of terminal " + id;
    }
}
