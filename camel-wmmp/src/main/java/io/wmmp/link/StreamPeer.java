package io.wmmp.link;

import java.net.InetSocketAddress;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/**
 * A peer at the other end of a TCP connection.
 *
 * @param channel the connection
 * @param remote  where it came from or went to; kept, since a closed channel forgets it
 */
record StreamPeer(Channel channel, InetSocketAddress remote) implements Peer {

    StreamPeer(Channel channel) {
        this(channel, (InetSocketAddress) channel.remoteAddress());
    }

    @Override
    public Bearer bearer() {
        return Bearer.TCP;
    }

    @Override
    public String address() {
        return Addresses.text(remote);
    }

    /** Drops the frame when the peer does not read what was sent before: its buffer must not grow at a peer's will. */
    @Override
    public void send(byte[] frame) {
        if (!channel.isWritable()) {
            return;
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(frame), channel.voidPromise());
    }

    @Override
    public void execute(Runnable task) {
        EventLoops.execute(channel, task);
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public String toString() {
        return "tcp://" + address();
    }
}
