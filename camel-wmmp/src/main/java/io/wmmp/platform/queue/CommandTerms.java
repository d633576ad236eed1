package io.wmmp.platform.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

import io.wmmp.protocol.Dialect;
import io.wmmp.session.Patience;

/**
 * On which terms a command waits for its terminal.
 *
 * @param patience   how long and how often each delivery is tried, from the dialect of the terminal; by somebody who waits
 *                   for the answer also how long he waits in all ({@link Patience#longest()}). A command that is delivered
 *                   when he has stopped waiting, or after a restart of the platform, goes by the dialect
 * @param waits      whether somebody waits for the answer
 * @param timeToLive after which time the command is given up, more than nothing
 * @param maxTries   after how many deliveries without answer it is given up; 0 for no such bound
 * @param newestWins whether a CONFIG_SET takes the tags that it sets out of those that wait before it
 * @param wakeUp     whether a terminal that cannot be reached is woken by SMS, where that is possible
 */
public record CommandTerms(Function<Dialect, Patience> patience, boolean waits, Duration timeToLive, int maxTries,
        boolean newestWins, boolean wakeUp) {

    /** How long a command waits where nothing else is said. */
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(24);
    /** How often a command is delivered where nothing else is said. */
    public static final int DEFAULT_MAX_TRIES = 10;

    /**
     * @throws IllegalArgumentException when there would be no time to live, or a negative number of tries
     */
    public CommandTerms {
        Objects.requireNonNull(patience, "patience");
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("Option timeToLive must be positive");
        }
        if (maxTries < 0) {
            throw new IllegalArgumentException("Option deliveryTries must not be negative");
        }
    }

    /**
     * The usual terms.
     *
     * @param  patience how long and how often each delivery is tried
     * @param  waits    whether somebody waits for the answer
     * @return          terms without newest-wins and wake-up
     */
    public static CommandTerms of(Function<Dialect, Patience> patience, boolean waits) {
        return new CommandTerms(patience, waits, DEFAULT_TIME_TO_LIVE, DEFAULT_MAX_TRIES, false, false);
    }
}
