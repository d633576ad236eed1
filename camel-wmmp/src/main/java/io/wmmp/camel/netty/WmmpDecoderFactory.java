package io.wmmp.camel.netty;

import org.apache.camel.component.netty.DefaultChannelHandlerFactory;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;

/**
 * A bean for the option {@code decoders} of endpoints {@code netty:udp} and {@code netty:tcp}: what arrives there becomes
 * {@link io.wmmp.protocol.WmmpMessage}s. What is no message is dropped, and a connection closed on which the next message
 * cannot be found; the log says so, now and then.
 * <p>
 * Each connection or socket gets a decoder of its own, so one bean is enough for any number of endpoints. Needs camel-netty.
 */
public final class WmmpDecoderFactory extends DefaultChannelHandlerFactory {

    private String dialect = Dialect.DEFAULT;
    private volatile WmmpCodec codec;

    /** @return the dialect of the messages */
    public String getDialect() {
        return dialect;
    }

    /**
     * @param dialect the dialect of the messages, {@code wmmp-3.0} unless set
     */
    public void setDialect(String dialect) {
        this.dialect = dialect;
        codec = null;
    }

    @Override
    public ChannelHandler newChannelHandler() {
        WmmpCodec loaded = codec;
        if (loaded == null) {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            loaded = new WmmpCodec(Dialect.load(dialect, context == null ? Dialect.class.getClassLoader() : context));
            codec = loaded;
        }
        return new FittingDecoder(loaded);
    }

    /** Gives its place to the decoder that fits the channel, which camel-netty does not tell beforehand. */
    private static final class FittingDecoder extends ChannelInboundHandlerAdapter {

        private final WmmpCodec codec;

        FittingDecoder(WmmpCodec codec) {
            this.codec = codec;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            ChannelHandler fitting = context.channel() instanceof DatagramChannel ? new DatagramDecoder(codec)
                    : new StreamDecoder(codec);
            context.pipeline().replace(this, context.name(), fitting);
        }
    }
}
