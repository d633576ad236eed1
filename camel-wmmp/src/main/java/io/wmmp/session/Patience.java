package io.wmmp.session;

import java.time.Duration;

import io.wmmp.protocol.Dialect;

/**
 * How long and how often a request is tried. Each wait is {@code backoff} times the one before, up to {@link #MAX_WAIT},
 * and then lengthened at random by at most the part {@code jitter} of it. It is never shortened: the other end may need
 * the whole timeout for its answer.
 *
 * @param timeout how long to wait for the answer to the first send
 * @param sends   how often to send at most, 1 or more
 * @param backoff how much longer each wait is than the one before, 1 or more; 1 for waits of one length
 * @param jitter  the part of a wait by which it may be longer, 0 to 1
 */
public record Patience(Duration timeout, int sends, double backoff, double jitter) {

    /** No wait grows beyond this by backoff; a longer timeout stays as it is. */
    public static final Duration MAX_WAIT = Duration.ofMinutes(10);

    /**
     * @throws IllegalArgumentException when there would be no send or no wait, or waits would shrink
     */
    public Patience {
        if (sends < 1 || timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("A request is sent at least once and waits for some time, not " + sends
                    + " times " + timeout.toMillis() + " ms");
        }
        if (!(backoff >= 1 && backoff < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("A wait is at least 1 times as long as the one before, not " + backoff);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("A wait is longer by a part of itself from 0 to 1, not " + jitter);
        }
    }

    /**
     * Waits of one length.
     *
     * @param  timeout                  how long to wait for the answer to each send
     * @param  sends                    how often to send at most, 1 or more
     * @throws IllegalArgumentException when there would be no send or no wait
     */
    public Patience(Duration timeout, int sends) {
        this(timeout, sends, 1, 0);
    }

    /**
     * @param  dialect a dialect
     * @return         what its terminals and platforms use
     */
    public static Patience of(Dialect dialect) {
        return new Patience(dialect.answerTimeout(), dialect.sends(), dialect.answerBackoff(), dialect.answerJitter());
    }

    /**
     * How long to wait for the answer to one send.
     *
     * @param  send   which send, from 1
     * @param  random where the wait lies between its shortest and its longest, 0 to 1
     * @return        the wait
     */
    public Duration waitAfter(int send, double random) {
        double nanos = timeout.toNanos();
        if (backoff > 1) {
            nanos = Math.max(nanos, Math.min(nanos * Math.pow(backoff, send - 1d), MAX_WAIT.toNanos()));
        }
        return Duration.ofNanos(Math.round(nanos * (1 + jitter * random)));
    }

    /** @return how long all sends may take together */
    public Duration longest() {
        double first = timeout.toNanos();
        double last = Math.max(first, MAX_WAIT.toNanos());
        double growing = backoff == 1 ? 0 : Math.min(sends, Math.ceil(Math.log(last / first) / Math.log(backoff)));
        double sum = backoff == 1 ? first * sends
                : first * (Math.pow(backoff, growing) - 1) / (backoff - 1) + last * (sends - growing);
        return Duration.ofNanos(Math.round(sum * (1 + jitter)));
    }
}
