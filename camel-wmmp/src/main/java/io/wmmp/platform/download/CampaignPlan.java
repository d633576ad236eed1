package io.wmmp.platform.download;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

import io.wmmp.protocol.TerminalId;

/**
 * Which terminals shall fetch what, and how.
 *
 * @param firmware          the name of the firmware
 * @param terminals         the terminals, in this order; one that is named twice counts once. 1 to 100000
 * @param parallel          how many may be busy with it at one time, 1 or more
 * @param stopAfterFailures after how many failures no more are told to fetch it; 0 for never
 * @param timeout           how long a terminal may make no progress, or not be there when its turn has come, before it has
 *                          failed; more than nothing
 */
public record CampaignPlan(String firmware, List<TerminalId> terminals, int parallel, int stopAfterFailures,
        Duration timeout) {

    /** The terminals of one campaign at most. */
    public static final int MAX_TERMINALS = 100_000;
    /** How many are busy at one time where nothing else is said. */
    public static final int DEFAULT_PARALLEL = 100;
    /** How long a terminal may make no progress where nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    /**
     * @throws IllegalArgumentException when a number is out of range; the message begins with its name
     */
    public CampaignPlan {
        Objects.requireNonNull(firmware, "firmware");
        terminals = List.copyOf(new LinkedHashSet<>(terminals));
        require(!terminals.isEmpty() && terminals.size() <= MAX_TERMINALS, "terminals: expects 1 to " + MAX_TERMINALS);
        require(parallel >= 1, "parallel: expects 1 or more");
        require(stopAfterFailures >= 0, "stopAfterFailures: expects 0 or more");
        require(!timeout.isNegative() && !timeout.isZero(), "timeout: expects more than nothing");
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
