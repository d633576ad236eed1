package io.wmmp.examples.benchmark.load;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Many terminals at one server, on one thread: over UDP behind one socket, over TCP with a connection each. A {@link Turn} is
 * under way at a time; between turns nothing is sent.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int READ_AT_ONCE = 32;
    private static final int MAX_DATAGRAM = 2048;
    private static final int MAX_FRAME = 65_535;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group = epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
    private final boolean tcp;
    private final Channel[] channels;
    private volatile Turn turn;

    /**
     * Connects.
     *
     * @param  server    where the server listens
     * @param  tcp       whether to speak TCP, a connection for each terminal; otherwise UDP
     * @param  terminals how many terminals there are
     */
    public LoadGenerator(InetSocketAddress server, boolean tcp, int terminals) {
        this.tcp = tcp;
        this.channels = new Channel[tcp ? terminals : 1];
        Bootstrap bootstrap = tcp ? stream() : datagrams();
        for (int i = 0; i < channels.length; i++) {
            channels[i] = bootstrap.connect(server).syncUninterruptibly().channel();
        }
    }

    private Bootstrap stream() {
        return new Bootstrap().group(group).channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true).handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 2, -2, 0), new Answers());
                    }
                });
    }

    private Bootstrap datagrams() {
        int atOnce = epoll ? READ_AT_ONCE : 1;
        Bootstrap bootstrap = new Bootstrap().group(group)
                .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.RCVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_DATAGRAM * atOnce).maxMessagesPerRead(READ_AT_ONCE * atOnce))
                .handler(new Answers());
        return epoll ? bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM) : bootstrap;
    }

    /**
     * Asks every terminal once.
     *
     * @param  dialogue what they say
     * @param  first    the first terminal
     * @param  end      the one behind the last
     * @param  window   how many requests are under way at a time
     * @return          what came of it
     */
    public Measurement each(Dialogue dialogue, int first, int end, int window) {
        return run(new Turn(this, dialogue, first, end, window, null, 0));
    }

    /**
     * Asks terminals in turn, for a while.
     *
     * @param  dialogue what they say
     * @param  first    the first terminal
     * @param  end      the one behind the last
     * @param  window   how many requests are under way at a time
     * @param  time     how long
     * @return          what came of it
     */
    public Measurement during(Dialogue dialogue, int first, int end, int window, Duration time) {
        return run(new Turn(this, dialogue, first, end, window, time, 0));
    }

    /**
     * Asks terminals in turn at a steady pace, for a while.
     *
     * @param  dialogue  what they say
     * @param  first     the first terminal
     * @param  end       the one behind the last
     * @param  window    how many requests may be under way at a time; while it is full the pace cannot be kept
     * @param  time      how long
     * @param  perSecond how many requests in a second
     * @return           what came of it
     */
    public Measurement atPace(Dialogue dialogue, int first, int end, int window, Duration time, double perSecond) {
        return run(new Turn(this, dialogue, first, end, window, time, perSecond));
    }

    private Measurement run(Turn next) {
        turn = next;
        return next.run();
    }

    EventLoopGroup group() {
        return group;
    }

    Channel channelOf(int terminal) {
        return channels[tcp ? terminal : 0];
    }

    void flush(int terminal) {
        if (tcp) {
            channels[terminal].flush();
        }
    }

    void flushAll() {
        if (!tcp) {
            channels[0].flush();
        }
    }

    @Override
    public void close() {
        for (Channel channel : channels) {
            channel.close().syncUninterruptibly();
        }
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answers extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                Turn current = turn;
                if (current != null) {
                    current.answered(message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            flushAll();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // a port that is not open yet, a connection that ends: what is missing is asked again, and counted
            if (tcp) {
                context.close();
            }
        }
    }
}
