package io.wmmp.link;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
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

    abstract Class<? extends SocketChannel> socketChannel();

    abstract Class<? extends ServerSocketChannel> serverSocketChannel();

    static NetworkStack best() {
        return epollAvailable() ? EPOLL : NIO;
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
