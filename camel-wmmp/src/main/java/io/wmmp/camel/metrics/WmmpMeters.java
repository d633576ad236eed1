package io.wmmp.camel.metrics;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.wmmp.link.Bearer;
import io.wmmp.platform.Platform;
import io.wmmp.platform.PlatformView;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.protocol.Command;
import io.wmmp.session.AnswerMeter.Copy;
import io.wmmp.session.AnswerMeter.Result;
import io.wmmp.session.Counters;
import io.wmmp.session.DropReason;
import io.wmmp.session.Durations;
import io.wmmp.session.RequestMeter.Event;
import io.wmmp.session.Traffic.Direction;
import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalPhase;

/**
 * The meters of one Camel context, in a Micrometer registry: for its platforms together, and for its terminals together; no
 * tag names a terminal. They read what both count anyway, when the registry asks. The names are in
 * {@code docs/operations.md}. Safe for use by any thread.
 */
public final class WmmpMeters implements AutoCloseable {

    /** How the requests of this end may end. */
    private static final Map<Event, String> ENDS = Map.of(Event.POSITIVE, "success", Event.NEGATIVE, "failure",
            Event.UNANSWERED, "unanswered", Event.ABANDONED, "abandoned", Event.NOT_SENT, "not_sent", Event.REFUSED, "refused");

    private final MeterRegistry registry;
    private final Tags common;
    private final List<Meter> meters = new CopyOnWriteArrayList<>();
    private final List<Runnable> farewells = new CopyOnWriteArrayList<>();
    /** What is metered. Micrometer itself would let go of it. */
    private final List<PlatformView> platforms = new CopyOnWriteArrayList<>();
    private final List<Counters> terminals = new CopyOnWriteArrayList<>();
    private Conversation ofPlatforms;

    /**
     * Meters of nothing yet.
     *
     * @param registry where they go
     * @param context  the name of the Camel context, a tag of each
     */
    public WmmpMeters(MeterRegistry registry, String context) {
        this.registry = registry;
        this.common = Tags.of("camelContext", context);
    }

    /**
     * Adds a platform. What several platforms count is added up.
     *
     * @param platform the platform
     */
    public synchronized void add(PlatformView platform) {
        platforms.add(platform);
        if (ofPlatforms == null) {
            ofPlatforms = registerPlatforms(common.and("end", "platform"));
        }
        ofPlatforms.time(platform.counters());
    }

    private Conversation registerPlatforms(Tags tags) {
        for (TerminalState state : TerminalState.values()) {
            gauge("wmmp.sessions", tags.and("state", lower(state)), "Terminals with a session at the platform, by state",
                    platforms, view -> view.states().get(state));
        }
        gauge("wmmp.exchanges", tags, "Requests of terminals that are with routes, or wait for a thread", platforms,
                PlatformView::exchanges);
        gauge("wmmp.commands.queued", tags, "Commands that wait for terminals, also for those that are away", platforms,
                PlatformView::queuedCommands);
        for (CommandDesk.Outcome outcome : CommandDesk.Outcome.values()) {
            counter("wmmp.commands", tags.and("result", lower(outcome)), "Commands that are queued, by what became of them",
                    platforms, view -> view.commands(outcome));
        }
        gauge("wmmp.twins.pending", tags, "Terminals that have to be told values that they shall have", platforms,
                PlatformView::pendingTwins);
        counter("wmmp.twins.ignored", tags, "Values of terminals that were not kept: too long, or too many", platforms,
                PlatformView::ignoredTwinValues);
        return conversation(tags, platforms, PlatformView::counters, Platform.uplinkCommands(), Terminal.downlinkCommands());
    }

    /**
     * Adds the meters of the terminals.
     *
     * @param counters what they count
     * @param phases   tells how many terminals are in a phase
     */
    public synchronized void add(Counters counters, ToDoubleFunction<TerminalPhase> phases) {
        Tags tags = common.and("end", "terminal");
        for (TerminalPhase phase : TerminalPhase.values()) {
            register(Gauge.builder("wmmp.terminals", () -> phases.applyAsDouble(phase)).tags(tags.and("phase", lower(phase)))
                    .description("Terminals of this application, by phase").register(registry));
        }
        terminals.add(counters);
        conversation(tags, terminals, Function.identity(), Terminal.downlinkCommands(), Platform.uplinkCommands())
                .time(counters);
    }

