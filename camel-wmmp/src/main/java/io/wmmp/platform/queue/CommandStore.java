package io.wmmp.platform.queue;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Keeps commands that wait for their terminals. The platform holds all of them in memory, reads the store once, at its
 * start, and writes each change before it counts: a command is queued when the stage of its write has completed.
 * Implementations are safe for use by any thread and never block the caller.
 */
public interface CommandStore {

    /**
     * Gives all commands, those of one terminal in the order of their ids.
     *
     * @param  batch how many to give at a time, at least 1
     * @param  to    takes them, one call after the other; what it throws is what the stage fails with
     * @return       completes after the last call
     */
    CompletionStage<Void> load(int batch, Consumer<List<QueuedCommand>> to);

    /**
     * Changes what is kept, all of it or nothing. All commands of one call are of one terminal, and the platform waits for
     * one call about a terminal before it makes the next; calls about different terminals overlap.
     *
     * @param  changed commands that are new, or replace those with the same id
     * @param  removed ids of commands that wait no more, none of those above
     * @return         completes when that is durable
     */
    CompletionStage<Void> write(Collection<QueuedCommand> changed, Collection<Long> removed);
}
