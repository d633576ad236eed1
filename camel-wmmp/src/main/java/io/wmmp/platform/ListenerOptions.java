package io.wmmp.platform;

import java.time.Duration;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.link.TlsOptions;
import io.wmmp.platform.routing.Forwarding;
import io.wmmp.protocol.Dialect;
import io.wmmp.security.SecurityCategory;

/**
 * What a listening socket of a platform goes by. Immutable.
 *
 * @param dialect           the dialect of terminals that have none of their own
 * @param security          the least category of messages that the dialect wants signed
 * @param heartbeatInterval the pause between heartbeats that is expected of terminals which have not said another; null for
 *                          that of their dialect
 * @param missedHeartbeats  after how many such pauses without a sign of life a terminal is presumed gone; 0 for never
 * @param fragmentSize      the longest body in bytes that is sent whole to terminals where fragments are allowed, and the
 *                          size of a part; 0 for that of their dialect
 * @param tls               how TCP connections are protected; null for not at all
 * @param bindCertificate   whether a terminal must have a certificate that names its id
 * @param forwarding        what the platform does by itself with business data that came here
 */
public record ListenerOptions(
        Dialect dialect, SecurityCategory security, Duration heartbeatInterval, int missedHeartbeats, int fragmentSize,
        TlsOptions tls, boolean bindCertificate, Forwarding forwarding) {

    /** The missed heartbeats after which a terminal is presumed gone, where nothing else is said. */
    public static final int DEFAULT_MISSED_HEARTBEATS = 3;

    /**
     * @throws IllegalArgumentException when the interval is not positive or a number negative
     */
    public ListenerOptions {
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(forwarding, "forwarding");
        if (heartbeatInterval != null && (heartbeatInterval.isZero() || heartbeatInterval.isNegative())) {
            throw new IllegalArgumentException("Option heartbeatInterval must be positive");
        }
        if (missedHeartbeats < 0) {
            throw new IllegalArgumentException("Option missedHeartbeats is negative");
        }
        if (fragmentSize < 0) {
            throw new IllegalArgumentException("Option fragmentSize is negative");
        }
        if (bindCertificate && tls == null) {
            throw new IllegalArgumentException("Option bindCertificate needs TLS, and so option sslContextParameters");
        }
    }

    /**
     * Options without TLS.
     *
     * @param dialect           the dialect of terminals that have none of their own
     * @param security          the least category of messages that the dialect wants signed
     * @param heartbeatInterval the pause between heartbeats that is expected; null for that of the dialect
     * @param missedHeartbeats  after how many such pauses a terminal is presumed gone; 0 for never
     * @param fragmentSize      the longest body in bytes that is sent whole; 0 for that of the dialect
     */
    public ListenerOptions(
            Dialect dialect, SecurityCategory security, Duration heartbeatInterval, int missedHeartbeats, int fragmentSize) {
        this(dialect, security, heartbeatInterval, missedHeartbeats, fragmentSize, null, false, Forwarding.DEFAULT);
    }

    /**
     * @param  other what the platform does by itself with business data
     * @return       these options with it
     */
    public ListenerOptions with(Forwarding other) {
        return new ListenerOptions(dialect, security, heartbeatInterval, missedHeartbeats, fragmentSize, tls, bindCertificate,
                other);
    }

    /**
     * @param  dialect a dialect
     * @return         options that go by it
     */
    public static ListenerOptions of(Dialect dialect) {
        return new ListenerOptions(dialect, SecurityCategory.VERIFIED, null, DEFAULT_MISSED_HEARTBEATS, 0);
    }

    /** SMS carries the common category only: nothing by SMS can be as secure as asked for here. */
    void refuseUnlessPossible(ListenerAddress address) {
        if (address.bearer() == Bearer.SMS && security.compareTo(SecurityCategory.ENCRYPTED) >= 0) {
            throw new IllegalArgumentException(
                    "Option security: SMS carries the common category only, not " + security + "; leave the option out");
        }
    }

    /** All takers at one socket must agree. */
    void refuseDifference(ListenerAddress address, ListenerOptions other) {
        refuse("dialect", address, dialect.name(), other.dialect.name());
        refuse("security", address, security, other.security);
        refuse("heartbeatInterval", address, heartbeatInterval, other.heartbeatInterval);
        refuse("sslContextParameters", address, tls, other.tls);
        refuse("bindCertificate", address, bindCertificate, other.bindCertificate);
        refuse("forwarding", address, forwarding.mode(), other.forwarding.mode());
        refuse("answerTimeout", address, forwarding.answerTimeout(), other.forwarding.answerTimeout());
        refuse("sends", address, forwarding.sends(), other.forwarding.sends());
        refuse("answerBackoff", address, forwarding.backoff(), other.forwarding.backoff());
        refuse("answerJitter", address, forwarding.jitter(), other.forwarding.jitter());
        refuse("missedHeartbeats", address, missedHeartbeats, other.missedHeartbeats);
        refuse("fragmentSize", address, fragmentSize, other.fragmentSize);
    }

    private static void refuse(String option, ListenerAddress address, Object first, Object other) {
        if (!Objects.equals(first, other)) {
            throw new IllegalArgumentException("Option " + option + ": " + address + " has " + option + " "
                    + told(first) + " in another route and " + told(other) + " in this");
        }
    }

    private static Object told(Object value) {
        return value == null ? "of the dialect" : value;
    }
}