    private <T> Conversation conversation(Tags tags, List<T> sources, Function<T, Counters> counters, Set<Command> received,
            Set<Command> sent) {
        for (Command command : received) {
            received(tags.and("command", command.name()), sources, counters, command);
        }
        for (Command command : sent) {
            sent(tags.and("command", command.name()), sources, counters, command);
        }
        for (Copy kind : Copy.values()) {
            counter("wmmp.duplicates", tags.and("kind", lower(kind)), "Copies of requests of the other end", sources,
                    source -> counters.apply(source).answers().count(kind));
        }
        for (DropReason reason : DropReason.values()) {
            counter("wmmp.drops", tags.and("reason", lower(reason)), "What arrived and was dropped, by reason", sources,
                    source -> counters.apply(source).drops().count(reason));
        }
        for (Direction direction : Direction.values()) {
            for (Bearer bearer : Bearer.values()) {
                Tags way = tags.and("direction", lower(direction), "bearer", lower(bearer));
                counter("wmmp.frames", way, "Frames, copies included", sources,
                        source -> counters.apply(source).traffic().frames(direction, bearer));
                counter("wmmp.bytes", way, "Bytes of these frames", sources,
                        source -> counters.apply(source).traffic().bytes(direction, bearer));
            }
        }
        counter("wmmp.held.back", tags, "How often a connection was not read for a while because too much was under way",
                sources, source -> counters.apply(source).heldBack());
        gauge("wmmp.queue", tags, "Requests of this end that wait for their turn", sources,
                source -> counters.apply(source).queued());
        return new Conversation(
                timers("wmmp.route.time", tags, "How long routes take with requests of the other end", received),
                timers("wmmp.answer.time", tags, "How long the other end takes to answer, from the first send", sent));
    }

    private <T> void received(Tags tags, List<T> sources, Function<T, Counters> counters, Command command) {
        for (Result result : Result.values()) {
            counter("wmmp.requests.received", tags.and("result", lower(result)),
                    "Requests of the other end, by how they were answered", sources,
                    source -> counters.apply(source).answers().count(command, result));
        }
    }

    private <T> void sent(Tags tags, List<T> sources, Function<T, Counters> counters, Command command) {
        ENDS.forEach((event, result) -> counter("wmmp.requests.sent", tags.and("result", result),
                "Requests of this end, by what became of them", sources,
                source -> counters.apply(source).requests().count(command, event)));
        counter("wmmp.repeats", tags, "Requests of this end that went out again, since no answer had come", sources,
                source -> counters.apply(source).requests().count(command, Event.REPEATED));
    }

    private <T> void counter(String name, Tags tags, String description, List<T> sources, ToDoubleFunction<T> count) {
        FunctionCounter.Builder<List<T>> counter = FunctionCounter.builder(name, sources, all -> sum(all, count)).tags(tags)
                .description(description);
        register((name.equals("wmmp.bytes") ? counter.baseUnit("bytes") : counter).register(registry));
    }

    private <T> void gauge(String name, Tags tags, String description, List<T> sources, ToDoubleFunction<T> value) {
        register(Gauge.builder(name, sources, all -> sum(all, value)).tags(tags).description(description).register(registry));
    }

    private static <T> double sum(List<T> sources, ToDoubleFunction<T> value) {
        return sources.stream().mapToDouble(value).sum();
    }

    private Map<Command, Timer> timers(String name, Tags tags, String description, Set<Command> commands) {
        Map<Command, Timer> timers = new EnumMap<>(Command.class);
        commands.forEach(command -> timers.put(command, Timer.builder(name).tags(tags.and("command", command.name()))
                .description(description).register(registry)));
        meters.addAll(timers.values());
        return timers;
    }

    private void register(Meter meter) {
        meters.add(meter);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Removes all these meters from the registry. */
    @Override
    public synchronized void close() {
        farewells.forEach(Runnable::run);
        farewells.clear();
        meters.forEach(registry::remove);
        meters.clear();
        platforms.clear();
        terminals.clear();
        ofPlatforms = null;
    }

    /** The timers of one end, made beforehand: to time a message looks nothing up in the registry. */
    private final class Conversation {

        private final Map<Command, Timer> routes;
        private final Map<Command, Timer> answers;

        Conversation(Map<Command, Timer> routes, Map<Command, Timer> answers) {
            this.routes = routes;
            this.answers = answers;
        }

        void time(Counters counters) {
            listen(counters.routeTimes(), routes);
            listen(counters.answerTimes(), answers);
        }

        private void listen(Durations durations, Map<Command, Timer> timers) {
            Durations.Listener listener = (command, nanos) -> {
                Timer timer = timers.get(command);
                if (timer != null) {
                    timer.record(nanos, TimeUnit.NANOSECONDS);
                }
            };
            durations.addListener(listener);
            farewells.add(() -> durations.removeListener(listener));
        }
    }
}
