package io.wmmp.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.wmmp.protocol.Command;

/**
 * Counts how the requests of the other end are answered, by command, and how many are recognised as copies. What was
 * dropped before it came to that is with {@link Drops}. Safe for use by any thread.
 */
public final class AnswerMeter {

    /** How a request is answered. */
    public enum Result {
        /** With a result that says success, or with an answer that has no result. */
        SUCCESS,
        /** With a result that says failure. */
        FAILURE,
        /** Not at all: whoever dealt with it stayed silent or failed, or nobody waits any more. */
        SILENCE
    }

    /** What kind of copy has come. */
    public enum Copy {
        /** The very bytes of a request that has been answered or waits for its answer. */
        SAME_BYTES,
        /** A request that waits for its answer, again under another number. */
        RENUMBERED,
        /** A request like the one answered just before: a repeat, or a second equal one. */
        POSSIBLE_DUPLICATE
    }

    private final Map<Command, Map<Result, LongAdder>> results = new EnumMap<>(Command.class);
    private final Map<Copy, LongAdder> copies = adders(Copy.class);

    AnswerMeter() {
        for (Command command : Command.values()) {
            results.put(command, adders(Result.class));
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> keys) {
        Map<E, LongAdder> adders = new EnumMap<>(keys);
        for (E key : keys.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }

    /**
     * Counts a request that has been dealt with.
     *
     * @param command the request
     * @param result  how it was answered
     */
    public void answered(Command command, Result result) {
        results.get(command).get(result).increment();
    }

    /**
     * Counts a copy.
     *
     * @param kind which kind
     */
    public void copied(Copy kind) {
        copies.get(kind).increment();
    }

    /**
     * @param  command a request
     * @param  result  how it may be answered
     * @return         how often it was answered like that, copies not counted
     */
    public long count(Command command, Result result) {
        return results.get(command).get(result).sum();
    }

    /**
     * @param  kind a kind of copies
     * @return      how many have come
     */
    public long count(Copy kind) {
        return copies.get(kind).sum();
    }
}
