package io.wmmp.platform.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * Keeps commands for terminals that are not there, or do not answer, and hands them over one after the other when their
 * terminal gives a sign of life. A command leaves the queue with the answer of its terminal, positive or negative, or when
 * it is given up. Safe for use by any thread; nothing here blocks.
 */
public final class CommandDesk {

    /** The bound on commands that wait in all where none is given. */
    public static final int DEFAULT_MAX_IN_ALL = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);
    /** Not queued: LOGOUT makes no sense later, and keys wait in the registry, where they are kept as secrets. */
    private static final Set<Command> NEVER_QUEUED = Set.of(Command.LOGOUT, Command.SECURITY_CONFIG);
    private static final int LOAD_BATCH = 1000;
    private static final int MICROS_PER_MILLI = 1000;
    private static final String REMOTE_COMMAND = "remote_command";
    private static final int LOG_IN = 3;
    /** A terminal says by SMS that it wakes up before it logs in; if not, that must not hold up its commands for long. */
    private static final Patience WAKE_UP = new Patience(Duration.ofSeconds(30), 1);

    private final Fleet fleet;
    private final CommandStore store;
    private final int maxOfTerminal;
    private final int maxInAll;
    private final Map<TerminalId, CommandQueue> queues = new ConcurrentHashMap<>();
    private final Set<TerminalId> beingWoken = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final CompletionStage<Void> loaded;
    private volatile boolean closed;

    /** What can become of a command that is to be queued. */
    public enum Outcome {
        /** Its terminal has answered, whatever the result. */
        ANSWERED,
        /** It was given up. */
        EXPIRED,
        /** It was not taken, since too many waited. */
        REFUSED
    }

    /**
     * Reads at once what an earlier process has left.
     *
     * @param fleet         the terminals
     * @param store         keeps what waits
     * @param maxOfTerminal how many commands may wait for one terminal
     * @param maxInAll      how many commands may wait in all
     */
    public CommandDesk(Fleet fleet, CommandStore store, int maxOfTerminal, int maxInAll) {
        this.fleet = fleet;
        this.store = store;
        this.maxOfTerminal = maxOfTerminal;
        this.maxInAll = maxInAll;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        loaded = store.load(LOAD_BATCH, batch -> batch.forEach(this::restore)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.error("The commands that wait for terminals cannot be read, and no others are queued", failure);
            }
        });
    }

    private void restore(QueuedCommand command) {
        lastId.accumulateAndGet(command.id(), Math::max);
        waiting.incrementAndGet();
        queues.computeIfAbsent(command.terminalId(), id -> new CommandQueue(this, id)).restore(command);
    }

    /**
     * Whether commands of a kind wait for their terminals.
     *
     * @param  command a request
     * @return         false for LOGOUT, which makes no sense later, and SECURITY_CONFIG
     */
    public static boolean isQueued(Command command) {
        return !NEVER_QUEUED.contains(command);
    }

    /**
     * Queues a command. It goes out as soon as its terminal is logged in and those before it are answered.
     *
     * @param  terminalId the terminal
     * @param  command    the request, one that {@linkplain #isQueued is queued}
     * @param  body       writes the body in the dialect of the terminal; what it throws is what the stage fails with
     * @param  terms      how long it waits, and what else holds for it
     * @return            completes when the command is stored. Fails with {@link UnknownTerminalException},
     *                    {@link io.wmmp.protocol.InvalidFieldException}, {@link RejectedExecutionException} when too many
     *                    wait already, or with what the store fails with
     */
    public CompletionStage<CommandTicket> submit(
            TerminalId terminalId, Command command, DownlinkBody body, CommandTerms terms) {
        if (!isQueued(command)) {
            throw new IllegalArgumentException(command + " is not queued");
        }
        return loaded.thenCompose(done -> fleet.recordOf(terminalId)).thenCompose(terminal -> {
            WmmpCodec codec = fleet.codecOf(terminal);
            byte[] bytes = body.write(codec, terminal);
            Instant expires = Instant.now().plus(terms.timeToLive()).truncatedTo(ChronoUnit.MILLIS);
            WaitingCommand entry = new WaitingCommand(
                    new QueuedCommand(nextId(), terminalId, command, bytes, expires, terms.maxTries()), terms.patience(),
                    terms.waits());
            return add(entry, terms.newestWins()).thenApply(position -> {
                if (terms.wakeUp()) {
                    wakeUp(terminal);
                }
                return ticket(entry, position, terms.patience().apply(codec.dialect()).longest());
            });
        });
    }

    /** Later ones are greater, and as a rule those of a later process too. */
    private long nextId() {
        return lastId.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() * MICROS_PER_MILLI));
    }

    private CompletionStage<Integer> add(WaitingCommand entry, boolean newestWins) {
        QueuedCommand command = entry.command();
        if (closed) {
            throw new SessionClosedException(command.command() + " not queued: the platform has stopped");
        }
        if (waiting.incrementAndGet() > maxInAll) {
            left();
            happened(Outcome.REFUSED);
            throw new RejectedExecutionException(command.command() + " of terminal " + command.terminalId() + " not queued: "
                    + maxInAll + " commands wait already (maxQueuedCommandsInAll)");
        }
        try {
            CompletionStage<Integer> added = null;
            while (added == null) {
                added = queues.computeIfAbsent(command.terminalId(), id -> new CommandQueue(this, id))
                        .add(entry, maxOfTerminal, newestWins);
            }
            return added;
        } catch (RejectedExecutionException e) {
            left();
            happened(Outcome.REFUSED);
            throw e;
        }
    }

    /** Whoever waits does so no longer than this, or than the delivery that is under way then. */
    private CommandTicket ticket(WaitingCommand entry, int position, Duration limit) {
        if (closed) {
            entry.answer.completeExceptionally(stopped());
        } else if (entry.isAwaited()) {
            Timeout timeout = fleet.resources().timer().newTimeout(fired -> {
                entry.waitIsOver();
                if (!entry.isBeingDelivered()) {
                    stopWaiting(entry, "no answer within " + limit.toMillis() + " ms", limit.toMillis());
                }
            }, limit.toMillis(), TimeUnit.MILLISECONDS);
            entry.answer.whenComplete((message, failure) -> timeout.cancel());
        }
        return new CommandTicket(entry.command().id(), position, entry.answer);
    }

    private static SessionClosedException stopped() {
        return new SessionClosedException("The platform has stopped");
    }

    /** Tells whoever waits for the answer that the command stays queued. */
    void stopWaiting(WaitingCommand entry, String why, long millis) {
        if (entry.stopWaiting()) {
            fleet.resources().execute(() -> entry.answer
                    .completeExceptionally(new CommandWaitsException(entry.command(), positionOf(entry), why, millis)));
        }
    }

    private int positionOf(WaitingCommand entry) {
        CommandQueue queue = queues.get(entry.command().terminalId());
        return queue == null ? 0 : queue.positionOf(entry);
    }

    /** Has a terminal log in that a command cannot reach at the moment, where short messages can. */
    private void wakeUp(TerminalRecord terminal) {
        TerminalId id = terminal.terminalId();
        if (isServed(id) || !fleet.reachesBySms(terminal) || !beingWoken.add(id)) {
            return;
        }
        fleet.requestBySms(id, Command.REMOTE_CTRL,
                (codec, record) -> codec.writeBody(Command.REMOTE_CTRL, Map.of(REMOTE_COMMAND, LOG_IN)), dialect -> WAKE_UP)
                .whenComplete((answer, failure) -> {
                    beingWoken.remove(id);
                    if (failure != null) {
                        LOG.debug("Terminal {} has not said that it wakes up: {}", id, failure.toString());
                    }
                });
    }

    /**
     * @param  terminalId a terminal
     * @param  body       the body of a request that it was sent
     * @return            the id of the command under way whose body this is; null where none is
     */
    public Long idOf(TerminalId terminalId, byte[] body) {
        CommandQueue queue = queues.get(terminalId);
        return queue == null ? null : queue.idOf(body);
    }

    /** Whether no command waits for a sign of life of its terminal. */
    boolean isServed(TerminalId terminalId) {
        CommandQueue queue = queues.get(terminalId);
        return queue == null || queue.isServed();
    }

    /**
     * @param  terminalId a terminal
     * @return            how many commands wait for it, the one under way included
     */
    public int queued(TerminalId terminalId) {
        CommandQueue queue = queues.get(terminalId);
        return queue == null ? 0 : queue.size();
    }

    /** @return how many commands wait in all */
    public int queued() {
        return waiting.get();
    }

    /**
     * @param  outcome what can become of a command
     * @return         how often that has happened
     */
    public long count(Outcome outcome) {
        return outcomes.get(outcome).sum();
    }

    private void happened(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    /**
     * A terminal that is logged in has been heard. Called by its session for each message, on event loops.
     *
     * @param session its session
     */
    public void heard(Downlink session) {
        CommandQueue queue = queues.isEmpty() ? null : queues.get(session.terminalId());
        if (queue == null) {
            return;
        }
        // not on this event loop: there a command would overtake the answer that another thread has just handed to it
        fleet.resources().execute(() -> {
            if (queue.isUnderWay()) {
                session.repeatCrossedRequest();
            }
            queue.heard();
        });
    }

    /** Sends nothing more, and takes nothing more. Called by the platform when it stops. */
    public void close() {
        closed = true;
        queues.values().forEach(queue -> queue.close(stopped()));
    }

    CommandStore store() {
        return store;
    }

    SessionResources resources() {
        return fleet.resources();
    }

    /** The session of a terminal that is logged in and takes what waits for it, or null. */
    Downlink readySession(TerminalId terminalId) {
        return closed ? null : fleet.ready(terminalId);
    }

    boolean isOnline(TerminalId terminalId) {
        return !closed && fleet.isOnline(terminalId);
    }

    void left() {
        waiting.decrementAndGet();
    }

    void drop(TerminalId terminalId, CommandQueue queue) {
        queues.remove(terminalId, queue);
    }

    void notPublished(QueuedCommand command, Throwable failure) {
        LOG.warn("{} is over, but nobody can be told what has become of it: {}", command, failure.toString());
    }

    void notRemoved(QueuedCommand command, Throwable failure) {
        LOG.warn("{} is over, but it cannot be removed from the store and may be sent again after a restart: {}", command,
                failure.toString());
    }

    /**
     * Nobody who has waited for the answer needs an event too.
     *
     * @return completes when the event is through
     */
    CompletionStage<Void> publishAnswered(WaitingCommand entry, WmmpMessage answer, Downlink session, boolean awaited) {
        happened(Outcome.ANSWERED);
        if (awaited) {
            return CompletableFuture.completedStage(null);
        }
        WmmpCodec codec = session.codec();
        Map<String, Object> details = details(entry);
        details.put("result", answer.has(WmmpCodec.RESULT) ? (int) answer.unsigned(WmmpCodec.RESULT) : 0);
        details.put("answer", codec.readBody(codec.redacted(answer)));
        return publish(Type.COMMAND_ANSWERED, entry, null, details);
    }

    /**
     * Whoever waits for the answer does not wait for the event.
     *
     * @return completes when the event is through, or at once for somebody who waits
     */
    CompletionStage<Void> publishExpired(WaitingCommand entry, String reason) {
        happened(Outcome.EXPIRED);
        CompletionStage<Void> through = publish(Type.COMMAND_EXPIRED, entry, reason, details(entry));
        return entry.isAwaited() ? CompletableFuture.completedStage(null) : through;
    }

    void completeExpired(WaitingCommand entry, String reason) {
        entry.answer.completeExceptionally(new CommandExpiredException(entry.command(), reason));
    }

    private static Map<String, Object> details(WaitingCommand entry) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("commandId", entry.command().id());
        details.put("command", entry.command().command().name());
        return details;
    }

    private CompletionStage<Void> publish(Type type, WaitingCommand entry, String reason, Map<String, Object> details) {
        return fleet.publish(new PlatformEvent(type, entry.command().terminalId(), null, null, reason, null, details));
    }
}
