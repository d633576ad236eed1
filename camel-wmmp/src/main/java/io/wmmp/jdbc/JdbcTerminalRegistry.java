package io.wmmp.jdbc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.wmmp.platform.registry.TerminalPage;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.CipherException;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretsAtRest;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.StoredSecrets;

/** The terminals of a platform in the table {@code wmmp_terminal}. */
final class JdbcTerminalRegistry implements TerminalRegistry {

    private static final byte VERSION = 1;
    /** Stands between names, which have printable characters only. */
    private static final String BETWEEN = "\n";
    /** How many rows are read at a time, where all may be looked at. */
    private static final int CHUNK = 1000;
    private static final String COLUMNS = "terminal_id, imei, imsi, msisdn, ec_code, dialect, security, peers, sim_locked,"
            + " sealed_keys, sealed_pending";
    private static final String SELECT_ID = "SELECT terminal_id FROM wmmp_terminal ";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM wmmp_terminal ";
    private static final String INSERT = "INSERT INTO wmmp_terminal (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE wmmp_terminal SET imei = ?, imsi = ?, msisdn = ?, ec_code = ?, dialect = ?,"
            + " security = ?, peers = ?, sim_locked = ?, sealed_keys = ?, sealed_pending = ? WHERE terminal_id = ?";
    private static final String HAS_TEXT = "(LOWER(terminal_id) LIKE ? OR imei LIKE ? OR imsi LIKE ? OR LOWER(msisdn) LIKE ?"
            + " OR LOWER(ec_code) LIKE ?)";

    private final Database database;
    private final SecretsAtRest secrets;

