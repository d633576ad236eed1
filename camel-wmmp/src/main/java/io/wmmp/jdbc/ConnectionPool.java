package io.wmmp.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;

/** Makes the pool of a store that is given an URL. */
final class ConnectionPool {

    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private ConnectionPool() {
    }

    static HikariDataSource open(String url, String user, String password, JdbcOptions options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("wmmp");
        config.setJdbcUrl(complete(url));
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(options.connections());
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StoreException("The database " + withoutParameters(url) + " cannot be reached: "
                    + e.getCause().getMessage(), e);
        } catch (RuntimeException e) {
            // no driver for it, among others
            throw new StoreException("The database " + withoutParameters(url) + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Says what the platform needs, where the user has not said anything else. */
    private static String complete(String url) {
        if (url.startsWith(H2) && !url.contains("DB_CLOSE_ON_EXIT")) {
            // else H2 closes the database while the platform still stops
            return url + ";DB_CLOSE_ON_EXIT=FALSE";
        }
        if (url.startsWith(POSTGRESQL) && !url.contains("reWriteBatchedInserts")) {
            return url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
        }
        return url;
    }

    /** An URL may have a password behind its address. */
    private static String withoutParameters(String url) {
        return url.split("[?;]", 2)[0];
    }
}
