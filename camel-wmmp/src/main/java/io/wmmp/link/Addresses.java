package io.wmmp.link;

import java.net.InetSocketAddress;

/** The text form of socket addresses. */
final class Addresses {

    private Addresses() {
    }

    static String text(InetSocketAddress address) {
        if (address == null) {
            return "unknown";
        }
        String host = address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
