package io.wmmp.link;

import java.net.InetSocketAddress;

/** The text form of socket addresses. */
final class Addresses {

    private Addresses() {
    }

    /** The address of a text that {@link #text} has made of a resolved one; nothing is looked up. */
    static InetSocketAddress of(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    static String text(InetSocketAddress address) {
        if (address == null) {
            return "unknown";
        }
        String host = address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
