package io.wmmp.link;

import java.net.InetSocketAddress;

/** A peer behind UDP, in whichever form its address is kept. */
sealed interface UdpPeer extends Peer permits DatagramPeer, Ipv4Peer {

    /** The local socket. */
    LocalSocket socket();

    /** Its address. */
    InetSocketAddress remote();

    @Override
    default Bearer bearer() {
        return Bearer.UDP;
    }

    @Override
    default String address() {
        return Addresses.text(remote());
    }

    @Override
    default void send(byte[] frame) {
        socket().send(frame, remote());
    }

    @Override
    default void execute(Runnable task) {
        socket().execute(task);
    }

    @Override
    default boolean isOpen() {
        return socket().isOpen();
    }

    @Override
    default void close() {
        socket().close();
    }
}
