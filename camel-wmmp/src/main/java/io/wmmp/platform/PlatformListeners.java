package io.wmmp.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.wmmp.link.Bearer;
import io.wmmp.link.Link;
import io.wmmp.link.SocketlessLink;
import io.wmmp.link.Transport;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.session.RequestHandler;

/**
 * The sockets at which a platform listens: each is opened for the first who takes requests there, and closed with the last. The
 * monitor is held while a socket is opened: not for event loops.
 */
final class PlatformListeners {

    private final Platform platform;
    private final Transport transport;
    private final RestoredSessions restored;
    private final Map<ListenerAddress, PlatformListener> listeners = new HashMap<>();
    /** Sockets that are closing: their address is not free yet. */
    private final Map<ListenerAddress, CompletionStage<Void>> closing = new ConcurrentHashMap<>();

    PlatformListeners(Platform platform, Transport transport, RestoredSessions restored) {
        this.platform = platform;
        this.transport = transport;
        this.restored = restored;
    }

    /** Has a handler take requests at an address, and opens a socket there where it is the first. */
    synchronized Consumption consume(
            ListenerAddress address, ListenerOptions options, WmmpCodec codec, Set<Command> commands, RequestHandler handler) {
        PlatformListener listener = listeners.get(address);
        if (listener != null) {
            listener.options().refuseDifference(address, options);
            return listener.consume(commands, handler);
        }
        PlatformListener opened = new PlatformListener(platform, address, options, codec);
        restored.load();
        opened.opened(bind(address, opened));
        listeners.put(address, opened);
        restored.attach(opened);
        return opened.consume(commands, handler);
    }

    private Link bind(ListenerAddress address, PlatformListener listener) {
        if (address.bearer() == Bearer.SMS) {
            return new SocketlessLink();
        }
        CompletionStage<Void> predecessor = closing.remove(address);
        try {
            if (predecessor != null) {
                predecessor.toCompletableFuture().join();
            }
            return transport.listen(address.bearer(), new InetSocketAddress(address.host(), address.port()), listener,
                    listener.options().tls())
                    .toCompletableFuture().join();
        } catch (CompletionException e) {
            IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            throw new UncheckedIOException("Cannot listen at " + address + ": " + cause.getMessage(), cause);
        }
    }

    /** Lets the socket at an address take messages. */
    synchronized void startReading(ListenerAddress address) {
        PlatformListener listener = listeners.get(address);
        if (listener != null) {
            listener.link().reading(true);
        }
    }

    /** Does something with the listener at an address that must not be closed meanwhile. */
    synchronized <T> T with(ListenerAddress address, Function<PlatformListener, T> what) {
        PlatformListener listener = listeners.get(address);
        if (listener == null) {
            throw new IllegalArgumentException("Nobody listens at " + address);
        }
        return what.apply(listener);
    }

    /** A handler takes nothing more; completes when its socket is closed, where it was the last. */
    synchronized CompletionStage<Void> release(Consumption consumption) {
        PlatformListener listener = consumption.listener();
        listener.remove(consumption);
        if (!listener.isUnused() || !listeners.remove(listener.address(), listener)) {
            return CompletableFuture.completedStage(null);
        }
        CompletionStage<Void> closed = listener.link().close();
        closing.put(listener.address(), closed);
        closed.whenComplete((done, failure) -> closing.remove(listener.address(), closed));
        return closed;
    }

    synchronized List<PlatformListener> all() {
        return List.copyOf(listeners.values());
    }

    /** Closes all sockets, and waits for that. */
    void close() {
        List<PlatformListener> open;
        synchronized (this) {
            open = List.copyOf(listeners.values());
            listeners.clear();
        }
        open.forEach(listener -> listener.link().close().exceptionally(failure -> null).toCompletableFuture().join());
    }
}
