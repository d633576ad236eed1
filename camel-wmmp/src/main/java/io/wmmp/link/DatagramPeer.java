package io.wmmp.link;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/**
 * A peer behind UDP.
 *
 * @param socket the local socket
 * @param remote its address
 */
record DatagramPeer(LocalSocket socket, InetSocketAddress remote) implements UdpPeer {

    @Override
    public Peer compact() {
        return remote.getAddress() instanceof Inet4Address host ? new Ipv4Peer(socket, Ipv4Peer.intOf(host), remote.getPort())
                : this;
    }

    @Override
    public boolean equals(Object other) {
        if (other instanceof Ipv4Peer) {
            return other.equals(this);
        }
        return other instanceof DatagramPeer peer && socket.looksLike(peer.socket) && remote.equals(peer.remote);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(socket.way()) + remote.hashCode();
    }

    @Override
    public String toString() {
        return "udp://" + address();
    }
}
