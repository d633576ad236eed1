package io.wmmp.link;

import java.io.IOException;
import java.net.InetSocketAddress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;

/** Takes the one frame of each datagram; bytes behind it are ignored, since some real senders pad with zeros. */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);
    private static final WarningLimit FAILURES = new WarningLimit();

    private final FrameListener listener;
    private final LocalSocket socket;
    private final InetSocketAddress only;

    /**
     * @param socket the socket of this machine
     * @param only   the one peer that is heard; null for all
     */
    DatagramHandler(FrameListener listener, LocalSocket socket, InetSocketAddress only) {
        this.listener = listener;
        this.socket = socket;
        this.only = only;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        if (only != null && !only.equals(packet.sender())) {
            return;
        }
        DatagramPeer peer = new DatagramPeer(socket, packet.sender());
        try {
            listener.onFrame(peer, frame(packet.content()));
        } catch (MalformedMessageException e) {
            listener.onMalformed(peer, e);
        }
    }

    private static byte[] frame(ByteBuf datagram) {
        int size = datagram.readableBytes();
        if (size < WmmpMessage.HEADER_LENGTH) {
            throw new MalformedMessageException(
                    "datagram of " + size + " bytes is shorter than a header of " + WmmpMessage.HEADER_LENGTH, size);
        }
        int length = FrameLength.of(datagram);
        if (length > size) {
            throw new MalformedMessageException("length field says " + length + ", the datagram has " + size + " bytes", 0);
        }
        return FrameLength.read(datagram, length);
    }

    /** An unreachable port of one peer shows here; the socket goes on serving the others. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("UDP socket {}: {}", context.channel().localAddress(), cause.toString());
        } else {
            long times = FAILURES.pass();
            if (times > 0) {
                LOG.warn("UDP socket {}: {} datagram(s) could not be dealt with; the last: {}",
                        context.channel().localAddress(), times, cause.toString());
            }
        }
    }
}
