package io.wmmp.session;

import java.time.Duration;

import io.wmmp.protocol.Dialect;

/**
 * How long and how often a request is tried.
 *
 * @param timeout how long to wait for the answer to each send
 * @param sends   how often to send at most, 1 or more
 */
public record Patience(Duration timeout, int sends) {

    /**
     * @throws IllegalArgumentException when there would be no send or no wait
     */
    public Patience {
        if (sends < 1 || timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("A request is sent at least once and waits for some time, not " + sends
                    + " times " + timeout.toMillis() + " ms");
        }
    }

    /**
     * @param  dialect a dialect
     * @return         what its terminals and platforms use
     */
    public static Patience of(Dialect dialect) {
        return new Patience(dialect.answerTimeout(), dialect.sends());
    }
}
