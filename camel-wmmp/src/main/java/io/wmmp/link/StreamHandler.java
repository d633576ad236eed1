package io.wmmp.link;

import java.io.IOException;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.wmmp.protocol.MalformedMessageException;

/** Cuts a TCP stream into frames, however the network has cut it into segments. One handler a connection. */
final class StreamHandler extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(StreamHandler.class);

    private final Channel channel;
    private final FrameListener listener;
    private StreamPeer peer;

    StreamHandler(Channel channel, FrameListener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        peer = new StreamPeer(channel);
        super.channelActive(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= FrameLength.FIELD_LENGTH) {
            byte[] frame;
            try {
                int length = FrameLength.of(in);
                if (in.readableBytes() < length) {
                    return;
                }
                frame = FrameLength.read(in, length);
            } catch (MalformedMessageException e) {
                in.skipBytes(in.readableBytes());
                listener.onMalformed(peer, e);
                context.close();
                return;
            }
            listener.onFrame(peer, frame);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        if (peer != null) {
            listener.onClosed(peer);
        }
    }

    /** A reset connection is ordinary in mobile networks; it ends, and the terminal comes again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("TCP connection of {}: {}", peer, cause.toString());
        } else {
            LOG.warn("TCP connection of {} is closed, a frame could not be dealt with: {}", peer, cause.toString());
        }
        context.close();
    }
}
