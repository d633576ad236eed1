package io.wmmp.platform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.wmmp.platform.PlatformEvent.Type;
import io.wmmp.protocol.Dialect;
import io.wmmp.session.Patience;

/**
 * Firmware for many terminals: tells them one after the other to fetch it, so many at a time, until all have it or have
 * failed, or too many have failed. Campaigns are in memory and end with the process; what terminals are fetching does not.
 * Safe for use by any thread.
 */
public final class CampaignDesk {

    /** The campaigns that are known at one time, those included that are over: the oldest of these make room. */
    public static final int MAX_CAMPAIGNS = 100;

    private static final long MIN_SWEEP_MILLIS = 50;
    private static final long MAX_SWEEP_MILLIS = 10_000;
    private static final int SWEEPS_IN_TIMEOUT = 4;

    private final Platform platform;
    private final DownloadDesk downloads;
    private final Map<String, Campaign> campaigns = new LinkedHashMap<>();
    private boolean watching;
    private volatile boolean closed;

    CampaignDesk(Platform platform, DownloadDesk downloads) {
        this.platform = platform;
        this.downloads = downloads;
    }

    /**
     * Starts a campaign; returns at once.
     *
     * @param  plan                                   what to do
     * @param  patience                               how long and how often to try each DOWNLOAD_INFO, from the dialect of the
     *                                                terminal
     * @return                                        how it begins; the id names the campaign from then on
     * @throws io.wmmp.protocol.InvalidFieldException when the firmware is not in the store
     * @throws RejectedExecutionException             when as many campaigns go on as may
     */
    public CampaignProgress start(CampaignPlan plan, Function<Dialect, Patience> patience) {
        Campaign campaign = new Campaign(UUID.randomUUID().toString(), plan, downloads, patience);
        synchronized (this) {
            makeRoom();
            campaigns.put(campaign.id(), campaign);
            if (!watching) {
                watching = true;
                downloads.watch(download -> known().forEach(each -> each.ended(download)));
                platform.addObserver(event -> {
                    if (event.type() == Type.ONLINE) {
                        known().forEach(each -> each.online(event.terminalId()));
                    }
                });
            }
        }
        // many may be away, which is found out one by one
        platform.resources().execute(campaign::launch);
        scheduleSweep(campaign);
        return campaign.progress();
    }

    private void makeRoom() {
        Iterator<Campaign> oldest = campaigns.values().iterator();
        while (campaigns.size() >= MAX_CAMPAIGNS && oldest.hasNext()) {
            if (oldest.next().isOver()) {
                oldest.remove();
            }
        }
        if (campaigns.size() >= MAX_CAMPAIGNS) {
            throw new RejectedExecutionException("Not started: " + MAX_CAMPAIGNS + " campaigns go on already");
        }
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
        platform.resources().timer().newTimeout(timeout -> platform.resources().execute(() -> {
            campaign.sweep(platform::isOnline);
            scheduleSweep(campaign);
        }), pause, TimeUnit.MILLISECONDS);
    }

    /**
     * @param  id names a campaign
     * @return    how far it is; null when none of that name is known
     */
    public CampaignProgress progress(String id) {
        Campaign campaign = find(id);
        return campaign == null ? null : campaign.progress();
    }

    /** @return how far all are that are known, those included that are over, the latest first */
    public List<CampaignProgress> list() {
        List<Campaign> latestFirst = known();
        Collections.reverse(latestFirst);
        return latestFirst.stream().map(Campaign::progress).toList();
    }

    /**
     * Lets a campaign tell no more terminals; those that are busy go on.
     *
     * @param  id names a campaign
     * @return    how far it is; null when none of that name is known
     */
    public CampaignProgress stop(String id) {
        Campaign campaign = find(id);
        if (campaign == null) {
            return null;
        }
        campaign.stop();
        return campaign.progress();
    }

    private synchronized Campaign find(String id) {
        return campaigns.get(id);
    }

    /** Starts nothing more. */
    void close() {
        closed = true;
        known().forEach(Campaign::stop);
    }
}
