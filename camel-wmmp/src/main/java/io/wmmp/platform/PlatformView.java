package io.wmmp.platform;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Counters;

/** What can be seen of a platform by those who watch it. Looking changes nothing. Safe for use by any thread. */
public final class PlatformView {

    private static final long STATES_GOOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Platform platform;
    private final TerminalSessions sessions;
    private final Deliveries deliveries;
    private volatile States states;

    PlatformView(Platform platform, TerminalSessions sessions, Deliveries deliveries) {
        this.platform = platform;
        this.sessions = sessions;
        this.deliveries = deliveries;
    }

    /** @return what the platform counts */
    public Counters counters() {
        return platform.resources().counters();
    }

    /**
     * Counts the sessions by the state of their terminal. With many sessions that takes some milliseconds, so what was
     * counted is good for a second.
     *
     * @return how many terminals are in which state; all states are there
     */
    public Map<TerminalState, Long> states() {
        States last = states;
        long now = platform.resources().nanoTime();
        if (last == null || now - last.nanoTime > STATES_GOOD_NANOS) {
            Map<TerminalState, Long> counts = new EnumMap<>(TerminalState.class);
            for (TerminalState state : TerminalState.values()) {
                counts.put(state, 0L);
            }
            sessions.forEach(session -> counts.merge(session.state(), 1L, Long::sum));
            last = new States(Map.copyOf(counts), now);
            states = last;
        }
        return last.counts;
    }

    /**
     * @param  terminalId a terminal that the registry knows
     * @return            how it stands
     */
    public TerminalState state(TerminalId terminalId) {
        TerminalSession session = sessions.get(terminalId);
        return session == null ? TerminalState.REGISTERED : session.state();
    }

    /**
     * Looks for sessions.
     *
     * @param  query which, and how many
     * @return       a page of them
     */
    public SessionPage sessions(SessionQuery query) {
        return query.in(sessions);
    }

    /** @return how many requests of terminals are with routes at the moment, or wait for a thread */
    public int exchanges() {
        return deliveries.underWay();
    }

    /** @return how many may be */
    public int maxExchanges() {
        return deliveries.maxExchanges();
    }

    /** @return how many commands wait for terminals, also for those that are away */
    public int queuedCommands() {
        return platform.commands().queued();
    }

    /**
     * @param  outcome what can become of such a command
     * @return         how often that has happened
     */
    public long commands(CommandDesk.Outcome outcome) {
        return platform.commands().count(outcome);
    }

    /** @return how many terminals have to be told values that they shall have */
    public int pendingTwins() {
        return platform.twins().pending();
    }

    /** @return how many values of terminals were not kept, since they were too long or too many */
    public long ignoredTwinValues() {
        return platform.twins().ignored();
    }

    /** @return how many downloads of firmware are under way or have ended lately */
    public int downloads() {
        return platform.downloads().held();
    }

    /** @return the terminals that the platform knows */
    public TerminalRegistry registry() {
        return platform.registry();
    }

    /** @return the listeners that are open or should be */
    public List<ListenerStatus> listeners() {
        return platform.listeners().stream().map(PlatformListener::status).toList();
    }

    private record States(Map<TerminalState, Long> counts, long nanoTime) {
    }
}
