package io.wmmp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** A relay between one terminal and its platform that writes down what passes, in order. */
public final class Tap implements AutoCloseable {

    private static final int POLL_MILLIS = 200;

    private final List<WmmpMessage> messages = new CopyOnWriteArrayList<>();
    private final WmmpCodec codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private final InetSocketAddress platform;
    private final ServerSocket server;
    private final int port;
    private final List<RawSocket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * Opens the relay.
     *
     * @param  bearer      UDP or TCP
     * @param  platform    where the platform listens
     * @throws IOException when it cannot
     */
    public Tap(Bearer bearer, InetSocketAddress platform) throws IOException {
        this.platform = platform;
        if (bearer == Bearer.UDP) {
            server = null;
            RawSocket inside = RawSocket.udp(null);
            port = inside.localPort();
            relay(inside, RawSocket.udp(platform));
        } else {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            port = server.getLocalPort();
            inBackground(this::accept);
        }
    }

    private void accept() {
        try {
            while (!closed) {
                relay(RawSocket.tcp(server.accept()), RawSocket.of(Bearer.TCP, platform));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void relay(RawSocket inside, RawSocket outside) {
        sockets.addAll(List.of(inside, outside));
        inBackground(() -> pump(inside, outside));
        inBackground(() -> pump(outside, inside));
    }

    private void pump(RawSocket from, RawSocket to) {
        try {
            while (!closed) {
                byte[] frame = from.receive(POLL_MILLIS);
                if (frame != null) {
                    messages.add(codec.decode(frame));
                    to.send(frame);
                }
            }
        } finally {
            to.close();
        }
    }

    /** The end of a connection ends its threads. */
    private static void inBackground(Runnable task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (UncheckedIOException e) {
                // the other end has gone
            }
        }, "tap");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return where the terminal shall connect */
    public int port() {
        return port;
    }

    /** @return what has passed so far, both ways */
    public List<WmmpMessage> messages() {
        return List.copyOf(messages);
    }

    /** @return the commands that have passed so far, both ways */
    public List<Command> commands() {
        return messages.stream().map(WmmpMessage::command).toList();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (server != null) {
            server.close();
        }
        sockets.forEach(RawSocket::close);
    }
}
