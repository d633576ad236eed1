package io.wmmp.session;

import java.util.concurrent.CompletionStage;

/** Takes requests of the other end. Those of one terminal come one after the other, those of different terminals at once. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Called on the executor, or on an event loop where {@link #runsOnEventLoop()} says so.
     *
     * @param  request the request
     * @return         what to answer, when all work is done; a failure means silence
     */
    CompletionStage<Answer> handle(ReceivedRequest request);

    /**
     * Whether this handler is called on the event loop of the link that brought the request. Everything else on that loop
     * waits for it, so it must never block.
     *
     * @return whether to call it there; by default it is called on the executor
     */
    default boolean runsOnEventLoop() {
        return false;
    }

    /**
     * Whether this handler is not given what may be a repeat of the request before it. The other end gets the answer to
     * that once more then, under the new number.
     *
     * @return whether possible duplicates are dropped; by default they are handed over and marked
     */
    default boolean dropsPossibleDuplicates() {
        return false;
    }
}
