package io.wmmp.platform.download;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.SessionResources;

/**
 * The downloads with which terminals are busy, in memory, in front of the store that has all of them. One that nobody has
 * touched for a while is held by the store alone.
 */
final class DownloadBook {

    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long SWEEP_SECONDS = 60;

    private final DownloadStore store;
    private final DownloadWriter writer;
    private final SessionResources resources;
    private final int max;
    private final Map<TerminalId, Page> pages = new ConcurrentHashMap<>();
    private volatile boolean closed;

    DownloadBook(DownloadStore store, int max, SessionResources resources) {
        this.store = store;
        this.writer = new DownloadWriter(store, resources);
        this.resources = resources;
        this.max = max;
        scheduleSweep();
    }

    /** One download in memory. */
    final class Page {

        private volatile Download download;
        private volatile long touchedNanos;
        /** Whether the block up to the end of the file has been given; not kept elsewhere. */
        private volatile boolean servedToTheEnd;

        private Page(Download download) {
            this.download = download;
            this.touchedNanos = resources.nanoTime();
        }

        Download download() {
            return download;
        }

        boolean isServedToTheEnd() {
            return servedToTheEnd;
        }

        void serving(boolean toTheEnd) {
            servedToTheEnd = toTheEnd;
        }

        /** Changes the download of a transaction, to be written behind; gives it as it was, null for another transaction. */
        Download change(long transactionId, UnaryOperator<Download> change) {
            Download before;
            Download after;
            synchronized (this) {
                before = download;
                if (before.transactionId() != transactionId) {
                    return null;
                }
                after = change.apply(before);
                download = after;
                touchedNanos = resources.nanoTime();
            }
            writer.later(after);
            return before;
        }
    }

    /** The download of a terminal that is in memory; null for none. */
    Page held(TerminalId terminalId) {
        return pages.get(terminalId);
    }

    boolean isFull() {
        return pages.size() >= max;
    }

    int size() {
        return pages.size();
    }

    /** Takes the download of a terminal into memory; null when it has none. */
    CompletionStage<Page> load(TerminalId terminalId) {
        Page page = pages.get(terminalId);
        return page != null ? CompletableFuture.completedStage(page)
                : find(terminalId).thenApply(download -> download == null ? null
                        : pages.computeIfAbsent(terminalId, id -> new Page(download)));
    }

    /** What a terminal was told to fetch last; null for nothing. */
    CompletionStage<Download> find(TerminalId terminalId) {
        Page page = pages.get(terminalId);
        return page != null ? CompletableFuture.completedStage(page.download)
                : CompletableFuture.completedStage(terminalId).thenCompose(store::find);
    }

    /** Replaces the download of a terminal; completes when that is durable, and only then it counts. */
    CompletionStage<Download> begin(TerminalId terminalId, UnaryOperator<Download> next) {
        if (isFull() && !pages.containsKey(terminalId)) {
            return CompletableFuture.failedStage(new RejectedExecutionException("Terminal " + terminalId
                    + " is not told to fetch anything: " + max + " terminals are busy with that already (option"
                    + " maxDownloads)"));
        }
        return find(terminalId).thenCompose(last -> {
            Download begun = next.apply(last);
            return writer.now(begun).thenApply(done -> {
                if (pages.put(terminalId, new Page(begun)) != null) {
                    // progress of the one before may have been written since
                    writer.later(begun);
                }
                return begun;
            });
        });
    }

    /** Writes what waits, and then nothing more. */
    CompletionStage<Void> close() {
        closed = true;
        return writer.close();
    }

    /** Has what waits written now; completes when it is durable or has failed. */
    CompletionStage<Void> flush() {
        return writer.flush();
    }

    private void scheduleSweep() {
        if (closed) {
            return;
        }
        resources.timer().newTimeout(timeout -> resources.execute(() -> {
            sweep();
            scheduleSweep();
        }), SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void sweep() {
        long now = resources.nanoTime();
        pages.values().removeIf(
                page -> now - page.touchedNanos > IDLE_NANOS && !writer.isWaiting(page.download.terminalId()));
    }
}
