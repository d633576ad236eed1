package io.wmmp.platform.download;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.download.CampaignStore.End;

/**
 * Writes what becomes of the terminals of campaigns: one call of the store at a time, with all that has come meanwhile. What
 * cannot be written is tried again with the next, so that no more waits than the terminals of the campaigns.
 */
final class CampaignEnds {

    private static final Logger LOG = LoggerFactory.getLogger(CampaignEnds.class);

    private final CampaignStore store;
    private List<End> waiting = new ArrayList<>();
    private CompletionStage<Void> writing = CompletableFuture.completedStage(null);
    private boolean scheduled;

    CampaignEnds(CampaignStore store) {
        this.store = store;
    }

    synchronized void add(End end) {
        waiting.add(end);
        flush();
    }

    /** Completes, and never fails, when writing what waits has been tried. */
    synchronized CompletionStage<Void> flush() {
        if (!waiting.isEmpty() && !scheduled) {
            scheduled = true;
            writing = writing.thenCompose(done -> write());
        }
        return writing;
    }

    private CompletionStage<Void> write() {
        List<End> batch;
        synchronized (this) {
            batch = waiting;
            waiting = new ArrayList<>();
            scheduled = false;
        }
        return CompletableFuture.completedStage(batch).thenCompose(store::end).handle((done, failure) -> {
            if (failure != null) {
                LOG.warn("What has become of {} terminals of campaigns cannot be stored; tried again with the next: {}",
                        batch.size(), failure.toString());
                synchronized (this) {
                    waiting.addAll(0, batch);
                }
            }
            return null;
        });
    }
}
