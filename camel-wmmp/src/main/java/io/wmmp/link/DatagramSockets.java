package io.wmmp.link;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.flush.FlushConsolidationHandler;

/** Opens UDP sockets: one or several that share an address for a listener, one of its own for a client. */
final class DatagramSockets {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramSockets.class);

    /** The longest UDP payload over IPv4. */
    private static final int MAX_DATAGRAM = 65_507;
    private static final int READS_PER_WAKE_UP = 16;
    /**
     * Datagrams that a listener reads with one call. Each has room for the longest, so the buffer has half a megabyte; its
     * pages are touched only as far as datagrams fill them.
     */
    private static final int AT_ONCE = 8;
    /** Datagrams that may wait to be sent until all have been dealt with that could be read. */
    private static final int MAX_UNFLUSHED = 16;

    private final NetworkStack stack;
    private final EventLoopGroup group;
    private final TransportOptions options;

    DatagramSockets(NetworkStack stack, EventLoopGroup group, TransportOptions options) {
        this.stack = stack;
        this.group = group;
        this.options = options;
    }

    /** Binds all sockets of a listener before any is read, since each that is added moves senders from one to another. */
    CompletionStage<Link> listen(InetSocketAddress address, FrameListener listener) {
        Object way = new Object();
        Bootstrap bootstrap = new Bootstrap().option(ChannelOption.AUTO_READ, false);
        int atOnce = stack.readAtOnce(bootstrap, AT_ONCE, MAX_DATAGRAM);
        prepare(bootstrap, atOnce, READS_PER_WAKE_UP * atOnce,
                channel -> new DatagramHandler(listener, new LocalSocket(channel, way, false), null));
        if (options.receiveBufferSize() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, options.receiveBufferSize());
        }
        int sockets = options.sockets();
        if (sockets > 1 && !stack.shareAddress(bootstrap)) {
            LOG.info("UDP listener {} has one socket: several need epoll", address);
            sockets = 1;
        }
        CompletionStage<List<Channel>> bound = Transport.stage(bootstrap.bind(address)).thenApply(List::of);
        for (int i = 1; i < sockets; i++) {
            bound = bound.thenCompose(before -> bindAnother(bootstrap, before));
        }
        return bound.thenApply(channels -> new DatagramLink(channels, new LocalSocket(channels.get(0), way, false)));
    }

    private static CompletionStage<List<Channel>> bindAnother(Bootstrap bootstrap, List<Channel> before) {
        return Transport.stage(bootstrap.bind(before.get(0).localAddress())).handle((channel, failure) -> {
            if (failure != null) {
                before.forEach(Channel::close);
                return CompletableFuture.<List<Channel>>failedStage(failure);
            }
            List<Channel> all = new ArrayList<>(before);
            all.add(channel);
            return CompletableFuture.completedStage(List.copyOf(all));
        }).thenCompose(stage -> stage);
    }

    /** The socket is bound but not connected: on epoll an empty datagram would hold up a connected one. */
    CompletionStage<Peer> connect(InetSocketAddress remote, FrameListener listener) {
        if (remote.isUnresolved()) {
            return CompletableFuture.failedStage(new UnknownHostException("Unknown host " + remote.getHostString()));
        }
        Bootstrap bootstrap = prepare(new Bootstrap(), 1, READS_PER_WAKE_UP,
                channel -> new DatagramHandler(listener, new LocalSocket(channel, channel, true), remote));
        return Transport.stage(bootstrap.bind(0))
                .thenApply(channel -> new DatagramPeer(new LocalSocket(channel, channel, true), remote));
    }

    private Bootstrap prepare(Bootstrap bootstrap, int atOnce, int perWakeUp, HandlerFactory handlers) {
        return bootstrap.group(group).channel(stack.datagramChannel())
                .option(ChannelOption.RCVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_DATAGRAM * atOnce).maxMessagesPerRead(perWakeUp))
                .handler(new ChannelInitializer<DatagramChannel>() {
                    @Override
                    protected void initChannel(DatagramChannel channel) {
                        // what is answered while datagrams are read goes out with one call
                        channel.pipeline().addLast(new FlushConsolidationHandler(MAX_UNFLUSHED, true),
                                handlers.newHandler(channel));
                    }
                });
    }

    @FunctionalInterface
    private interface HandlerFactory {

        DatagramHandler newHandler(Channel channel);
    }

    /**
     * Sockets at one address.
     *
     * @param channels all of them
     * @param first    the one that sends to those who have not been heard
     */
    private record DatagramLink(List<Channel> channels, LocalSocket first) implements Link {

        @Override
        public InetSocketAddress localAddress() {
            return (InetSocketAddress) channels.get(0).localAddress();
        }

        @Override
        public boolean isOpen() {
            return channels.stream().allMatch(Channel::isActive);
        }

        @Override
        public void reading(boolean reading) {
            channels.forEach(channel -> channel.config().setAutoRead(reading));
        }

        @Override
        public Peer peer(String address) {
            return new DatagramPeer(first, Addresses.of(address));
        }

        @Override
        public CompletionStage<Void> close() {
            return CompletableFuture
                    .allOf(channels.stream().map(channel -> Transport.closed(channel).toCompletableFuture())
                            .toArray(CompletableFuture[]::new));
        }
    }
}
