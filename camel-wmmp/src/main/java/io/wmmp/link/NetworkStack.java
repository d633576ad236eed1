package io.wmmp.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The ways in which Netty reaches the network, and the channels that belong to each. */
enum NetworkStack {
    NIO {
        @Override
        EventLoopGroup newGroup(String name) {
            return new NioEventLoopGroup(0, new DefaultThreadFactory(name, true));
        }

        @Override
        Class<? extends DatagramChannel> datagramChannel() {
            return NioDatagramChannel.class;
        }

        @Override
        boolean shareAddress(Bootstrap bootstrap) {
            return false;
        }

        @Override
        int readAtOnce(Bootstrap bootstrap, int datagrams, int size) {
            return 1;
        }

        @Override
        Class<? extends SocketChannel> socketChannel() {
            return NioSocketChannel.class;
        }

        @Override
        Class<? extends ServerSocketChannel> serverSocketChannel() {
            return NioServerSocketChannel.class;
        }
    },
    /** Linux only; Netty's classes for it are an optional dependency, so nothing here may run where they are missing. */
    EPOLL {
        @Override
        EventLoopGroup newGroup(String name) {
            return new EpollEventLoopGroup(0, new DefaultThreadFactory(name, true));
        }

        @Override
        Class<? extends DatagramChannel> datagramChannel() {
            return EpollDatagramChannel.class;
        }

        @Override
        boolean shareAddress(Bootstrap bootstrap) {
            bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
            return true;
        }

        @Override
        int readAtOnce(Bootstrap bootstrap, int datagrams, int size) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, size);
            return datagrams;
        }

        @Override
        Class<? extends SocketChannel> socketChannel() {
            return EpollSocketChannel.class;
        }

        @Override
        Class<? extends ServerSocketChannel> serverSocketChannel() {
            return EpollServerSocketChannel.class;
        }
    };

    abstract EventLoopGroup newGroup(String name);

    abstract Class<? extends DatagramChannel> datagramChannel();

    /** Lets several sockets be bound to one address; false where that cannot be. */
    abstract boolean shareAddress(Bootstrap bootstrap);

    /**
     * Has several datagrams read with one call of the system.
     *
     * @param  datagrams how many, at best
     * @param  size      the longest of them, in bytes
     * @return           how many it can be; the buffer must have room for so many
     */
    abstract int readAtOnce(Bootstrap bootstrap, int datagrams, int size);

    abstract Class<? extends SocketChannel> socketChannel();

    abstract Class<? extends ServerSocketChannel> serverSocketChannel();

    /** Epoll where it is there and wanted. */
    static NetworkStack best(boolean nativeWanted) {
        return nativeWanted && epollAvailable() ? EPOLL : NIO;
    }

    static NetworkStack of(EventLoopGroup group) {
        if (group instanceof NioEventLoopGroup) {
            return NIO;
        }
        if (epollAvailable() && group instanceof EpollEventLoopGroup) {
            return EPOLL;
        }
        throw new IllegalArgumentException(
                "workerGroup is a " + group.getClass().getName() + "; a NioEventLoopGroup or an EpollEventLoopGroup is needed");
    }

    private static boolean epollAvailable() {
        try {
            return Epoll.isAvailable();
        } catch (LinkageError e) {
            return false;
        }
    }
}
