package io.wmmp.jdbc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wmmp.platform.twin.Twin;
import io.wmmp.platform.twin.TwinStore;
import io.wmmp.protocol.TerminalId;

/** The configuration of terminals, in the table {@code wmmp_twin}. */
final class JdbcTwinStore implements TwinStore {

    private static final String PENDING = "SELECT terminal_id FROM wmmp_twin WHERE pending AND terminal_id > ?"
            + " ORDER BY terminal_id LIMIT ";
    private static final String SELECT = "SELECT content FROM wmmp_twin WHERE terminal_id = ?";

    private final Database database;
    private final String upsert;

    JdbcTwinStore(Database database) {
        this.database = database;
        this.upsert = database.product().upsert("wmmp_twin", "terminal_id", List.of("pending", "content"));
    }

    @Override
    public CompletionStage<Void> loadPending(int batch, Consumer<List<TerminalId>> to) {
        return loadAfter("", batch, to);
    }

    private CompletionStage<Void> loadAfter(String last, int batch, Consumer<List<TerminalId>> to) {
        return database.read("The twins that are pending cannot be read",
                connection -> Rows.query(connection, PENDING + batch, row -> TerminalId.of(row.getString(1)), last))
                .thenCompose(terminals -> {
                    if (terminals.isEmpty()) {
                        return CompletableFuture.completedStage(null);
                    }
                    to.accept(terminals);
                    return loadAfter(terminals.get(terminals.size() - 1).toString(), batch, to);
                });
    }

    @Override
    public CompletionStage<Twin> find(TerminalId terminalId) {
        return database.read("The twin of terminal " + terminalId + " cannot be looked up",
                connection -> Rows.query(connection, SELECT, row -> Twin.of(terminalId, row.getBytes(1)), terminalId).stream()
                        .findFirst().orElse(null));
    }

    @Override
    public CompletionStage<Void> save(Twin twin) {
        return database.change("The twin of terminal " + twin.terminalId() + " cannot be written", connection -> {
            Rows.update(connection, upsert, twin.terminalId(), twin.isPending(), twin.toBytes());
            return null;
        });
    }
}
