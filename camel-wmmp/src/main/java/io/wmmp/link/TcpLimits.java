package io.wmmp.link;

import java.time.Duration;

/**
 * What a peer may ask of TCP listeners before its connection is refused or ended. A time of zero stands for no limit.
 *
 * @param maxConnections           connections in all, 1 or more
 * @param maxConnectionsPerAddress connections from one source address, 1 or more; many terminals share the address of the
 *                                 NAT of their carrier
 * @param handshakeTimeout         how long a connection may be open before its peer has proved to be known
 * @param idleTimeout              how long nothing may come over a connection
 * @param frameTimeout             how long a frame may be under way from its first byte to its last
 * @param writeTimeout             how long a peer may not read what is sent to it
 */
public record TcpLimits(int maxConnections, int maxConnectionsPerAddress, Duration handshakeTimeout, Duration idleTimeout,
        Duration frameTimeout, Duration writeTimeout) {

    /** What counts where nothing else is said: generous to terminals, whose sessions outlive their connections. */
    public static final TcpLimits DEFAULTS = new TcpLimits(100_000, 10_000, Duration.ofSeconds(30), Duration.ofMinutes(10),
            Duration.ofSeconds(60), Duration.ofSeconds(30));

    /**
     * @throws IllegalArgumentException when no connection would be allowed or a time is negative
     */
    public TcpLimits {
        atLeastOne("maxConnections", maxConnections);
        atLeastOne("maxConnectionsPerAddress", maxConnectionsPerAddress);
        notNegative("handshakeTimeout", handshakeTimeout);
        notNegative("idleTimeout", idleTimeout);
        notNegative("frameTimeout", frameTimeout);
        notNegative("writeTimeout", writeTimeout);
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("Option " + option + " must be at least 1");
        }
    }

    private static void notNegative(String option, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("Option " + option + " is negative");
        }
    }
}
