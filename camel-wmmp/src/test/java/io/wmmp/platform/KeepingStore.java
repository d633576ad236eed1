package io.wmmp.platform;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.wmmp.platform.store.ForwardingStore;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.TerminalId;

/** Keeps sessions for the next platform of the same test, and lets the test decide how that goes. */
final class KeepingStore implements SessionStore {

    final Map<TerminalId, StoredSession> sessions = new ConcurrentHashMap<>();
    final AtomicInteger writes = new AtomicInteger();
    /** What each write waits for, or fails with. */
    volatile CompletionStage<Void> durable = CompletableFuture.completedStage(null);

    @Override
    public CompletionStage<Void> load(int batch, Function<List<StoredSession>, CompletionStage<Void>> to) {
        CompletionStage<Void> taken = CompletableFuture.completedStage(null);
        for (StoredSession session : sessions.values()) {
            taken = taken.thenCompose(before -> to.apply(List.of(session)));
        }
        return taken;
    }

    @Override
    public CompletionStage<Void> write(Collection<StoredSession> changed, Collection<TerminalId> forgotten) {
        writes.incrementAndGet();
        return durable.thenRun(() -> {
            changed.forEach(session -> sessions.put(session.terminalId(), session));
            sessions.keySet().removeAll(forgotten);
        });
    }

    /** What a process would find that is started after this one was killed now. */
    KeepingStore afterAKill() {
        KeepingStore found = new KeepingStore();
        found.sessions.putAll(sessions);
        return found;
    }

    /** A store for a whole platform whose other matters, whatever they are, are in memory. */
    PlatformStore with(PlatformStore others) {
        return new ForwardingStore(others) {
            @Override
            public SessionStore sessions() {
                return KeepingStore.this;
            }
        };
    }
}
