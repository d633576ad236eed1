package io.wmmp.link;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A peer behind UDP whose address is kept in its eight bytes, since Java's own form of one takes 96 and a platform may keep a
 * million. Equal to the {@link DatagramPeer} of the same socket and address.
 *
 * @param socket the local socket
 * @param host   its IPv4 address
 * @param port   its port
 */
record Ipv4Peer(LocalSocket socket, int host, int port) implements UdpPeer {

    /** The four bytes of an address. */
    static int intOf(Inet4Address host) {
        byte[] bytes = host.getAddress();
        return bytes[0] << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }

    @Override
    public InetSocketAddress remote() {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(host).array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private DatagramPeer withJavaAddress() {
        return new DatagramPeer(socket, remote());
    }

    @Override
    public boolean equals(Object other) {
        if (other instanceof DatagramPeer peer) {
            return socket.looksLike(peer.socket()) && port == peer.remote().getPort()
                    && peer.remote().getAddress() instanceof Inet4Address itsHost && host == intOf(itsHost);
        }
        return other instanceof Ipv4Peer peer && socket.looksLike(peer.socket) && host == peer.host && port == peer.port;
    }

    @Override
    public int hashCode() {
        return withJavaAddress().hashCode();
    }

    @Override
    public String toString() {
        return withJavaAddress().toString();
    }
}
