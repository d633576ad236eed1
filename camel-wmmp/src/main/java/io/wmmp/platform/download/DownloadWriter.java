package io.wmmp.platform.download;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.WarningLimit;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.SessionResources;

/**
 * Writes downloads to their store: some at once, progress behind. There is one call of the store at a time, which takes all
 * that has come meanwhile; so what is written last is what was true last.
 */
final class DownloadWriter {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadWriter.class);
    private static final long PAUSE_MILLIS = 1000;

    private final DownloadStore store;
    private final SessionResources resources;
    private final WarningLimit failures = new WarningLimit();
    /** The newest of each terminal. */
    private Map<TerminalId, Download> waiting = new HashMap<>();
    private List<CompletableFuture<Void>> awaited = new ArrayList<>();
    /** Those of the waiting that nobody wants any more when their write has failed, since somebody was told so. */
    private Set<TerminalId> once = new HashSet<>();
    private boolean writing;
    private boolean scheduled;
    private boolean closed;

    DownloadWriter(DownloadStore store, SessionResources resources) {
        this.store = store;
        this.resources = resources;
    }

    /** Has a download written soon. What has been told to nobody is tried again when it fails. */
    synchronized void later(Download download) {
        waiting.put(download.terminalId(), download);
        schedule();
    }

    /** Has a download written now; completes when that is durable. */
    CompletionStage<Void> now(Download download) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        synchronized (this) {
            waiting.put(download.terminalId(), download);
            once.add(download.terminalId());
            awaited.add(written);
        }
        write();
        return written;
    }

    synchronized boolean isWaiting(TerminalId terminalId) {
        return writing || waiting.containsKey(terminalId);
    }

    /** Writes what waits; completes when that has been tried. */
    CompletionStage<Void> flush() {
        CompletableFuture<Void> tried = new CompletableFuture<>();
        synchronized (this) {
            if (waiting.isEmpty() && !writing) {
                return CompletableFuture.completedStage(null);
            }
            awaited.add(tried);
        }
        write();
        return tried.exceptionally(failure -> null);
    }

    /** Writes what waits, and later only what is to be written at once. */
    CompletionStage<Void> close() {
        synchronized (this) {
            closed = true;
        }
        return flush();
    }

    /** Under the monitor. */
    private void schedule() {
        if (!scheduled && !closed) {
            scheduled = true;
            resources.timer().newTimeout(timeout -> resources.execute(this::writeScheduled), PAUSE_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void writeScheduled() {
        synchronized (this) {
            scheduled = false;
        }
        write();
    }

    private void write() {
        Map<TerminalId, Download> batch;
        List<CompletableFuture<Void>> waiters;
        Set<TerminalId> notAgain;
        synchronized (this) {
            if (writing || waiting.isEmpty() && awaited.isEmpty()) {
                return;
            }
            writing = true;
            batch = waiting;
            waiters = awaited;
            notAgain = once;
            waiting = new HashMap<>();
            awaited = new ArrayList<>();
            once = new HashSet<>();
        }
        save(batch.values()).whenComplete((done, failure) -> {
            boolean more;
            synchronized (this) {
                writing = false;
                if (failure != null) {
                    batch.keySet().removeAll(notAgain);
                    batch.forEach(waiting::putIfAbsent);
                }
                more = !awaited.isEmpty();
                if (!more && !waiting.isEmpty()) {
                    schedule();
                }
            }
            tell(waiters, batch.size(), failure);
            if (more) {
                write();
            }
        });
    }

    /** As the store, but whatever it throws is a failure of the stage. */
    private CompletionStage<Void> save(Collection<Download> downloads) {
        return CompletableFuture.completedStage(downloads).thenCompose(store::save);
    }

    private void tell(List<CompletableFuture<Void>> waiters, int again, Throwable failure) {
        long times = failure == null ? 0 : failures.pass();
        if (times > 0) {
            LOG.warn("The progress of {} downloads cannot be stored, it is tried again (failures since the last such"
                    + " warning: {}): {}", again, times, failure.toString());
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
