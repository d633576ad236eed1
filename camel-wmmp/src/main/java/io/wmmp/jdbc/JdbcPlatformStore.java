package io.wmmp.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.wmmp.platform.download.CampaignStore;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.platform.twin.TwinStore;
import io.wmmp.security.SecretsAtRest;

/**
 * Keeps everything of a platform in a database, H2 or PostgreSQL, whose tables it makes and brings up to date when it is
 * opened. Secrets are enciphered. One platform at a time may use a schema. Safe for use by any thread; what it is asked for
 * runs on threads of its own.
 */
public final class JdbcPlatformStore implements PlatformStore, AutoCloseable {

    private final Database database;
    private final Runnable closePool;
    private final TerminalRegistry registry;
    private final SessionStore sessions;
    private final DownloadStore downloads;
    private final CampaignStore campaigns;
    private final CommandStore commands;
    private final TwinStore twins;

    private JdbcPlatformStore(DataSource dataSource, Runnable closePool, SecretsAtRest secrets, JdbcOptions options) {
        Product product = productOf(dataSource);
        Schema.migrate(dataSource, product);
        this.closePool = closePool;
        database = new Database(dataSource, product, options);
        registry = new JdbcTerminalRegistry(database, secrets);
        sessions = new JdbcSessionStore(database, secrets);
        downloads = new JdbcDownloadStore(database);
        campaigns = new JdbcCampaignStore(database);
        commands = new JdbcCommandStore(database, secrets);
        twins = new JdbcTwinStore(database);
    }

    /**
     * Opens a store with connections of the user, who closes the data source after the store. Waits for the database.
     *
     * @param  dataSource     gives as many connections at a time as the options say; for H2 those of an administrator
     * @param  secrets        enciphers what nobody may read; the same as ever for this database
     * @param  options        how much of the database to take
     * @return                the store
     * @throws StoreException when the database cannot be reached, or its tables cannot be brought up to date
     */
    public static JdbcPlatformStore open(DataSource dataSource, SecretsAtRest secrets, JdbcOptions options) {
        requireKey(secrets);
        return new JdbcPlatformStore(dataSource, () -> {
        }, secrets, options);
    }

    /**
     * Opens a store with a pool of its own (HikariCP). Waits for the database.
     *
     * @param  url            of the database: {@code jdbc:h2:file:/var/lib/wmmp/platform}, {@code jdbc:postgresql://host/name}
     * @param  user           its user
     * @param  password       the password of that, or null
     * @param  secrets        enciphers what nobody may read; the same as ever for this database
     * @param  options        how much of the database to take
     * @return                the store
     * @throws StoreException when the database cannot be reached, or its tables cannot be brought up to date
     */
    public static JdbcPlatformStore open(String url, String user, String password, SecretsAtRest secrets, JdbcOptions options) {
        requireKey(secrets);
        HikariDataSource pool = ConnectionPool.open(url, user, password, options);
        try {
            return new JdbcPlatformStore(pool, pool::close, secrets, options);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static void requireKey(SecretsAtRest secrets) {
        Objects.requireNonNull(secrets, "A store in a database needs a key for stored secrets; make one with:"
                + " openssl rand -base64 " + SecretsAtRest.KEY_LENGTH);
    }

    private static Product productOf(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return Product.of(connection);
        } catch (SQLException e) {
            throw new StoreException("The database of the store cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public TerminalRegistry registry() {
        return registry;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public DownloadStore downloads() {
        return downloads;
    }

    @Override
    public CampaignStore campaigns() {
        return campaigns;
    }

    @Override
    public CommandStore commands() {
        return commands;
    }

    @Override
    public TwinStore twins() {
        return twins;
    }

    /** @return how many requests wait for a connection at the moment */
    public int waiting() {
        return database.waiting();
    }

    /** @return how many requests have failed since too many waited */
    public long refused() {
        return database.refused();
    }

    /** Sees through what was begun, for half a minute at most, and gives the connections back. To be closed after the platform. */
    @Override
    public void close() {
        database.close();
        closePool.run();
    }
}
