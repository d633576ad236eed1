package io.wmmp.testing;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * A UDP relay between terminals and a platform that behaves like a mobile network: it loses, doubles, delays and reorders
 * datagrams, gives terminals new addresses as a NAT does, and falls silent in one direction. What happens to which datagram
 * is drawn from a seed. All its state lives on one event loop.
 */
public final class BadNetwork implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_507;
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final Conditions conditions;
    private final InetSocketAddress platform;
    private final EventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("bad-network", true));
    private final Random random;
    private final Map<InetSocketAddress, ChannelFuture> outside = new HashMap<>();
    private final LongAdder lost = new LongAdder();
    private final LongAdder doubled = new LongAdder();
    private final LongAdder reordered = new LongAdder();
    private final LongAdder rebindings = new LongAdder();
    private final Channel inside;
    private volatile boolean uplinkSilent;
    private volatile boolean downlinkSilent;

    /**
     * How bad the network is, each way.
     *
     * @param seed       of the draws
     * @param loss       the part of datagrams that are lost, 0 to 1
     * @param doubling   the part that arrive twice
     * @param reordering the part that are held back so that later ones overtake them
     * @param holdMillis how long these are held back
     */
    public record Conditions(long seed, double loss, double doubling, double reordering, int holdMillis) {

        /** A network that does no harm. */
        public static final Conditions GOOD = new Conditions(1, 0, 0, 0, 0);
    }

    /**
     * Opens the relay at a free port of the loopback address.
     *
     * @param platform   where uplink datagrams go
     * @param conditions how bad it is
     */
    public BadNetwork(InetSocketAddress platform, Conditions conditions) {
        this.platform = platform;
        this.conditions = conditions;
        this.random = new Random(conditions.seed());
        this.inside = open(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                DatagramPacket packet = (DatagramPacket) message;
                InetSocketAddress terminal = packet.sender();
                byte[] bytes = take(packet);
                if (!uplinkSilent) {
                    mistreat(() -> outsideOf(terminal).addListener(
                            (ChannelFutureListener) bound -> bound.channel().writeAndFlush(packet(bytes, platform))));
                }
            }
        }).syncUninterruptibly().channel();
    }

    /** @return where terminals send to */
    public InetSocketAddress address() {
        return (InetSocketAddress) inside.localAddress();
    }

    /** Gives every terminal a new address, as the platform sees it. */
    public void rebindAll() {
        inside.eventLoop().execute(() -> {
            outside.values().forEach(bound -> bound.channel().close());
            rebindings.add(outside.size());
            outside.clear();
        });
    }

    /** Gives one terminal, drawn at random, a new address. */
    public void rebindOne() {
        inside.eventLoop().execute(() -> {
            if (!outside.isEmpty()) {
                InetSocketAddress[] terminals = outside.keySet().toArray(InetSocketAddress[]::new);
                outside.remove(terminals[random.nextInt(terminals.length)]).channel().close();
                rebindings.increment();
            }
        });
    }

    /**
     * @param silent whether nothing more reaches the platform
     */
    public void uplinkSilent(boolean silent) {
        uplinkSilent = silent;
    }

    /**
     * @param silent whether nothing more reaches the terminals
     */
    public void downlinkSilent(boolean silent) {
        downlinkSilent = silent;
    }

    /** @return how many addresses were taken away */
    public long rebindings() {
        return rebindings.sum();
    }

    private ChannelFuture outsideOf(InetSocketAddress terminal) {
        return outside.computeIfAbsent(terminal, address -> open(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                byte[] bytes = take((DatagramPacket) message);
                if (!downlinkSilent) {
                    mistreat(() -> inside.writeAndFlush(packet(bytes, address)));
                }
            }
        }));
    }

    private void mistreat(Runnable send) {
        if (random.nextDouble() < conditions.loss()) {
            lost.increment();
            return;
        }
        int copies = 1;
        if (random.nextDouble() < conditions.doubling()) {
            doubled.increment();
            copies = 2;
        }
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() < conditions.reordering()) {
                reordered.increment();
                group.schedule(send, 1 + random.nextInt(conditions.holdMillis()), TimeUnit.MILLISECONDS);
            } else {
                send.run();
            }
        }
    }

    private static byte[] take(DatagramPacket packet) {
        try {
            ByteBuf content = packet.content();
            byte[] bytes = new byte[content.readableBytes()];
            content.readBytes(bytes);
            return bytes;
        } finally {
            packet.release();
        }
    }

    private static DatagramPacket packet(byte[] bytes, InetSocketAddress to) {
        return new DatagramPacket(Unpooled.wrappedBuffer(bytes), to);
    }

    private ChannelFuture open(ChannelInboundHandlerAdapter handler) {
        return new Bootstrap().group(group).channel(NioDatagramChannel.class)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .handler(new ChannelInitializer<DatagramChannel>() {
                    @Override
                    protected void initChannel(DatagramChannel channel) {
                        channel.pipeline().addLast(handler);
                    }
                }).bind(new InetSocketAddress("127.0.0.1", 0));
    }

    /** Closes all sockets. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Says what was done to the datagrams. */
    @Override
    public String toString() {
        return "lost " + lost + ", doubled " + doubled + ", reordered " + reordered + ", rebound " + rebindings;
    }
}
