package io.wmmp.platform.download;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.protocol.Dialect;
import io.wmmp.session.Patience;

/**
 * Firmware for many terminals: tells them one after the other to fetch it, so many at a time, until all have it or have
 * failed, or too many have failed. Campaigns outlive the process where their store does. Safe for use by any thread.
 */
public final class CampaignDesk {

    /** The campaigns that are known at one time, those included that are over: the oldest of these make room. */
    public static final int MAX_CAMPAIGNS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(CampaignDesk.class);
    private static final long MIN_SWEEP_MILLIS = 50;
    private static final long MAX_SWEEP_MILLIS = 10_000;
    private static final int SWEEPS_IN_TIMEOUT = 4;

    private final Fleet fleet;
    private final DownloadDesk downloads;
    private final CampaignStore store;
    private final CampaignEnds ends;
    private final Map<String, Campaign> campaigns = new LinkedHashMap<>();
    private final CompletionStage<Void> loaded;
    private int starting;
    private boolean watching;
    private volatile boolean closed;

    /**
     * Goes on at once with what an earlier process has left.
     *
     * @param fleet     the terminals
     * @param downloads tells them to fetch files
     * @param store     keeps the campaigns
     */
    public CampaignDesk(Fleet fleet, DownloadDesk downloads, CampaignStore store) {
        this.fleet = fleet;
        this.downloads = downloads;
        this.store = store;
        this.ends = new CampaignEnds(store);
        loaded = store.load(stored -> begin(Campaign.goOn(stored, downloads, ends::add))).handle((done, failure) -> {
            if (failure != null) {
                LOG.error("The campaigns of earlier cannot be read; they do not go on", failure);
            }
            return null;
        });
    }

    /**
     * Starts a campaign.
     *
     * @param  plan     what to do
     * @param  patience how long and how often to try each DOWNLOAD_INFO, from the dialect of the terminal; after a restart of
     *                  the platform, what the dialect says
     * @return          how it begins, when it is stored; the id names the campaign from then on. Fails with
     *                  {@link io.wmmp.protocol.InvalidFieldException} when the firmware is not in the store, with
     *                  {@link RejectedExecutionException} when as many campaigns go on as may, or with what the store fails
     *                  with
     */
    public CompletionStage<CampaignProgress> start(CampaignPlan plan, Function<Dialect, Patience> patience) {
        return loaded.thenCompose(done -> {
            StoredCampaign stored = new StoredCampaign(UUID.randomUUID().toString(), plan,
                    downloads.firmware(plan.firmware()), Instant.now().truncatedTo(ChronoUnit.MILLIS), false, List.of());
            makeRoom();
            return store.save(stored).handle((written, failure) -> {
                synchronized (this) {
                    starting--;
                }
                if (failure != null) {
                    throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
                }
                Campaign campaign = Campaign.start(stored, downloads, patience, ends::add);
                begin(campaign);
                // many may be away, which is found out one by one
                fleet.resources().execute(campaign::launch);
                return campaign.progress();
            });
        });
    }

    private void begin(Campaign campaign) {
        synchronized (this) {
            campaigns.put(campaign.id(), campaign);
            if (!watching) {
                watching = true;
                downloads.watch(download -> known().forEach(each -> each.ended(download)));
                fleet.addObserver(event -> {
                    if (event.type() == Type.ONLINE) {
                        known().forEach(each -> each.online(event.terminalId()));
                    }
                });
            }
        }
        scheduleSweep(campaign);
    }

    /** Takes a place for one more. */
    private void makeRoom() {
        List<String> forgotten = new ArrayList<>();
        synchronized (this) {
            Iterator<Campaign> oldest = campaigns.values().iterator();
            while (campaigns.size() + starting >= MAX_CAMPAIGNS && oldest.hasNext()) {
                Campaign campaign = oldest.next();
                if (campaign.isOver()) {
                    oldest.remove();
                    forgotten.add(campaign.id());
                }
            }
            if (campaigns.size() + starting >= MAX_CAMPAIGNS) {
                throw new RejectedExecutionException("Not started: " + MAX_CAMPAIGNS + " campaigns go on already");
            }
            starting++;
        }
        forgotten.forEach(id -> store.remove(id).exceptionally(failure -> {
            LOG.warn("Campaign {} is over, but it cannot be removed from the store: {}", id, failure.toString());
            return null;
        }));
    }

    private synchronized List<Campaign> known() {
        return new ArrayList<>(campaigns.values());
    }

    private void scheduleSweep(Campaign campaign) {
        if (closed || campaign.isOver()) {
            return;
        }
        long pause = Math.max(MIN_SWEEP_MILLIS,
                Math.min(MAX_SWEEP_MILLIS, campaign.plan().timeout().toMillis() / SWEEPS_IN_TIMEOUT));
        fleet.resources().timer().newTimeout(timeout -> fleet.resources().execute(() -> {
            campaign.sweep(fleet::isOnline);
            scheduleSweep(campaign);
        }), pause, TimeUnit.MILLISECONDS);
    }

    /**
     * @param  id names a campaign
     * @return    how far it is; null when none of that name is known
     */
    public CompletionStage<CampaignProgress> progress(String id) {
        return loaded.thenApply(done -> {
            Campaign campaign = find(id);
            return campaign == null ? null : campaign.progress();
        });
    }

    /**
     * @return how far all are that are known at this moment, those included that are over, the latest first
     */
    public List<CampaignProgress> list() {
        List<Campaign> latestFirst = known();
        Collections.reverse(latestFirst);
        return latestFirst.stream().map(Campaign::progress).toList();
    }

    /**
     * Lets a campaign tell no more terminals; those that are busy go on.
     *
     * @param  id names a campaign
     * @return    how far it is, when that is stored; null when none of that name is known. Fails with what the store fails with
     */
    public CompletionStage<CampaignProgress> stop(String id) {
        return loaded.thenCompose(done -> {
            Campaign campaign = find(id);
            if (campaign == null) {
                return CompletableFuture.completedStage(null);
            }
            campaign.stop();
            return store.save(campaign.stored().asStopped()).thenApply(written -> campaign.progress());
        });
    }

    private synchronized Campaign find(String id) {
        return campaigns.get(id);
    }

    /**
     * Starts nothing more; with a store, campaigns go on in the next process. Called by the platform when it stops.
     *
     * @return completes when what is known of them has been written, or cannot be
     */
    public CompletionStage<Void> close() {
        closed = true;
        known().forEach(Campaign::stop);
        return ends.flush();
    }
}
