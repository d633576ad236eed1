package io.wmmp.platform.twin;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.wmmp.protocol.TerminalId;

/**
 * The twins, in front of the store that has them. Changes of one twin are made one after the other, in the order in which they
 * were asked for. Safe for use by any thread; nothing here blocks.
 */
final class TwinBook {

    private final TwinStore store;
    private final BiConsumer<Twin, Twin> observer;
    /** The last change of each twin that is under way. */
    private final Map<TerminalId, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();

    /**
     * @param observer gets a twin as it was and as it has been stored, before the next change of it
     */
    TwinBook(TwinStore store, BiConsumer<Twin, Twin> observer) {
        this.store = store;
        this.observer = observer;
    }

    /** What is known of a terminal; of some terminals that is nothing. */
    CompletionStage<Twin> find(TerminalId terminalId) {
        return CompletableFuture.completedStage(terminalId).thenCompose(store::find)
                .thenApply(twin -> twin == null ? Twin.unknown(terminalId) : twin);
    }

    /** What is known of a terminal when the changes before are through. */
    CompletionStage<Twin> findChanged(TerminalId terminalId) {
        return change(terminalId, twin -> twin);
    }

    /** Changes a twin when the changes before are through; completes when that is stored. */
    CompletionStage<Twin> change(TerminalId terminalId, UnaryOperator<Twin> change) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> before = changes.put(terminalId, over);
        CompletionStage<Void> ready = before == null ? CompletableFuture.completedStage(null) : before;
        return ready.thenCompose(done -> find(terminalId)).thenCompose(twin -> {
            Twin after = change.apply(twin);
            return after == twin ? CompletableFuture.completedStage(twin) : store.save(after).thenApply(done -> {
                observer.accept(twin, after);
                return after;
            });
        }).whenComplete((twin, failure) -> {
            changes.remove(terminalId, over);
            over.complete(null);
        });
    }
}
