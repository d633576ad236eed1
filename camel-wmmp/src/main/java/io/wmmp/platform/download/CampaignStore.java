package io.wmmp.platform.download;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wmmp.protocol.TerminalId;

/**
 * Keeps campaigns, so that they go on when the process of their platform has ended and another has been started. The platform
 * writes a campaign before it begins, and what has become of its terminals behind, in batches. Implementations are safe for
 * use by any thread and never block the caller.
 */
public interface CampaignStore {

    /**
     * What has become of a terminal in a campaign.
     *
     * @param campaignId names the campaign
     * @param terminalId the terminal
     * @param failure    why it has failed; null when it has fetched the file
     */
    record End(String campaignId, TerminalId terminalId, String failure) {
    }

    /**
     * Gives all campaigns, each with what has become of its terminals.
     *
     * @param  to takes them one after the other, the oldest first; on any thread
     * @return    completes when all have been given
     */
    CompletionStage<Void> load(Consumer<StoredCampaign> to);

    /**
     * Writes a campaign, or that it has been stopped.
     *
     * @param  campaign a campaign; its ends are written with {@link #end}
     * @return          completes when that is durable
     */
    CompletionStage<Void> save(StoredCampaign campaign);

    /**
     * Writes what has become of terminals.
     *
     * @param  ends one for each terminal of a campaign at most; those of a campaign that is not kept are ignored
     * @return      completes when that is durable
     */
    CompletionStage<Void> end(Collection<End> ends);

    /**
     * Forgets a campaign.
     *
     * @param  id names it
     * @return    completes when that is durable
     */
    CompletionStage<Void> remove(String id);
}
