package io.wmmp.link;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;

/**
 * A UDP socket of this machine.
 *
 * @param channel   the socket itself
 * @param way       the same for all sockets at one local address, which look alike from outside
 * @param exclusive whether it serves one peer alone
 */
record LocalSocket(Channel channel, Object way, boolean exclusive) {

    /** Sends a datagram; the thread of the socket makes the packet, since its buffers are at hand there. */
    void send(byte[] frame, InetSocketAddress remote) {
        if (channel.eventLoop().inEventLoop()) {
            write(frame, remote);
        } else {
            EventLoops.inTurn(channel, () -> write(frame, remote));
        }
    }

    private void write(byte[] frame, InetSocketAddress remote) {
        ByteBuf content = channel.alloc().directBuffer(frame.length).writeBytes(frame);
        channel.writeAndFlush(new DatagramPacket(content, remote), channel.voidPromise());
    }

    void execute(Runnable task) {
        EventLoops.execute(channel, task);
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Closes the socket of a client; the socket of a listener serves others too and stays. */
    void close() {
        if (exclusive) {
            channel.close();
        }
    }

    /** Whether frames that go to a peer behind either socket take the same way. */
    boolean looksLike(LocalSocket other) {
        return way == other.way;
    }
}
