package io.wmmp.platform.download;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.wmmp.platform.firmware.Firmware;

/**
 * A campaign as a {@link CampaignStore} keeps it. Immutable.
 *
 * @param id       names it
 * @param plan     what to do
 * @param firmware the very file that is fetched
 * @param started  when it was started
 * @param stopped  whether somebody has stopped it; that too many have failed follows from the ends
 * @param ends     what has become of its terminals, without those that are still to come
 */
public record StoredCampaign(String id, CampaignPlan plan, Firmware firmware, Instant started, boolean stopped,
        List<CampaignStore.End> ends) {

    /** All are compulsory; the ends are copied. */
    public StoredCampaign {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(firmware, "firmware");
        Objects.requireNonNull(started, "started");
        ends = List.copyOf(ends);
    }

    /**
     * @param  known what has become of its terminals
     * @return       the same campaign with these ends
     */
    public StoredCampaign withEnds(List<CampaignStore.End> known) {
        return new StoredCampaign(id, plan, firmware, started, stopped, known);
    }

    StoredCampaign asStopped() {
        return new StoredCampaign(id, plan, firmware, started, true, ends);
    }
}
