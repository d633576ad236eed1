package io.wmmp.platform.twin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.wmmp.protocol.TerminalId;

/** Keeps twins until the process ends, as bytes: there may be a million. */
public final class MemoryTwinStore implements TwinStore {

    private final Map<TerminalId, byte[]> twins = new ConcurrentHashMap<>();

    /** An empty store. */
    public MemoryTwinStore() {
        // nothing to prepare
    }

    @Override
    public CompletionStage<Void> loadPending(int batch, Consumer<List<TerminalId>> to) {
        twins.forEach((id, bytes) -> {
            if (Twin.of(id, bytes).isPending()) {
                to.accept(List.of(id));
            }
        });
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Twin> find(TerminalId terminalId) {
        byte[] bytes = twins.get(terminalId);
        return CompletableFuture.completedStage(bytes == null ? null : Twin.of(terminalId, bytes));
    }

    @Override
    public CompletionStage<Void> save(Twin twin) {
        twins.put(twin.terminalId(), twin.toBytes());
        return CompletableFuture.completedStage(null);
    }
}
