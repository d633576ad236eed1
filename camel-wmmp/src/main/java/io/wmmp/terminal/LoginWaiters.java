package io.wmmp.terminal;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.util.Timeout;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * Those who have something to send and wait until the terminal is logged in. Who asks, completes or fails does so under the
 * monitor of the life, where it has looked at the phase; the expiry of one may come at any time.
 */
final class LoginWaiters {

    /** As many as may wait for their turn in a session. */
    static final int SIZE = 50;

    private final SessionResources resources;
    private final Set<CompletableFuture<Void>> waiting = new LinkedHashSet<>();

    LoginWaiters(SessionResources resources) {
        this.resources = resources;
    }

    /**
     * Waits for the login.
     *
     * @param  limit   how long
     * @param  trouble says, when that is over, why there was none
     * @return         completes, on the executor, with the login; fails when there is none in time
     */
    CompletionStage<Void> await(Duration limit, Supplier<String> trouble) {
        CompletableFuture<Void> online = new CompletableFuture<>();
        synchronized (this) {
            if (waiting.size() >= SIZE) {
                return CompletableFuture.failedStage(
                        new RejectedExecutionException("not queued: " + SIZE + " requests wait for the login already"));
            }
            waiting.add(online);
        }
        Timeout expiry = resources.timer().newTimeout(timeout -> {
            synchronized (this) {
                waiting.remove(online);
            }
            resources.execute(() -> online.completeExceptionally(
                    new SessionClosedException("not logged in after " + limit.toMillis() + " ms, " + trouble.get())));
        }, limit.toMillis(), TimeUnit.MILLISECONDS);
        online.whenComplete((done, failure) -> expiry.cancel());
        return online;
    }

    synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** The terminal is logged in. */
    void complete() {
        List<CompletableFuture<Void>> ready = takeAll();
        resources.execute(() -> ready.forEach(online -> online.complete(null)));
    }

    /** The terminal does not log in. */
    void fail(String reason) {
        List<CompletableFuture<Void>> given = takeAll();
        resources.execute(() -> given.forEach(
                online -> online.completeExceptionally(new SessionClosedException("the terminal does not log in: " + reason))));
    }

    private synchronized List<CompletableFuture<Void>> takeAll() {
        List<CompletableFuture<Void>> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
