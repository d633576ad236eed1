package io.wmmp.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import javax.sql.DataSource;

/** Runs transactions on threads of its own, as many at a time as there are connections. Safe for use by any thread. */
final class Database implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final Product product;
    private final ThreadPoolExecutor executor;
    private final LongAdder refused = new LongAdder();
    private final AtomicLong committed = new AtomicLong();
    private final Object durability = new Object();
    /** How many of the committed transactions are durable. Guarded by the object above. */
    private long durable;

    Database(DataSource dataSource, Product product, JdbcOptions options) {
        this.dataSource = dataSource;
        this.product = product;
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(options.connections(), options.connections(), GRACE.toSeconds(), TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.maxWaiting()), task -> {
                    Thread thread = new Thread(task, "wmmp-jdbc-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    Product product() {
        return product;
    }

    /** How many were refused since too many waited. */
    long refused() {
        return refused.sum();
    }

    int waiting() {
        return executor.getQueue().size();
    }

    /** Reads something; what it throws is what the stage fails with, a {@link StoreException} for what the database says. */
    <T> CompletionStage<T> read(String what, Work<T> work) {
        return submit(what, work, false);
    }

    /** Changes something, all or nothing; the stage completes when that is durable. */
    <T> CompletionStage<T> change(String what, Work<T> work) {
        return submit(what, work, true);
    }

    private <T> CompletionStage<T> submit(String what, Work<T> work, boolean changing) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                T value;
                try {
                    value = transact(what, work, changing);
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                    return;
                }
                result.complete(value);
            });
        } catch (RejectedExecutionException e) {
            refused.increment();
            result.completeExceptionally(new StoreException(what + ": " + (executor.isShutdown() ? "the store has been closed"
                    : executor.getQueue().size() + " requests wait for the database already"), null));
        }
        return result;
    }

    private <T> T transact(String what, Work<T> work, boolean changing) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            T value;
            try {
                value = work.with(connection);
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
            if (changing) {
                makeDurable(connection);
            }
            return value;
        } catch (SQLException e) {
            throw new StoreException(what + ": " + e.getMessage(), e);
        }
    }

    /** Transactions that have been committed while another one was made durable share the next time. */
    private void makeDurable(Connection connection) throws SQLException {
        long mine = committed.incrementAndGet();
        synchronized (durability) {
            if (durable < mine) {
                long all = committed.get();
                product.makeDurable(connection);
                connection.commit();
                durable = all;
            }
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Sees through what was begun or waits, for as long as that is sensible. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** What happens within one transaction. */
    @FunctionalInterface
    interface Work<T> {

        T with(Connection connection) throws SQLException;
    }
}
