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
}
