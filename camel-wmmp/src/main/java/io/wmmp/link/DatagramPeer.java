package io.wmmp.link;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;

/**
 * A peer behind UDP.
 *
 * @param channel   the local socket
 * @param way       the same for all sockets at one local address, which look alike from outside
 * @param remote    its address
 * @param exclusive whether the socket serves this peer alone
 */
record DatagramPeer(Channel channel, Object way, InetSocketAddress remote, boolean exclusive) implements Peer {

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
        ByteBuf content = channel.eventLoop().inEventLoop() ? channel.alloc().directBuffer(frame.length).writeBytes(frame)
                : Unpooled.wrappedBuffer(frame);
        channel.writeAndFlush(new DatagramPacket(content, remote), channel.voidPromise());
    }

    @Override
    public void execute(Runnable task) {
        EventLoops.execute(channel, task);
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Closes the socket of a client; the socket of a listener serves others too and stays. */
    @Override
    public void close() {
        if (exclusive) {
            channel.close();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DatagramPeer peer && way == peer.way && remote.equals(peer.remote);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(way) + remote.hashCode();
    }

    @Override
    public String toString() {
        return "udp://" + address();
    }
}
