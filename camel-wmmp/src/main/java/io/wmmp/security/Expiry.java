package io.wmmp.security;

import java.time.Duration;
import java.time.Instant;

/**
 * When a password or key ends, as the expiry tags have it: Unix seconds in 32 bits, of which 0xFFFFFFFF means never. A
 * terminal that has not been told sends 0, which is read as never too.
 *
 * @param seconds Unix seconds, 0 to 0xFFFFFFFF
 */
public record Expiry(long seconds) {

    /** An end that never comes. */
    public static final Expiry NEVER = new Expiry(0xFFFFFFFFL);

    /**
     * @throws IllegalArgumentException when it does not fit into 32 bits
     */
    public Expiry {
        if (seconds < 0 || seconds > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("An expiry is 0 to 0xFFFFFFFF seconds, not " + seconds);
        }
    }

    /**
     * @param  validity how long a secret shall be good, at least a second; null for ever
     * @param  now      the time of day
     * @return          when it ends; never where that is later than 32 bits can say
     */
    public static Expiry after(Duration validity, Instant now) {
        if (validity == null) {
            return NEVER;
        }
        if (validity.toSeconds() < 1) {
            throw new IllegalArgumentException("A secret must be good for a second at least, not for " + validity);
        }
        long end = validity.toSeconds() > NEVER.seconds ? NEVER.seconds : now.getEpochSecond() + validity.toSeconds();
        return end >= NEVER.seconds ? NEVER : new Expiry(end);
    }

    /** @return whether the end never comes */
    public boolean isNever() {
        return seconds == 0 || seconds == NEVER.seconds;
    }

    /**
     * @param  now the time of day
     * @return     whether the secret is of no use any more
     */
    public boolean isPast(Instant now) {
        return !isNever() && now.getEpochSecond() >= seconds;
    }
}
