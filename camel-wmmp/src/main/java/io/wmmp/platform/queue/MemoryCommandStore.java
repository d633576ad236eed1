package io.wmmp.platform.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Keeps commands until the process ends; a platform that is started anew in it finds them again. */
public final class MemoryCommandStore implements CommandStore {

    private final NavigableMap<Long, QueuedCommand> commands = new ConcurrentSkipListMap<>();

    /** An empty store. */
    public MemoryCommandStore() {
        // nothing to prepare
    }

    @Override
    public CompletionStage<Void> load(int batch, Consumer<List<QueuedCommand>> to) {
        List<QueuedCommand> all = List.copyOf(commands.values());
        try {
            for (int i = 0; i < all.size(); i += batch) {
                to.accept(new ArrayList<>(all.subList(i, Math.min(all.size(), i + batch))));
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> write(Collection<QueuedCommand> changed, Collection<Long> removed) {
        changed.forEach(command -> commands.put(command.id(), command));
        removed.forEach(commands::remove);
        return CompletableFuture.completedStage(null);
    }
}
