package io.wmmp.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.queue.QueuedCommand;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.SecretsAtRest;

/** The commands that wait for their terminals, in the table {@code wmmp_command}. */
final class JdbcCommandStore implements CommandStore {

    private static final List<String> COLUMNS = List.of("terminal_id", "command", "expires", "max_tries", "sealed_body");
    private static final String SELECT = "SELECT command_id, " + String.join(", ", COLUMNS)
            + " FROM wmmp_command WHERE command_id > ? ORDER BY command_id LIMIT ";
    private static final String DELETE = "DELETE FROM wmmp_command WHERE command_id = ?";

    private final Database database;
    private final SecretsAtRest secrets;
    private final String upsert;

    JdbcCommandStore(Database database, SecretsAtRest secrets) {
        this.database = database;
        this.secrets = secrets;
        this.upsert = database.product().upsert("wmmp_command", "command_id", COLUMNS);
    }

    @Override
    public CompletionStage<Void> load(int batch, Consumer<List<QueuedCommand>> to) {
        return loadAfter(0, batch, to);
    }

    private CompletionStage<Void> loadAfter(long last, int batch, Consumer<List<QueuedCommand>> to) {
        return database.read("The commands that wait for terminals cannot be read",
                connection -> Rows.query(connection, SELECT + batch, this::read, last)).thenCompose(commands -> {
                    if (commands.isEmpty()) {
                        return CompletableFuture.completedStage(null);
                    }
                    to.accept(commands);
                    return loadAfter(commands.get(commands.size() - 1).id(), batch, to);
                });
    }

    private QueuedCommand read(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        return new QueuedCommand(id, TerminalId.of(row.getString(2)), Command.valueOf(row.getString(3)),
                secrets.open(row.getBytes(6), place(id)), row.getObject(4, OffsetDateTime.class).toInstant(), row.getInt(5));
    }

    @Override
    public CompletionStage<Void> write(Collection<QueuedCommand> changed, Collection<Long> removed) {
        return database.change(changed.size() + removed.size() + " commands cannot be written", connection -> {
            Rows.batch(connection, upsert, changed.stream().map(this::parameters).toList());
            Rows.batch(connection, DELETE, removed.stream().map(id -> new Object[] { id }).toList());
            return null;
        });
    }

    private Object[] parameters(QueuedCommand command) {
        return new Object[] { command.id(), command.terminalId(), command.command().name(),
                command.expires().atOffset(ZoneOffset.UTC), command.maxTries(),
                secrets.seal(command.body(), place(command.id())) };
    }

    private static String place(long id) {
        return "command " + id;
    }
}
