package io.wmmp.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * Opens UDP and TCP sockets on Netty: listening ones for a platform, connected ones for a terminal. Uses epoll where the
 * machine has it, or whatever a given event loop group is made for.
 */
public final class Transport implements Connector, AutoCloseable {

    private static final int SHUTDOWN_SECONDS = 5;

    private final NetworkStack stack;
    private final EventLoopGroup group;
    private final boolean ownGroup;
    private final TcpLimits limits;
    private final ConnectionCount accepted;
    private final DatagramSockets datagrams;
    private final NameLookup names = new NameLookup();

    /**
     * @param  shared                   the event loops to use, for instance one of camel-netty's; null for an own group
     * @throws IllegalArgumentException when the group is made for a network stack that is not known here
     */
    public Transport(EventLoopGroup shared) {
        this(shared, TransportOptions.DEFAULTS);
    }

    /**
     * As {@link #Transport(EventLoopGroup)}, with other options.
     *
     * @param  shared                   the event loops to use; null for an own group
     * @param  options                  how sockets are opened; the limits are for all TCP listeners together
     * @throws IllegalArgumentException when the group is made for a network stack that is not known here
     */
    public Transport(EventLoopGroup shared, TransportOptions options) {
        this.limits = options.tcpLimits();
        this.accepted = new ConnectionCount(limits);
        this.ownGroup = shared == null;
        this.stack = ownGroup ? NetworkStack.best(options.nativeTransport()) : NetworkStack.of(shared);
        this.group = ownGroup ? stack.newGroup("wmmp-io") : shared;
        this.datagrams = new DatagramSockets(stack, group, options);
    }

    /**
     * Opens a listening socket. It is bound when the stage completes, and takes nothing until told to.
     *
     * @param  bearer   UDP or TCP
     * @param  address  where to listen; port 0 for any free one
     * @param  listener hears the frames
     * @return          the link, or the failure to bind
     */
    public CompletionStage<Link> listen(Bearer bearer, InetSocketAddress address, FrameListener listener) {
        return listen(bearer, address, listener, null);
    }

    /**
     * As {@link #listen(Bearer, InetSocketAddress, FrameListener)}, with TLS over TCP.
     *
     * @param  bearer   UDP or TCP
     * @param  address  where to listen; port 0 for any free one
     * @param  listener hears the frames
     * @param  tls      how connections are protected; null for not at all
     * @return          the link, or the failure to bind
     */
    public CompletionStage<Link> listen(Bearer bearer, InetSocketAddress address, FrameListener listener, TlsOptions tls) {
        return bearer == Bearer.UDP ? datagrams.listen(address, listener) : listenTcp(address, listener, tls);
    }

