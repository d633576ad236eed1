package io.wmmp.link;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;

/**
 * A peer behind UDP.
 *
 * @param socket the local socket
 * @param remote its address
 */
record DatagramPeer(LocalSocket socket, InetSocketAddress remote) implements Peer {

    @Override
    public Bearer bearer() {
        return Bearer.UDP;
    }

    @Override
    public String address() {
        return Addresses.text(remote);
    }

    @Override
    public void send(byte[] frame) {
        // a thread of another kind need not have pooled buffers
        Channel channel = socket.channel();
        ByteBuf content = channel.eventLoop().inEventLoop() ? channel.alloc().directBuffer(frame.length).writeBytes(frame)
                : Unpooled.wrappedBuffer(frame);
        channel.writeAndFlush(new DatagramPacket(content, remote), channel.voidPromise());
    }

    @Override
    public void execute(Runnable task) {
        EventLoops.execute(socket.channel(), task);
    }

    @Override
    public boolean isOpen() {
        return socket.channel().isActive();
    }

    /** Closes the socket of a client; the socket of a listener serves others too and stays. */
    @Override
    public void close() {
        if (socket.exclusive()) {
            socket.channel().close();
        }
    }

    @Override
    public Peer compact() {
        return remote.getAddress() instanceof Inet4Address host ? Ipv4Peer.of(socket, host, remote.getPort()) : this;
    }

    @Override
    public boolean equals(Object other) {
        if (other instanceof Ipv4Peer) {
            return other.equals(this);
        }
        return other instanceof DatagramPeer peer && socket.way() == peer.socket.way() && remote.equals(peer.remote);
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
