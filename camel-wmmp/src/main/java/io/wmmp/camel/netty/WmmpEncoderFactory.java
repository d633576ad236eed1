package io.wmmp.camel.netty;

import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

import io.netty.channel.ChannelHandler;

/**
 * A bean for the option {@code encoders} of endpoints {@code netty:udp} and {@code netty:tcp}: a
 * {@link io.wmmp.protocol.WmmpMessage}, or a {@code byte[]} that is one already, leaves as its bytes. One bean is enough for
 * any number of endpoints. Needs camel-netty.
 */
public final class WmmpEncoderFactory extends DefaultChannelHandlerFactory {

    private static final MessageEncoder ENCODER = new MessageEncoder();

    @Override
    public ChannelHandler newChannelHandler() {
        return ENCODER;
    }
}
