package io.wmmp.examples.benchmark.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;

/** A Netty handler and nothing else: what the sockets, Netty and, where wanted, the digests cost. */
final class RawServer implements Server {

    static final int READ_AT_ONCE = 8;
    private static final int MAX_DATAGRAM = 2048;
    private static final int MAX_FRAME = 65_535;
    private static final int READS_PER_WAKE_UP = 16;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group = epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
    private final Channel channel;

    RawServer(int port, boolean tcp, DigestCheck digests) {
        this(port, tcp, digests, 1);
    }

    /** @param atOnce how many datagrams to read with one call, where there is epoll */
    RawServer(int port, boolean tcp, DigestCheck digests, int atOnce) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        channel = (tcp ? stream(digests).bind(address) : datagrams(digests, epoll ? atOnce : 1).bind(address))
                .syncUninterruptibly().channel();
    }

    private ServerBootstrap stream(DigestCheck digests) {
        return new ServerBootstrap().group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true).childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 2, -2, 0),
                                new Answering(digests));
                    }
                });
    }

    private Bootstrap datagrams(DigestCheck digests, int atOnce) {
        Bootstrap bootstrap = new Bootstrap().group(group)
                .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.RCVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_DATAGRAM * atOnce).maxMessagesPerRead(READS_PER_WAKE_UP * atOnce))
                .handler(new Answering(digests));
        return atOnce == 1 ? bootstrap : bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully();
    }

    /** Answers each frame. */
    private static final class Answering extends ChannelInboundHandlerAdapter {

        private final DigestCheck digests;

        Answering(DigestCheck digests) {
            this.digests = digests;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof DatagramPacket packet) {
                    context.write(new DatagramPacket(answer(packet.content()), packet.sender()), context.voidPromise());
                } else {
                    context.write(answer((ByteBuf) message), context.voidPromise());
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private ByteBuf answer(ByteBuf content) {
            byte[] request = new byte[content.readableBytes()];
            content.readBytes(request);
            if (digests == null) {
                return Unpooled.wrappedBuffer(HandWrittenAnswer.to(request, 0));
            }
            if (!digests.verify(request)) {
                throw new IllegalArgumentException("A digest is wrong");
            }
            byte[] answer = HandWrittenAnswer.to(request, DigestCheck.TLV);
            digests.sign(answer);
            return Unpooled.wrappedBuffer(answer);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
