package io.wmmp.platform.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.wmmp.protocol.TerminalId;

/**
 * Keeps sessions, so that terminals need not log in anew when the process of their platform has ended and another has been
 * started. The platform writes in batches, one after the other, and reads once, at its start. Implementations are safe for
 * use by any thread and never block the caller.
 */
public interface SessionStore {

    /** Keeps nothing: all terminals log in anew. */
    SessionStore NONE = new SessionStore() {

        @Override
        public CompletionStage<Void> load(int batch, Function<List<StoredSession>, CompletionStage<Void>> to) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> write(Collection<StoredSession> changed, Collection<TerminalId> forgotten) {
            return CompletableFuture.completedStage(null);
        }
    };

    /**
     * Gives all sessions.
     *
     * @param  batch how many to give at a time, at least 1
     * @param  to    takes them, and says when it takes the next; what it fails with is what the stage fails with
     * @return       completes after the last of them
     */
    CompletionStage<Void> load(int batch, Function<List<StoredSession>, CompletionStage<Void>> to);

    /**
     * Replaces what is kept of some terminals, all of it or nothing. The platform waits for one call before it makes the
     * next.
     *
     * @param  changed   sessions as they are now, one for each terminal at most
     * @param  forgotten terminals whose sessions are no more, none of those above
     * @return           completes when that is durable
     */
    CompletionStage<Void> write(Collection<StoredSession> changed, Collection<TerminalId> forgotten);
}
