package io.wmmp.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.WarningLimit;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.SessionResources;

/**
 * Writes sessions to their store: logins at once, everything else behind, so that a session which changes often is written
 * once in a while. What waits is the session itself, so it is bounded by their number; what is written is how it is then.
 * There is one call of the store at a time, and those who wait for it together share the next.
 */
final class SessionWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWriter.class);
    /** Sessions in one call of the store: a transaction of some milliseconds, and some hundred kilobytes. */
    private static final int BATCH = 1000;

    private final SessionStore store;
    private final SessionResources resources;
    private final long pauseMillis;
    private final WarningLimit failures = new WarningLimit();
    private final Map<TerminalId, TerminalSession> changed = new HashMap<>();
    private final Set<TerminalId> forgotten = new HashSet<>();
    /** Those who wait until their session has been written. They are first in the next call. */
    private final Map<TerminalSession, CompletableFuture<Void>> awaited = new HashMap<>();
    /** Completes when nothing waits any more; null while nobody wants to know. */
    private CompletableFuture<Void> emptied;
    private boolean writing;
    private boolean scheduled;
    private boolean retrying;
    private boolean closed;

    SessionWriter(SessionStore store, SessionResources resources, long pauseMillis) {
        this.store = store;
        this.resources = resources;
        this.pauseMillis = pauseMillis;
    }

    /** Whether anything is kept at all. */
    boolean keeps() {
        return store != SessionStore.NONE;
    }

    /** Has a session written soon. */
    void later(TerminalSession session) {
        if (keeps() && session.startWaitingToBeWritten()) {
            synchronized (this) {
                changed.put(session.terminalId(), session);
                forgotten.remove(session.terminalId());
                schedule();
            }
        }
    }

    /** Has a session written at once; completes when that is durable, or fails once. */
    CompletionStage<Void> now(TerminalSession session) {
        if (!keeps()) {
            return CompletableFuture.completedStage(null);
        }
        session.startWaitingToBeWritten();
        CompletableFuture<Void> written;
        synchronized (this) {
            changed.put(session.terminalId(), session);
            forgotten.remove(session.terminalId());
            written = awaited.computeIfAbsent(session, key -> new CompletableFuture<>());
        }
        // never on an event loop: others are written along
        resources.execute(this::write);
        return written;
    }

    /** A session is no more. */
    void forget(TerminalId terminalId) {
        if (keeps()) {
            synchronized (this) {
                changed.remove(terminalId);
                forgotten.add(terminalId);
                schedule();
            }
        }
    }

    /** Whether all that has changed is in the store. */
    synchronized boolean isIdle() {
        return !writing && changed.isEmpty() && forgotten.isEmpty();
    }

    /** Writes all that waits, and later only what is to be written at once; completes when that has been tried. */
    CompletionStage<Void> close() {
        CompletableFuture<Void> done;
        synchronized (this) {
            closed = true;
            if (changed.isEmpty() && forgotten.isEmpty() && !writing) {
                return CompletableFuture.completedStage(null);
            }
            if (emptied == null) {
                emptied = new CompletableFuture<>();
            }
            done = emptied;
        }
        write();
        return done;
    }

    /** Under the monitor. */
    private void schedule() {
        if (!scheduled && !writing && !closed) {
            scheduled = true;
            resources.timer().newTimeout(timeout -> resources.execute(() -> {
                synchronized (this) {
                    scheduled = false;
                }
                write();
            }), pauseMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void write() {
        List<TerminalSession> batch;
        List<TerminalId> gone;
        Map<TerminalSession, CompletableFuture<Void>> waiters = new HashMap<>();
        synchronized (this) {
            if (writing || changed.isEmpty() && forgotten.isEmpty()) {
                return;
            }
            writing = true;
            batch = takeBatch(waiters);
            gone = List.copyOf(forgotten);
            forgotten.clear();
        }
        save(batch, gone).whenComplete((done, failure) -> {
            synchronized (this) {
                writing = false;
                retrying = failure != null;
                if (failure != null) {
                    putBack(batch, gone);
                }
            }
            tell(waiters.values(), batch.size(), failure);
            goOn();
        });
    }

    /** Under the monitor. */
    private List<TerminalSession> takeBatch(Map<TerminalSession, CompletableFuture<Void>> waiters) {
        List<TerminalSession> batch = new ArrayList<>(Math.min(BATCH, changed.size()));
        for (Iterator<Map.Entry<TerminalSession, CompletableFuture<Void>>> i = awaited.entrySet().iterator(); i.hasNext()
                && batch.size() < BATCH;) {
            Map.Entry<TerminalSession, CompletableFuture<Void>> waiter = i.next();
            waiters.put(waiter.getKey(), waiter.getValue());
            batch.add(waiter.getKey());
            changed.remove(waiter.getKey().terminalId(), waiter.getKey());
            i.remove();
        }
        for (Iterator<TerminalSession> i = changed.values().iterator(); i.hasNext() && batch.size() < BATCH;) {
            batch.add(i.next());
            i.remove();
        }
        return batch;
    }

    /** As the store, but whatever is thrown on the way is a failure of the stage. */
    private CompletionStage<Void> save(List<TerminalSession> batch, List<TerminalId> gone) {
        return CompletableFuture.completedStage(batch).thenCompose(sessions -> store
                .write(sessions.stream().map(TerminalSession::toStore).toList(), gone));
    }

    /** Under the monitor. */
    private void putBack(List<TerminalSession> batch, List<TerminalId> gone) {
        batch.stream().filter(session -> !forgotten.contains(session.terminalId()))
                .forEach(session -> changed.putIfAbsent(session.terminalId(), session));
        gone.stream().filter(id -> !changed.containsKey(id)).forEach(forgotten::add);
    }

    /** Goes on at once where somebody waits or much does; else when the pause is over. */
    private void goOn() {
        CompletableFuture<Void> done = null;
        boolean more;
        synchronized (this) {
            boolean nothing = changed.isEmpty() && forgotten.isEmpty();
            if (emptied != null && (nothing || retrying)) {
                done = emptied;
                emptied = null;
            }
            more = !awaited.isEmpty() || !retrying && (emptied != null || changed.size() >= BATCH);
            if (!more && !nothing) {
                schedule();
            }
        }
        if (done != null) {
            done.complete(null);
        }
        if (more) {
            resources.execute(this::write);
        }
    }

    private void tell(Iterable<CompletableFuture<Void>> waiters, int size, Throwable failure) {
        long times = failure == null ? 0 : failures.pass();
        if (times > 0) {
            LOG.warn("{} sessions cannot be stored (failures since the last such warning: {}): {}", size, times,
                    failure.toString());
        }
        for (CompletableFuture<Void> waiter : waiters) {
            if (failure == null) {
                waiter.complete(null);
            } else {
                waiter.completeExceptionally(failure);
            }
        }
    }
}
