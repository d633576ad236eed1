package io.wmmp.platform.fleet;

import java.util.concurrent.CompletionStage;

/** Takes what happens to terminals, and says when it has. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Called on the executor, for one event after the other.
     *
     * @param  event what has happened
     * @return       completes when all work is done. What must not be lost with the process is kept until then: a command that
     *               is over leaves its store afterwards. The next event does not wait for it. A failure counts as done
     */
    CompletionStage<Void> handle(PlatformEvent event);
}
