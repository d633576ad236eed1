package io.wmmp.link;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.wmmp.protocol.MalformedMessageException;

/**
 * Cuts a TCP stream into frames, however the network has cut it into segments. One handler a connection. While it is paused
 * nothing is read or cut: what has been read already stays here, at most one read and a frame, and the rest waits at the
 * sender.
 */
final class StreamHandler extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(StreamHandler.class);
    private static final WarningLimit FAILURES = new WarningLimit();

    private final Channel channel;
    private final FrameListener listener;
    private final AtomicInteger pauses = new AtomicInteger();
    private ChannelHandlerContext context;
    private boolean listening = true;
    private StreamPeer peer;
    private ConnectionGuard guard;

    StreamHandler(Channel channel, FrameListener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** Lets somebody know how far frames have come. */
    void guardedBy(ConnectionGuard value) {
        guard = value;
    }

    /** The peer has proved to be known; any thread may say so. */
    void established() {
        if (guard != null) {
            guard.established();
        }
    }

    boolean isPaused() {
        return pauses.get() > 0;
    }

    StreamPeer peer() {
        return peer;
    }

    /** Takes nothing until resumed as often; any thread may call. */
    boolean pause() {
        if (!channel.isActive()) {
            return false;
        }
        pauses.incrementAndGet();
        EventLoops.inTurn(channel, this::adjustReading);
        return true;
    }

    void resume() {
        if (pauses.decrementAndGet() == 0) {
            EventLoops.inTurn(channel, this::goOn);
        }
    }

    /** Starts or stops with the listener. */
    void listening(boolean value) {
        EventLoops.inTurn(channel, () -> {
            listening = value;
            adjustReading();
        });
    }

    private void adjustReading() {
        channel.config().setAutoRead(listening && pauses.get() == 0);
    }

    private void goOn() {
        adjustReading();
        if (pauses.get() == 0 && channel.isActive() && actualReadableBytes() > 0) {
            try {
                // frames that were there when the pause began
                channelRead(context, Unpooled.EMPTY_BUFFER);
            } catch (Exception e) {
                context.fireExceptionCaught(e);
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        super.handlerAdded(added);
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) throws Exception {
        peer = new StreamPeer(channel, this);
        super.channelActive(active);
    }

    @Override
    protected void decode(ChannelHandlerContext decoding, ByteBuf in, List<Object> out) {
        boolean taken = false;
        while (pauses.get() == 0 && in.readableBytes() >= FrameLength.FIELD_LENGTH) {
            byte[] frame;
            try {
                int length = FrameLength.of(in);
                if (in.readableBytes() < length) {
                    break;
                }
                frame = FrameLength.read(in, length);
            } catch (MalformedMessageException e) {
                in.skipBytes(in.readableBytes());
                listener.onMalformed(peer, e);
                decoding.close();
                return;
            }
            taken = true;
            listener.onFrame(peer, frame);
        }
        if (guard != null) {
            guard.took(in.isReadable(), taken);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) throws Exception {
        super.channelInactive(inactive);
        if (peer != null) {
            listener.onClosed(peer);
        }
    }

    /** A reset connection is ordinary in mobile networks; it ends, and the terminal comes again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.debug("TCP connection of {}: {}", peer, cause.toString());
        } else {
            long times = FAILURES.pass();
            if (times > 0) {
                LOG.warn("{} TCP connection(s) closed, a frame could not be dealt with; the last of {}: {}", times, peer,
                        cause.toString());
            }
        }
        failed.close();
    }
}
