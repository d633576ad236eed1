package io.wmmp.platform;

import io.wmmp.link.Bearer;

/**
 * Where a platform listens.
 *
 * @param bearer UDP or TCP
 * @param host   a host name or address of this machine
 * @param port   the port; 0 for any free one
 */
public record ListenerAddress(Bearer bearer, String host, int port) {

    @Override
    public String toString() {
        return bearer.name().toLowerCase() + ":" + host + ":" + port;
    }
}
