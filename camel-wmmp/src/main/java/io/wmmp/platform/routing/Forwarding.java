package io.wmmp.platform.routing;

import java.time.Duration;
import java.util.Objects;

import io.wmmp.protocol.Dialect;
import io.wmmp.session.Patience;

/**
 * What a platform does by itself with business data that is addressed to a terminal, or to an application, that it knows.
 *
 * @param mode          what its sender gets to hear
 * @param answerTimeout how long to wait for the answer of the far end to each send; null for what its dialect says
 * @param sends         how often to send at most; 0 for once less than the dialect of the far end says
 * @param backoff       how much longer each wait is than the one before; null for what the dialect of the far end says
 * @param jitter        the part of a wait by which it may be longer; null for what the dialect of the far end says
 */
public record Forwarding(Mode mode, Duration answerTimeout, int sends, Double backoff, Double jitter) {

    /** The sender gets the answer of the far end; times are those of its dialect. */
    public static final Forwarding DEFAULT = of(Mode.FAR);

    /** Whose answer the sender gets. */
    public enum Mode {
        /** That of the far end. */
        FAR,
        /** A positive one as soon as the data waits to be sent to a far end that is there. */
        ACCEPT,
        /** Nothing is forwarded: handlers get all that they take, and the rest is refused. */
        OFF
    }

    /** The mode is compulsory. */
    public Forwarding {
        Objects.requireNonNull(mode, "mode");
    }

    /**
     * @param  mode whose answer the sender gets
     * @return      forwarding with the times of the dialects
     */
    public static Forwarding of(Mode mode) {
        return new Forwarding(mode, null, 0, null, null);
    }

    /**
     * How long and how often to try to reach a far end. By default once less often than the sender tries, so that it still
     * waits when the platform gives up.
     */
    Patience patience(Dialect dialect) {
        return new Patience(answerTimeout != null ? answerTimeout : dialect.answerTimeout(),
                sends > 0 ? sends : Math.max(1, dialect.sends() - 1), backoff != null ? backoff : dialect.answerBackoff(),
                jitter != null ? jitter : dialect.answerJitter());
    }
}