    JdbcTerminalRegistry(Database database, SecretsAtRest secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    @Override
    public CompletionStage<TerminalRecord> find(TerminalId terminalId) {
        if (!Rows.isStorable(terminalId.toString())) {
            return CompletableFuture.completedStage(null);
        }
        return database.read("Terminal " + terminalId + " cannot be looked up",
                connection -> one(connection, "WHERE terminal_id = ?", terminalId));
    }

    @Override
    public CompletionStage<TerminalRecord> findByIdentity(String imei, String imsi) {
        if (!Rows.isStorable(imei) || !Rows.isStorable(imsi)) {
            return CompletableFuture.completedStage(null);
        }
        return database.read("The terminal with IMEI " + imei + " cannot be looked up",
                connection -> one(connection, "WHERE imei = ? AND imsi = ?", imei, imsi));
    }

    private TerminalRecord one(Connection connection, String condition, Object... parameters) throws SQLException {
        List<TerminalRecord> found = Rows.query(connection, SELECT + condition, this::read, parameters);
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public CompletionStage<Map<TerminalId, TerminalRecord>> findAll(Collection<TerminalId> terminalIds) {
        List<TerminalId> storable = terminalIds.stream().filter(id -> Rows.isStorable(id.toString())).toList();
        return database.read(terminalIds.size() + " terminals cannot be looked up", connection -> {
            Map<TerminalId, TerminalRecord> found = new HashMap<>();
            for (int i = 0; i < storable.size(); i += CHUNK) {
                List<TerminalId> some = storable.subList(i, Math.min(storable.size(), i + CHUNK));
                Rows.query(connection, SELECT + "WHERE terminal_id " + in(some), this::read, some.toArray())
                        .forEach(terminal -> found.put(terminal.terminalId(), terminal));
            }
            return found;
        });
    }

    private static String in(Collection<?> values) {
        return values.stream().map(value -> "?").collect(Collectors.joining(", ", "IN (", ")"));
    }

    @Override
    public CompletionStage<Boolean> add(TerminalRecord terminal) {
        return database.change("Terminal " + terminal.terminalId() + " cannot be added",
                connection -> insert(connection, terminal));
    }

    private boolean insert(Connection connection, TerminalRecord terminal) throws SQLException {
        try {
            return Rows.update(connection, INSERT, insertion(terminal)) > 0;
        } catch (SQLException e) {
            if (Rows.isTaken(e)) {
                connection.rollback();
                return false;
            }
            throw e;
        }
    }

    @Override
    public CompletionStage<List<TerminalRecord>> addAll(List<TerminalRecord> terminals) {
        return database.change(terminals.size() + " terminals cannot be added", connection -> {
            List<TerminalRecord> refused = new ArrayList<>();
            for (int i = 0; i < terminals.size(); i += CHUNK) {
                refused.addAll(addSome(connection, terminals.subList(i, Math.min(terminals.size(), i + CHUNK))));
            }
            return refused;
        });
    }

    /** Most often all of them are there already, or none. */
    private List<TerminalRecord> addSome(Connection connection, List<TerminalRecord> terminals) throws SQLException {
        Set<String> ids = new HashSet<>(Rows.query(connection, "SELECT terminal_id FROM wmmp_terminal WHERE terminal_id "
                + in(terminals), row -> row.getString(1), terminals.stream().map(TerminalRecord::terminalId).toArray()));
        Map<Boolean, List<TerminalRecord>> taken = terminals.stream()
                .collect(Collectors.partitioningBy(terminal -> ids.contains(terminal.terminalId().toString())));
        List<TerminalRecord> refused = new ArrayList<>(taken.get(true));
        try {
            Rows.batch(connection, INSERT, taken.get(false).stream().map(this::insertion).toList());
            connection.commit();
        } catch (SQLException e) {
            if (!Rows.isTaken(e)) {
                throw e;
            }
            connection.rollback();
            for (TerminalRecord terminal : taken.get(false)) {
                if (insert(connection, terminal)) {
                    connection.commit();
                } else {
                    refused.add(terminal);
                }
            }
        }
        return refused;
    }

    @Override
    public CompletionStage<Void> save(TerminalRecord terminal) {
        return database.change("Terminal " + terminal.terminalId() + " cannot be saved", connection -> {
            try {
                if (Rows.update(connection, UPDATE, changes(terminal)) == 0) {
                    Rows.update(connection, INSERT, insertion(terminal));
                }
                return null;
            } catch (SQLException e) {
                throw refusalOf(terminal, e);
            }
        });
    }

    @Override
    public CompletionStage<TerminalRecord> update(TerminalId terminalId, UnaryOperator<TerminalRecord> change) {
        if (!Rows.isStorable(terminalId.toString())) {
            return CompletableFuture.completedStage(null);
        }
        return database.change("Terminal " + terminalId + " cannot be changed", connection -> {
            TerminalRecord terminal = one(connection, "WHERE terminal_id = ? FOR UPDATE", terminalId);
            TerminalRecord changed = terminal == null ? null : change.apply(terminal);
            if (changed == terminal) {
                return terminal;
            }
            try {
                Rows.update(connection, UPDATE, changes(changed));
                return changed;
            } catch (SQLException e) {
                throw refusalOf(changed, e);
            }
        });
    }

    private static SQLException refusalOf(TerminalRecord terminal, SQLException failure) {
        if (Rows.isTaken(failure)) {
            throw new IllegalStateException(
                    "IMEI and IMSI of terminal " + terminal.terminalId() + " are those of another one", failure);
        }
        return failure;
    }

    @Override
    public CompletionStage<TerminalPage> list(TerminalQuery query) {
        return database.read("The terminals cannot be listed", connection -> query.filter() == TerminalQuery.ANY
                ? listAny(connection, query) : listFiltered(connection, query));
    }

    private TerminalPage listAny(Connection connection, TerminalQuery query) throws SQLException {
        Object[] text = textParameters(query);
        String condition = text.length == 0 ? "" : "WHERE " + HAS_TEXT;
        long total = Rows.query(connection, "SELECT COUNT(*) FROM wmmp_terminal " + condition, row -> row.getLong(1), text)
                .get(0);
        return new TerminalPage(total, page(connection, Rows.query(connection, SELECT_ID + condition + " ORDER BY terminal_id"
                + " LIMIT " + query.limit() + " OFFSET " + query.offset(), row -> row.getString(1), text)));
    }

    /** Only the platform can tell which fit, so the ids of all have to be looked at. */
    private TerminalPage listFiltered(Connection connection, TerminalQuery query) throws SQLException {
        Object[] text = textParameters(query);
        String condition = "WHERE terminal_id > ?" + (text.length == 0 ? "" : " AND " + HAS_TEXT);
        List<String> page = new ArrayList<>();
        long total = 0;
        String last = "";
        List<String> chunk;
        do {
            List<Object> parameters = new ArrayList<>(List.of(last));
            parameters.addAll(List.of(text));
            chunk = Rows.query(connection, SELECT_ID + condition + " ORDER BY terminal_id LIMIT " + CHUNK,
                    row -> row.getString(1), parameters.toArray());
            for (String id : chunk) {
                last = id;
                if (query.filter().test(TerminalId.of(id))) {
                    if (total >= query.offset() && page.size() < query.limit()) {
                        page.add(id);
                    }
                    total++;
                }
            }
        } while (chunk.size() == CHUNK);
        return new TerminalPage(total, page(connection, page));
    }

    /** Rows are read, and their secrets deciphered, for these alone: to skip rows takes long when they are read whole. */
    private List<TerminalRecord> page(Connection connection, List<String> ids) throws SQLException {
        return ids.isEmpty() ? List.of() : Rows.query(connection, SELECT + "WHERE terminal_id " + in(ids)
                + " ORDER BY terminal_id", this::read, ids.toArray());
    }

    private static Object[] textParameters(TerminalQuery query) {
        if (query.text().isEmpty()) {
            return new Object[0];
        }
        String pattern = "%" + query.text().toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
        return new Object[] { pattern, pattern, pattern, pattern, pattern };
    }

    private Object[] insertion(TerminalRecord terminal) {
        return new Object[] { terminal.terminalId(), terminal.credentials().imei(), terminal.credentials().imsi(),
                terminal.msisdn(), terminal.ecCode(), terminal.dialect(),
                terminal.security() == null ? null : terminal.security().name(), String.join(BETWEEN, terminal.peers()),
                terminal.simLocked(),
                seal(terminal.keys(), place(terminal.terminalId(), "keys")),
                seal(terminal.pendingKeys(), place(terminal.terminalId(), "pending keys")) };
    }

    /** The same with the id at the end. */
    private Object[] changes(TerminalRecord terminal) {
        Object[] insertion = insertion(terminal);
        Object[] changes = new Object[insertion.length];
        System.arraycopy(insertion, 1, changes, 0, insertion.length - 1);
        changes[insertion.length - 1] = insertion[0];
        return changes;
    }

    private TerminalRecord read(ResultSet row) throws SQLException {
        TerminalId id = TerminalId.of(row.getString(1));
        String security = row.getString(7);
        String peers = row.getString(8);
        return new TerminalRecord(id, open(row.getBytes(10), place(id, "keys")),
                open(row.getBytes(11), place(id, "pending keys")),
                row.getBoolean(9), row.getString(4), row.getString(5), row.getString(6),
                security == null ? null : SecurityCategory.valueOf(security),
                peers.isEmpty() ? Set.of() : Set.of(peers.split(BETWEEN)));
    }

    private static String place(TerminalId id, String what) {
        return what + " of terminal " + id;
    }

    private byte[] seal(KeySet keys, String place) {
        if (keys == null) {
            return null;
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            StoredSecrets.write(keys, out);
            return secrets.seal(bytes.toByteArray(), place);
        } catch (IOException e) {
            throw new IllegalStateException("Nothing can go wrong with an array", e);
        }
    }

    private KeySet open(byte[] sealed, String place) {
        if (sealed == null) {
            return null;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(secrets.open(sealed, place)));
        try {
            if (in.readByte() != VERSION) {
                throw new CipherException("The " + place + " were stored by a later version of this library");
            }
            return StoredSecrets.readKeySet(in);
        } catch (IOException e) {
            throw new CipherException("The " + place + " are cut off");
        }
    }
}
