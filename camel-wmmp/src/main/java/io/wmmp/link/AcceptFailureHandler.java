package io.wmmp.link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Says once in a while that connections cannot be accepted, for instance because the process may open no more files. */
final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailureHandler.class);
    private static final long QUIET_NANOS = 10_000_000_000L;

    private long lastWarning = System.nanoTime() - QUIET_NANOS;

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        long now = System.nanoTime();
        if (now - lastWarning >= QUIET_NANOS) {
            lastWarning = now;
            LOG.warn("TCP listener {} cannot accept connections: {}", context.channel().localAddress(), cause.toString());
        }
    }
}
