package io.wmmp.platform;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.util.Timeout;
import io.wmmp.link.Peer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.DropReason;
import io.wmmp.session.SessionResources;

/**
 * Asks the registry about messages that no session stands for yet. Anybody can send those, and the registry may be a slow
 * database, so few are with it at one time, and repeated failures make the platform thriftier:
 * <ul>
 * <li>about a terminal that has often been named under a wrong digest, the registry is asked now and then only, and what it
 * has said of late goes in between. A message that verifies is dealt with at once all the same, since its digest is checked
 * against that;</li>
 * <li>a source of many failures gets half of the places at most, so that the other half is there for everybody else.</li>
 * </ul>
 */
final class Lookups {

    /** How long goes what the registry has said of a terminal that is named too often. */
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_RECENT = 4096;

    private final Function<TerminalId, CompletionStage<TerminalRecord>> registry;
    private final SessionResources resources;
    private final FailureMeter terminals;
    private final FailureMeter sources;
    private final int maxUnderWay;
    private final Duration timeout;
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder spared = new LongAdder();
    private final Map<TerminalId, Recent> recents = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TerminalId, Recent> eldest) {
            return size() > MAX_RECENT;
        }
    };

    Lookups(Function<TerminalId, CompletionStage<TerminalRecord>> registry, PlatformLimits limits, SessionResources resources) {
        this.registry = registry;
        this.resources = resources;
        this.maxUnderWay = limits.maxLookups();
        this.timeout = limits.lookupTimeout();
        this.terminals = new FailureMeter(limits.badDigestsPerMinute(), resources::nanoTime);
        this.sources = new FailureMeter(limits.badDigestsPerMinute(), resources::nanoTime);
    }

    /** Hands the terminal that a message names, or null, to whoever deals with it; drops the message where that is not possible. */
    void find(Peer peer, WmmpMessage message, Consumer<TerminalRecord> then) {
        TerminalId id = message.terminalId();
        boolean suspicious = terminals.isOverLimit(id);
        Recent recent = suspicious ? recentOf(id) : null;
        CompletionStage<TerminalRecord> found;
        if (recent != null) {
            spared.increment();
            found = CompletableFuture.completedStage(recent.terminal());
        } else if (enter(peer, message)) {
            found = inTime(registry.apply(id)).whenComplete((terminal, failure) -> {
                leave();
                if (suspicious && failure == null) {
                    remember(id, terminal);
                }
            });
        } else {
            return;
        }
        found.thenAccept(then).exceptionally(failure -> {
            failed(peer, message, failure);
            return null;
        });
    }

    /**
     * What the registry or an admission says, or a failure when it says nothing for too long: else one that never ends would
     * keep its place for ever. What comes later is ignored; the terminal has repeated its message meanwhile. Whoever never
     * ends keeps nothing of the message in memory.
     */
    <T> CompletionStage<T> inTime(CompletionStage<T> asked) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        asked.whenComplete((said, failure) -> {
            if (failure == null) {
                answer.complete(said);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        if (!answer.isDone()) {
            Timeout limit = resources.timer().newTimeout(
                    over -> resources.execute(() -> answer.completeExceptionally(new LookupTimeoutException(timeout))),
                    timeout.toMillis(), TimeUnit.MILLISECONDS);
            answer.whenComplete((said, failure) -> limit.cancel());
        }
        return answer;
    }

    /** Drops a message about which nobody could be asked. */
    void failed(Peer peer, WmmpMessage message, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        DropReason reason = cause instanceof LookupTimeoutException ? DropReason.LOOKUP_TIMEOUT : DropReason.FAILED;
        resources.drops().drop(reason, peer, message + ": " + cause);
    }

    /** Takes one of the places, which {@link #leave} gives back; drops the message when all are taken. */
    boolean enter(Peer peer, WmmpMessage message) {
        int allowed = sources.isOverLimit(sourceOf(peer)) ? maxUnderWay / 2 : maxUnderWay;
        if (underWay.incrementAndGet() <= allowed) {
            return true;
        }
        leave();
        resources.drops().drop(DropReason.TOO_MANY_LOOKUPS, peer, message);
        return false;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    /** Drops a message that does not prove what it says, and bears in mind from where and about whom. */
    void refused(DropReason reason, Peer peer, WmmpMessage message) {
        resources.drops().drop(reason, peer, message);
        if (reason == DropReason.BAD_DIGEST || reason == DropReason.UNKNOWN_TERMINAL) {
            terminals.failed(message.terminalId());
            sources.failed(sourceOf(peer));
        }
    }

    /** How often the registry was not asked. */
    long spared() {
        return spared.sum();
    }

    /** The host: who floods a platform can take another port for each message. */
    private static String sourceOf(Peer peer) {
        String address = peer.address();
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }

    private Recent recentOf(TerminalId id) {
        synchronized (recents) {
            Recent recent = recents.get(id);
            return recent != null && resources.nanoTime() - recent.nanoTime() < RECENT_NANOS ? recent : null;
        }
    }

    private void remember(TerminalId id, TerminalRecord terminal) {
        synchronized (recents) {
            recents.remove(id);
            recents.put(id, new Recent(terminal, resources.nanoTime()));
        }
    }

    /** Neither the registry nor the admission has said anything in time. */
    private static final class LookupTimeoutException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LookupTimeoutException(Duration timeout) {
            // it comes at the rate that strangers choose
            super("no answer within " + timeout.toMillis() + " ms (option lookupTimeout)", null, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    private record Recent(TerminalRecord terminal, long nanoTime) {
    }
}
