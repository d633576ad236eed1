package io.wmmp.examples.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.wmmp.examples.simulator.BadNetwork.Way;
import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;

/**
 * A few UDP sockets for many terminals: a hundred thousand sockets would be more than a process may open. What arrives is
 * told apart by the terminal id in the header. On the way datagrams are lost and doubled as a {@link BadNetwork} has it, and
 * a terminal can be moved to another socket, as happens to real ones behind a NAT. Safe for use by any thread.
 */
final class SharedSockets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSockets.class);

    private static final int MAX_DATAGRAM = 65_507;
    private static final int READS_PER_WAKE_UP = 16;
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int TERMINAL_ID = 12;
    private static final int SHUTDOWN_SECONDS = 5;

    private final InetSocketAddress platform;
    private final BadNetwork network;
    private final EventLoopGroup group = new NioEventLoopGroup(0, new DefaultThreadFactory("simulator-io", true));
    private final List<Channel> sockets = new ArrayList<>();
    private final Map<TerminalId, Line> lines = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder doubled = new LongAdder();
    private final LongAdder astray = new LongAdder();

    /**
     * Opens the sockets.
     *
     * @param  platform    where they send to; what comes from elsewhere is ignored
     * @param  count       how many
     * @param  network     what happens on the way
     * @throws IOException when so many cannot be opened
     */
    SharedSockets(InetSocketAddress platform, int count, BadNetwork network) throws IOException {
        this.platform = platform;
        this.network = network;
        Bootstrap bootstrap = new Bootstrap().group(group).channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.RCVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(READS_PER_WAKE_UP))
                .handler(new Sorter());
        for (int i = 0; i < count; i++) {
            ChannelFuture bound = bootstrap.bind(0).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                close();
                throw new IOException("UDP socket " + (i + 1) + " of " + count + " cannot be opened: "
                        + bound.cause().getMessage(), bound.cause());
            }
            sockets.add(bound.channel());
        }
    }

    /**
     * The way of a terminal to the platform.
     *
     * @param index      its number, which decides about its socket and its losses
     * @param terminalId the id in the header of what is meant for it
     */
    Line line(int index, TerminalId terminalId) {
        return lines.computeIfAbsent(terminalId, id -> new Line(index));
    }

    /** Datagrams that were handed to the network, those lost there included. */
    long sent() {
        return sent.sum();
    }

    /** Datagrams that came from the platform, those lost behind the socket included. */
    long received() {
        return received.sum();
    }

    /** Datagrams of both directions that were lost on purpose. */
    long lost() {
        return lost.sum();
    }

    /** Datagrams of both directions that arrived twice. */
    long doubled() {
        return doubled.sum();
    }

    /** Datagrams that came to a socket which their terminal had left, or that were for nobody. */
    long astray() {
        return astray.sum();
    }

    int size() {
        return sockets.size();
    }

    private int copies(int terminal, Way way, int number) {
        int copies = network.copies(terminal, way, number);
        if (copies == 0) {
            lost.increment();
        } else if (copies > 1) {
            doubled.increment();
        }
        return copies;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(SHUTDOWN_SECONDS,
                TimeUnit.SECONDS);
    }

    /** The place of one terminal: its socket of the moment, and how many datagrams went each way. */
    final class Line implements Connector {

        private final int index;
        private final AtomicInteger uplink = new AtomicInteger();
        private final AtomicInteger downlink = new AtomicInteger();
        private volatile int socket;
        private volatile LinePeer peer;

        private Line(int index) {
            this.index = index;
            this.socket = index % sockets.size();
        }

        /** Moves the terminal to the socket behind this one; what is sent to the old one does not reach it any more. */
        void move(int places) {
            socket = (socket + places) % sockets.size();
        }

        @Override
        public CompletionStage<Peer> connect(Bearer bearer, InetSocketAddress remote, FrameListener listener) {
            LinePeer connected = new LinePeer(this, listener);
            peer = connected;
            return CompletableFuture.completedStage(connected);
        }

        private void send(byte[] frame) {
            sent.increment();
            Channel channel = sockets.get(socket);
            for (int copies = copies(index, Way.TO_PLATFORM, uplink.getAndIncrement()); copies > 0; copies--) {
                channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(frame), platform), channel.voidPromise());
            }
        }

        private void receive(Channel channel, byte[] frame) {
            LinePeer now = peer;
            if (now == null || !channel.equals(sockets.get(socket))) {
                astray.increment();
                return;
            }
            for (int copies = copies(index, Way.TO_TERMINAL, downlink.getAndIncrement()); copies > 0; copies--) {
                now.listener.onFrame(now, frame);
            }
        }
    }

    /** The platform as one life of a terminal sees it. */
    private final class LinePeer implements Peer {

        private final Line line;
        private final FrameListener listener;

        LinePeer(Line line, FrameListener listener) {
            this.line = line;
            this.listener = listener;
        }

        @Override
        public Bearer bearer() {
            return Bearer.UDP;
        }

        @Override
        public String address() {
            return platform.getAddress().getHostAddress() + ":" + platform.getPort();
        }

        @Override
        public void send(byte[] frame) {
            if (isOpen()) {
                line.send(frame);
            }
        }

        @Override
        public boolean isOpen() {
            return line.peer == this;
        }

        @Override
        public void close() {
            if (isOpen()) {
                line.peer = null;
            }
        }

        @Override
        public String toString() {
            return "udp://" + address();
        }
    }

    /** Gives each datagram to the terminal that it is for. */
    @Sharable
    private final class Sorter extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            ByteBuf content = packet.content();
            if (!platform.equals(packet.sender()) || content.readableBytes() < WmmpMessage.HEADER_LENGTH) {
                astray.increment();
                return;
            }
            received.increment();
            int id = content.readerIndex() + TERMINAL_ID;
            Line line = lines.get(new TerminalId(content.getLong(id), content.getLong(id + Long.BYTES)));
            int length = content.getUnsignedShort(content.readerIndex());
            if (line == null || length > content.readableBytes()) {
                astray.increment();
                return;
            }
            byte[] frame = new byte[length];
            content.readBytes(frame);
            line.receive(context.channel(), frame);
        }

        /** An unreachable platform shows here; the terminals find out by themselves. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                LOG.debug("UDP socket {}: {}", context.channel().localAddress(), cause.toString());
            } else {
                LOG.warn("UDP socket {}: a datagram could not be dealt with", context.channel().localAddress(), cause);
            }
        }
    }
}
