package io.wmmp.platform;

import java.time.Duration;
import java.util.Objects;

/**
 * What terminals, and who pretends to be one, may make a platform hold and do.
 *
 * @param maxSessions           terminals that may have a session, logged in or remembered; 1 or more
 * @param offlineSessionTimeout how long a terminal that is not logged in is remembered after its last sign of life: its
 *                              state, and the address that it was last heard from
 * @param maxLookups            messages of strangers and newcomers that may be with the registry or the admission at one
 *                              time; 2 or more
 * @param lookupTimeout         how long the registry or the admission, with the route that takes REGISTER, may take about one
 *                              message before that is given up; a millisecond or more
 * @param badDigestsPerMinute   wrong digests in a minute above which the registry is asked only now and then about the
 *                              terminal that they name, and which put their source behind others; 1 or more
 */
public record PlatformLimits(int maxSessions, Duration offlineSessionTimeout, int maxLookups, Duration lookupTimeout,
        int badDigestsPerMinute) {

    /** What counts where nothing else is said. */
    public static final PlatformLimits DEFAULTS = new PlatformLimits(1_000_000, Duration.ofHours(24), 1000,
            Duration.ofSeconds(60), 60);

    /**
     * @throws IllegalArgumentException when nothing would be allowed
     */
    public PlatformLimits {
        Objects.requireNonNull(offlineSessionTimeout, "offlineSessionTimeout");
        atLeast("maxSessions", maxSessions, 1);
        atLeast("maxLookups", maxLookups, 2);
        if (lookupTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("Option lookupTimeout must be positive");
        }
        atLeast("badDigestsPerMinute", badDigestsPerMinute, 1);
        if (badDigestsPerMinute > FailureMeter.MAX_LIMIT) {
            throw new IllegalArgumentException("Option badDigestsPerMinute must be at most " + FailureMeter.MAX_LIMIT);
        }
        if (offlineSessionTimeout.isNegative() || offlineSessionTimeout.isZero()) {
            throw new IllegalArgumentException("Option offlineSessionTimeout must be positive");
        }
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("Option " + option + " must be at least " + least);
        }
    }
}
