package io.wmmp.link;

import java.net.InetSocketAddress;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;

/**
 * A peer behind UDP.
 *
 * @param channel the local socket
 * @param remote  its address; null for a socket that is connected to this peer
 */
record DatagramPeer(Channel channel, InetSocketAddress remote) implements Peer {

    @Override
    public Bearer bearer() {
        return Bearer.UDP;
    }

    @Override
    public String address() {
        return Addresses.text(remote == null ? (InetSocketAddress) channel.remoteAddress() : remote);
    }

    @Override
    public void send(byte[] frame) {
        Object message = remote == null
                ? Unpooled.wrappedBuffer(frame) : new DatagramPacket(Unpooled.wrappedBuffer(frame), remote);
        channel.writeAndFlush(message, channel.voidPromise());
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Closes the socket of a client; the socket of a listener serves others too and stays. */
    @Override
    public void close() {
        if (remote == null) {
            channel.close();
        }
    }

    @Override
    public String toString() {
        return "udp://" + address();
    }
}
