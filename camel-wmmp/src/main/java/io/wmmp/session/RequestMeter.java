package io.wmmp.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.wmmp.protocol.Command;

/**
 * Counts what becomes of the requests of this end, by command. At any time as many are {@link Event#SENT} as are
 * {@link Event#ANSWERED}, {@link Event#UNANSWERED}, {@link Event#ABANDONED} or under way. Safe for use by any thread.
 */
public final class RequestMeter {

    /** What can happen to a request. */
    public enum Event {
        /** It went out for the first time. */
        SENT,
        /** It went out again, since no answer had come. */
        REPEATED,
        /** Its answer has come, whatever the result. */
        ANSWERED,
        /** Its answer has come and does not say failure; that counts as {@link #ANSWERED} too. */
        POSITIVE,
        /** Its answer has come and says failure; that counts as {@link #ANSWERED} too. */
        NEGATIVE,
        /** It went out as often as allowed, and no answer has come. */
        UNANSWERED,
        /** It went out, and its session ended, or its fragments were broken off, before an answer came. */
        ABANDONED,
        /** It never went out: its turn did not come in time, or its session ended before. */
        NOT_SENT,
        /** It was not even queued, since as many wait for this terminal as may. */
        REFUSED
    }

    private final Map<Command, Map<Event, LongAdder>> counters = new EnumMap<>(Command.class);

    /** Counters that start at zero. */
    public RequestMeter() {
        for (Command command : Command.values()) {
            Map<Event, LongAdder> ofCommand = new EnumMap<>(Event.class);
            for (Event event : Event.values()) {
                ofCommand.put(event, new LongAdder());
            }
            counters.put(command, ofCommand);
        }
    }

    void happened(Command command, Event event) {
        counters.get(command).get(event).increment();
    }

    /**
     * @param  command a request
     * @param  event   what can happen to it
     * @return         how often that has happened to requests of this command
     */
    public long count(Command command, Event event) {
        return counters.get(command).get(event).sum();
    }

    /**
     * @param  event what can happen to a request
     * @return       how often that has happened, whatever the command
     */
    public long count(Event event) {
        return counters.values().stream().mapToLong(ofCommand -> ofCommand.get(event).sum()).sum();
    }
}
