package io.wmmp.application;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.ApplicationKey;
import io.wmmp.session.Patience;

/**
 * What an application is made of. Immutable.
 *
 * @param ecCode            its code, as it stands in the header of its messages
 * @param key               what it signs with; null where its certificate alone proves it
 * @param bearer            UDP or TCP
 * @param platform          where the platform listens; resolved anew for each connection
 * @param patience          how long and how often a request is tried
 * @param heartbeatInterval the pause between heartbeats
 * @param retryInterval     the pause between tries to connect and to log in
 * @param connections       how many connections it keeps, 1 to 64; each has one exchange of its own under way at a time
 */
public record ApplicationOptions(TerminalId ecCode, ApplicationKey key, Bearer bearer, InetSocketAddress platform,
        Patience patience, Duration heartbeatInterval, Duration retryInterval, int connections) {

    /** The pause between tries where no other is given: the platform is a server next door, not behind a radio. */
    public static final Duration DEFAULT_RETRY_INTERVAL = Duration.ofSeconds(10);
    /** The connections that a platform takes of one application. */
    public static final int MAX_CONNECTIONS = 64;

    /**
     * @throws IllegalArgumentException when a time is not positive, or the number of connections not 1 to 64
     */
    public ApplicationOptions {
        Objects.requireNonNull(ecCode, "ecCode");
        Objects.requireNonNull(bearer, "bearer");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(patience, "patience");
        refuseUnlessPositive("heartbeatInterval", heartbeatInterval);
        refuseUnlessPositive("retryInterval", retryInterval);
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("Option connections is not from 1 to " + MAX_CONNECTIONS);
        }
    }

    private static void refuseUnlessPositive(String option, Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("Option " + option + " must be positive");
        }
    }
}
