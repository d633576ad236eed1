package io.wmmp.link;

import java.net.InetSocketAddress;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * A peer at the other end of a TCP connection.
 *
 * @param channel the connection
 * @param remote  where it came from or went to; kept, since a closed channel forgets it
 * @param stream  what reads its frames; null where none are read, since it is refused
 */
record StreamPeer(Channel channel, InetSocketAddress remote, StreamHandler stream) implements Peer {

    StreamPeer(Channel channel, StreamHandler stream) {
        this(channel, (InetSocketAddress) channel.remoteAddress(), stream);
    }

    @Override
    public Bearer bearer() {
        return Bearer.TCP;
    }

    @Override
    public String address() {
        return Addresses.text(remote);
    }

    /**
     * Drops the frame when the peer does not read what was sent before: its buffer must not grow at a peer's will.
     */
    @Override
    public void send(byte[] frame) {
        EventLoops.inTurn(channel, () -> {
            if (channel.isWritable()) {
                ByteBuf content = channel.alloc().directBuffer(frame.length).writeBytes(frame);
                channel.writeAndFlush(content, channel.voidPromise());
            }
        });
    }

    @Override
    public void execute(Runnable task) {
        EventLoops.execute(channel, task);
    }

    @Override
    public boolean pause() {
        return stream != null && stream.pause();
    }

    @Override
    public void resume() {
        if (stream != null) {
            stream.resume();
        }
    }

    @Override
    public void established() {
        if (stream != null) {
            stream.established();
        }
    }

    @Override
    public Set<String> certifiedNames() {
        return CertificateNames.of(channel);
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    /** What was sent before still leaves. */
    @Override
    public void close() {
        EventLoops.inTurn(channel, channel::close);
    }

    /** A connection is the same whoever asks for it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPeer peer && channel == peer.channel;
    }

    @Override
    public int hashCode() {
        return channel.hashCode();
    }

    @Override
    public String toString() {
        return "tcp://" + address();
    }
}
