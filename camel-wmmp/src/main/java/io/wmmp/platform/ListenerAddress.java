package io.wmmp.platform;

import io.wmmp.link.Bearer;

/**
 * Where a platform listens.
 *
 * @param bearer UDP or TCP; SMS for a listener without a socket
 * @param host   a host name or address of this machine; null for SMS
 * @param port   the port; 0 for any free one
 */
public record ListenerAddress(Bearer bearer, String host, int port) {

    /** A listener that hears short messages only. */
    public static final ListenerAddress SMS = new ListenerAddress(Bearer.SMS, null, -1);

    @Override
    public String toString() {
        return bearer == Bearer.SMS ? "sms" : bearer.name().toLowerCase() + ":" + host + ":" + port;
    }
}
