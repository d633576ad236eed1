package io.wmmp.session;

import java.util.concurrent.CompletionStage;

/** Takes requests of the other end. Those of one terminal come one after the other, those of different terminals at once. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Called on the executor.
     *
     * @param  request the request
     * @return         what to answer, when all work is done; a failure means silence
     */
    CompletionStage<Answer> handle(ReceivedRequest request);

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
