package io.wmmp.platform.download;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.platform.firmware.Firmware;
import io.wmmp.protocol.TerminalId;

/**
 * How far a campaign is, at one moment.
 *
 * @param id       names the campaign
 * @param firmware what is fetched
 * @param state    whether it goes on
 * @param pending  the terminals that have not been told yet, those included that are away
 * @param running  the terminals that are busy with it
 * @param done     the terminals that have fetched it
 * @param failures the terminals that have failed, and why
 */
public record CampaignProgress(String id, Firmware firmware, State state, int pending, int running, int done,
        Map<TerminalId, String> failures) {

    /** Whether a campaign goes on. */
    public enum State {
        /** There are terminals to come, or busy. */
        RUNNING,
        /** No more are told to fetch anything, after too many failures or because somebody has stopped it. */
        STOPPED,
        /** All terminals have fetched it or failed. */
        FINISHED
    }

    /** Failures are copied. */
    public CampaignProgress {
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** @return how many terminals have failed */
    public int failed() {
        return failures.size();
    }
}
