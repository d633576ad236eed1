package io.wmmp.link;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Looks up host names with the resolver of the JDK, which blocks, and so neither on an event loop nor on the thread of whoever
 * connects. One lookup at a time: those that wait are mostly for the same name, which the JDK remembers for a while.
 */
final class NameLookup implements AutoCloseable {

    /** As many names may wait; further connections fail, and are tried again later like others that fail. */
    private static final int MAX_WAITING = 100_000;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor thread;

    NameLookup() {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("wmmp-names", true));
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Resolves an address where that has not been done.
     *
     * @param  address the address
     * @return         the resolved address, at once where it was; fails with {@link UnknownHostException} when there is no such
     *                 host, and with {@link RejectedExecutionException} when too many names wait or this is closed
     */
    CompletionStage<InetSocketAddress> resolve(InetSocketAddress address) {
        if (!address.isUnresolved()) {
            return CompletableFuture.completedStage(address);
        }
        CompletableFuture<InetSocketAddress> resolved = new CompletableFuture<>();
        try {
            thread.execute(() -> lookUp(address, resolved));
        } catch (RejectedExecutionException e) {
            resolved.completeExceptionally(e);
        }
        return resolved;
    }

    private static void lookUp(InetSocketAddress address, CompletableFuture<InetSocketAddress> resolved) {
        InetSocketAddress found = new InetSocketAddress(address.getHostString(), address.getPort());
        if (found.isUnresolved()) {
            resolved.completeExceptionally(new UnknownHostException("Unknown host " + address.getHostString()));
        } else {
            resolved.complete(found);
        }
    }

    /** Looks up nothing more; what waits is dropped, since nobody connects any more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
