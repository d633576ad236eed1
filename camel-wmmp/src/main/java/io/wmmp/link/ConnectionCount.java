package io.wmmp.link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the accepted connections, in all and by source address. Safe for use by any thread. */
final class ConnectionCount {

    private final TcpLimits limits;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int all;

    ConnectionCount(TcpLimits limits) {
        this.limits = limits;
    }

    /** Counts a connection, unless that would be one too many: then gives the limit. */
    synchronized ConnectionLimit enter(InetAddress from) {
        if (all >= limits.maxConnections()) {
            return ConnectionLimit.CONNECTIONS;
        }
        int ofAddress = byAddress.getOrDefault(from, 0);
        if (ofAddress >= limits.maxConnectionsPerAddress()) {
            return ConnectionLimit.CONNECTIONS_PER_ADDRESS;
        }
        byAddress.put(from, ofAddress + 1);
        all++;
        return null;
    }

    synchronized void leave(InetAddress from) {
        all--;
        byAddress.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
    }
}