    private CompletionStage<Link> listenTcp(InetSocketAddress address, FrameListener listener, TlsOptions tls) {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        ServerBootstrap bootstrap = new ServerBootstrap().group(group).channel(stack.serverSocketChannel())
                .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, connections, listener, tls);
                    }
                });
        return stage(bootstrap.bind(address)).thenApply(channel -> {
            channel.pipeline().addLast(new AcceptFailureHandler());
            return new StreamLink(channel, connections);
        });
    }

    private void accept(SocketChannel channel, ChannelGroup connections, FrameListener listener, TlsOptions tls) {
        InetAddress from = channel.remoteAddress() == null ? null : channel.remoteAddress().getAddress();
        if (from == null) {
            // gone before it was accepted
            channel.close();
            return;
        }
        ConnectionLimit limit = accepted.enter(from);
        if (limit != null) {
            listener.onLimit(new StreamPeer(channel, null), limit);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> accepted.leave(from));
        connections.add(channel);
        StreamHandler stream = new StreamHandler(channel, listener);
        ConnectionGuard guard = new ConnectionGuard(limits, stream, listener);
        stream.guardedBy(guard);
        channel.pipeline().addLast(guard);
        if (tls != null) {
            channel.pipeline().addLast(handshake(tls, channel, guard, listener));
        }
        channel.pipeline().addLast(stream);
    }

    /** The guard ends a handshake that takes too long, and has it counted as silence. */
    private static SslHandler handshake(TlsOptions tls, Channel channel, ConnectionGuard guard, FrameListener listener) {
        SslHandler handler = new SslHandler(tls.serverEngine());
        handler.setHandshakeTimeoutMillis(0);
        StreamPeer peer = new StreamPeer(channel, null);
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess() && !guard.hasEnded()) {
                listener.onHandshakeFailed(peer, done.cause());
            }
        });
        return handler;
    }

    @Override
    public CompletionStage<Peer> connect(Bearer bearer, InetSocketAddress remote, FrameListener listener) {
        return connect(bearer, remote, listener, null);
    }

    /**
     * @param  tls how TCP connections are protected
     * @return     opens ways as this, over TCP with TLS: connected is what has shaken hands
     */
    public Connector with(TlsOptions tls) {
        return (bearer, remote, listener) -> connect(bearer, remote, listener, tls);
    }

    private CompletionStage<Peer> connect(Bearer bearer, InetSocketAddress remote, FrameListener listener, TlsOptions tls) {
        return names.resolve(remote).thenCompose(resolved -> bearer == Bearer.UDP ? datagrams.connect(resolved, listener)
                : connectTcp(resolved, listener, tls));
    }

    private CompletionStage<Peer> connectTcp(InetSocketAddress remote, FrameListener listener, TlsOptions tls) {
        Bootstrap bootstrap = new Bootstrap().group(group).channel(stack.socketChannel())
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(new SslHandler(tls.clientEngine(remote)));
                        }
                        channel.pipeline().addLast(new StreamHandler(channel, listener));
                    }
                });
        return stage(bootstrap.connect(remote)).thenCompose(Transport::shakenHands)
                .thenApply(channel -> new StreamPeer(channel, channel.pipeline().get(StreamHandler.class)));
    }

    private static CompletionStage<Channel> shakenHands(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? CompletableFuture.completedStage(channel) : stage(tls.handshakeFuture(), channel);
    }

    static CompletionStage<Channel> stage(ChannelFuture future) {
        return stage(future, future.channel());
    }

    /** Closes a channel. One whose event loop has ended was closed with it, and its future tells nobody. */
    static CompletionStage<Void> closed(Channel channel) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.eventLoop().terminationFuture().addListener(ended -> closed.complete(null));
        stage(channel.close()).whenComplete((done, failure) -> {
            if (failure == null) {
                closed.complete(null);
            } else {
                closed.completeExceptionally(failure);
            }
        });
        return closed;
    }

    private static CompletionStage<Channel> stage(Future<?> future, Channel channel) {
        CompletableFuture<Channel> stage = new CompletableFuture<>();
        future.addListener(done -> {
            if (done.isSuccess()) {
                stage.complete(channel);
            } else {
                stage.completeExceptionally(
                        done.cause() instanceof IOException ? done.cause() : new IOException(done.cause()));
            }
        });
        return stage;
    }

    /** Ends the event loops, unless they were given; waits a few seconds for them. */
    @Override
    public void close() {
        names.close();
        if (ownGroup) {
            group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(SHUTDOWN_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    /** A listening socket and what it has accepted. */
    private record StreamLink(Channel channel, ChannelGroup connections) implements Link {

        @Override
        public InetSocketAddress localAddress() {
            return (InetSocketAddress) channel.localAddress();
        }

        @Override
        public boolean isOpen() {
            return channel.isActive();
        }

        @Override
        public void reading(boolean reading) {
            channel.config().setAutoRead(reading);
            connections.forEach(connection -> {
                StreamHandler handler = connection.pipeline().get(StreamHandler.class);
                if (handler != null) {
                    handler.listening(reading);
                }
            });
        }

        @Override
        public CompletionStage<Void> close() {
            CompletableFuture<Void> allClosed = new CompletableFuture<>();
            connections.close().addListener(done -> allClosed.complete(null));
            channel.eventLoop().parent().terminationFuture().addListener(ended -> allClosed.complete(null));
            return closed(channel).thenCombine(allClosed, (server, all) -> null);
        }
    }
}
