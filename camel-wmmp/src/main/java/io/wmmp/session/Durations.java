package io.wmmp.session;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

import io.wmmp.protocol.Command;

/** How long something took, by command. Taking note allocates nothing. Safe for use by any thread. */
public final class Durations {

    private final Map<Command, LongAdder> counts = adders();
    private final Map<Command, LongAdder> nanos = adders();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Durations of nothing yet. */
    public Durations() {
        // of nothing yet
    }

    /** Hears each duration, for instance to put it into a histogram. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Something is over. Called on the thread that ends it, which may be an event loop: must not block.
         *
         * @param command what it was
         * @param nanos   how long it took, in nanoseconds
         */
        void took(Command command, long nanos);
    }

    private static Map<Command, LongAdder> adders() {
        Map<Command, LongAdder> adders = new EnumMap<>(Command.class);
        for (Command command : Command.values()) {
            adders.put(command, new LongAdder());
        }
        return adders;
    }

    /**
     * Takes note.
     *
     * @param command what it was
     * @param took    how long it took, in nanoseconds
     */
    public void note(Command command, long took) {
        counts.get(command).increment();
        nanos.get(command).add(took);
        if (!listeners.isEmpty()) {
            for (Listener listener : listeners) {
                listener.took(command, took);
            }
        }
    }

    /**
     * @param listener hears each duration from now on
     */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /**
     * @param listener hears no more
     */
    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    /**
     * @param  command what it was
     * @return         how often it is over
     */
    public long count(Command command) {
        return counts.get(command).sum();
    }

    /** @return how often anything is over */
    public long count() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** @return how long it took on average, in milliseconds; 0 when nothing is over yet */
    public double meanMillis() {
        long count = count();
        return count == 0 ? 0 : nanos.values().stream().mapToLong(LongAdder::sum).sum() / 1e6 / count;
    }
}
