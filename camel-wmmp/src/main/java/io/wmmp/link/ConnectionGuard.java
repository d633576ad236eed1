package io.wmmp.link;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Ends an accepted connection that takes up room for nothing: whose peer proves nothing, sends nothing, sends a frame byte
 * by byte, or does not read. It looks every now and then, so that a limit is kept to half of the shortest. While the
 * connection is paused by this end, its peer is not blamed for sending nothing. First in the pipeline; lives on the event
 * loop.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final TcpLimits limits;
    private final StreamHandler stream;
    private final FrameListener listener;
    private volatile boolean established;
    private long begun;
    private long lastRead;
    private boolean inFrame;
    private long frameBegun;
    private boolean unwritable;
    private long unwritableSince;
    private Future<?> checks;
    private boolean hasEnded;

    ConnectionGuard(TcpLimits limits, StreamHandler stream, FrameListener listener) {
        this.limits = limits;
        this.stream = stream;
        this.listener = listener;
    }

    /** The peer has proved to be known; any thread may say so. */
    void established() {
        if (!established) {
            established = true;
        }
    }

    /** Whether it has ended the connection for a limit; asked on the event loop. */
    boolean hasEnded() {
        return hasEnded;
    }

    /**
     * What is left when all whole frames have been taken.
     *
     * @param rest  whether bytes of a frame are there
     * @param taken whether a frame has been taken since this was said last
     */
    void took(boolean rest, boolean taken) {
        if (rest && (taken || !inFrame)) {
            frameBegun = System.nanoTime();
        }
        inFrame = rest;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        begun = System.nanoTime();
        lastRead = begun;
        LongStream.of(nanos(limits.handshakeTimeout()), nanos(limits.idleTimeout()), nanos(limits.frameTimeout()),
                nanos(limits.writeTimeout())).filter(limit -> limit > 0).min().ifPresent(shortest -> {
                    long pause = Math.max(shortest / 2, SHORTEST_PAUSE_NANOS);
                    checks = context.executor().scheduleWithFixedDelay(() -> check(context), pause, pause,
                            TimeUnit.NANOSECONDS);
                });
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (checks != null) {
            checks.cancel(false);
        }
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        lastRead = System.nanoTime();
        super.channelRead(context, message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        unwritable = !context.channel().isWritable();
        unwritableSince = System.nanoTime();
        super.channelWritabilityChanged(context);
    }

    private void check(ChannelHandlerContext context) {
        long now = System.nanoTime();
        if (stream.isPaused()) {
            lastRead = now;
            frameBegun = now;
        }
        ConnectionLimit hit = hit(now);
        if (hit != null) {
            checks.cancel(false);
            hasEnded = true;
            listener.onLimit(stream.peer(), hit);
            context.close();
        }
    }

    private ConnectionLimit hit(long now) {
        if (!established && isOver(limits.handshakeTimeout(), begun, now)) {
            return ConnectionLimit.HANDSHAKE_TIME;
        }
        if (inFrame && isOver(limits.frameTimeout(), frameBegun, now)) {
            return ConnectionLimit.FRAME_TIME;
        }
        if (unwritable && isOver(limits.writeTimeout(), unwritableSince, now)) {
            return ConnectionLimit.WRITE_TIME;
        }
        return isOver(limits.idleTimeout(), lastRead, now) ? ConnectionLimit.IDLE_TIME : null;
    }

    private static boolean isOver(Duration limit, long since, long now) {
        return !limit.isZero() && now - since >= nanos(limit);
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }
}
