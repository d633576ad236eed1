package io.wmmp.link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Says once in a while that connections cannot be accepted, for instance because the process may open no more files. */
final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailureHandler.class);

    private final WarningLimit failures = new WarningLimit();

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        long times = failures.pass();
        if (times > 0) {
            LOG.warn("TCP listener {} could not accept {} connection(s); the last time: {}", context.channel().localAddress(),
                    times, cause.toString());
        }
    }
}
