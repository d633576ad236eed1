package io.wmmp.link;

import java.util.concurrent.CompletionStage;

/** Takes short messages for delivery: an SMS center, or whatever leads to one. Safe for use by any thread. */
@FunctionalInterface
public interface SmsCenter {

    /**
     * Hands over a short message. Must not block: called under the monitor of sessions and on event loops.
     *
     * @param  message the short message
     * @return         completes when it has been taken over, which does not mean that it has arrived; fails when it has not
     */
    CompletionStage<Void> submit(ShortMessage message);
}
