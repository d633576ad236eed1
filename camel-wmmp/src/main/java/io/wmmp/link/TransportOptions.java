package io.wmmp.link;

import java.util.Objects;

/**
 * How sockets are opened.
 *
 * @param tcpLimits         what peers may ask of TCP listeners
 * @param nativeTransport   whether to use epoll where the machine has it; otherwise NIO
 * @param sockets           how many sockets a UDP listener has at its one address, each with an event loop; one where the
 *                          network stack cannot have several
 * @param receiveBufferSize bytes that the system holds for each UDP listener until they are read; 0 for what it thinks best
 */
public record TransportOptions(TcpLimits tcpLimits, boolean nativeTransport, int sockets, int receiveBufferSize) {

    /** What counts where nothing else is said. */
    public static final TransportOptions DEFAULTS = new TransportOptions(TcpLimits.DEFAULTS, true, 1, 0);

    /**
     * @throws IllegalArgumentException when there would be no socket, or the size is negative
     */
    public TransportOptions {
        Objects.requireNonNull(tcpLimits, "tcpLimits");
        if (sockets < 1) {
            throw new IllegalArgumentException("Option sockets must be at least 1");
        }
        if (receiveBufferSize < 0) {
            throw new IllegalArgumentException("Option receiveBufferSize is negative");
        }
    }

    /**
     * @param  limits what peers may ask of TCP listeners
     * @return        these options with those limits
     */
    public TransportOptions with(TcpLimits limits) {
        return new TransportOptions(limits, nativeTransport, sockets, receiveBufferSize);
    }
}
