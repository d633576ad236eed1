package io.wmmp.platform.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.CipherException;
import io.wmmp.session.FragmentsAbortedException;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.SessionClosedException;

/**
 * The commands that wait for one terminal, in the order in which they came. The first is under way while the terminal is
 * logged in; it leaves the queue with its answer. When none comes, it waits for the next sign of life: whoever does not
 * answer now is not likely to answer the one behind it. Safe for use by any thread; the monitor guards the state and is
 * not held while anything is sent.
 */
final class CommandQueue {

    private final CommandDesk desk;
    private final TerminalId terminalId;
    private final Deque<WaitingCommand> entries = new ArrayDeque<>(2);
    /** What is written about this terminal, one after the other. */
    private CompletionStage<Void> writes = CompletableFuture.completedStage(null);
    private WaitingCommand underWay;
    private boolean waitsForLife;
    /** Counts the signs of life, to tell whether there was one since a delivery began. */
    private int signs;
    /** Commands that are over and not yet out of the store. */
    private int leaving;
    private boolean dropped;

    CommandQueue(CommandDesk desk, TerminalId terminalId) {
        this.desk = desk;
        this.terminalId = terminalId;
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized boolean isUnderWay() {
        return underWay != null;
    }

    /** The id of the command under way, where this is its body. */
    synchronized Long idOf(byte[] body) {
        return underWay != null && underWay.command.body() == body ? underWay.command.id() : null;
    }

    /** The place of an entry, from 1; 0 when it waits no more. */
    synchronized int positionOf(WaitingCommand entry) {
        int position = 0;
        for (WaitingCommand each : entries) {
            position++;
            if (each == entry) {
                return position;
            }
        }
        return 0;
    }

    /** Whether the terminal is there and takes its commands. */
    boolean isServed() {
        synchronized (this) {
            if (waitsForLife) {
                return false;
            }
        }
        return desk.isOnline(terminalId);
    }

    /** Takes what was queued before the platform was started. */
    synchronized void restore(QueuedCommand command) {
        WaitingCommand entry = new WaitingCommand(command, null, false);
        entry.stored = true;
        entries.add(entry);
        arm(entry);
    }

    /**
     * Takes a command; null when this queue has been dropped meanwhile.
     *
     * @return its position, when it is stored
     */
    CompletionStage<Integer> add(WaitingCommand entry, int max, boolean newestWins) {
        int position;
        CompletionStage<Void> written;
        synchronized (this) {
            if (dropped) {
                return null;
            }
            if (entries.size() >= max) {
                throw new RejectedExecutionException(entry.command.command() + " of terminal " + terminalId + " not queued: "
                        + max + " commands wait already (maxQueuedCommands)");
            }
            entries.add(entry);
            position = entries.size();
            written = write(() -> store(entry, newestWins));
        }
        return written.handle((done, failure) -> {
            if (failure != null) {
                forget(entry);
                dropWhenEmpty();
                deliver();
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            synchronized (this) {
                entry.stored = true;
                arm(entry);
            }
            deliver();
            return position;
        });
    }

    /** Writes when what was to be written before is written, successfully or not. */
    private synchronized CompletionStage<Void> write(Supplier<CompletionStage<Void>> change) {
        writes = writes.handle((done, failure) -> null).thenCompose(ready -> change.get());
        return writes;
    }

    private CompletionStage<Void> store(WaitingCommand entry, boolean newestWins) {
        Map<WaitingCommand, QueuedCommand> older = newestWins ? withoutTagsOf(entry) : Map.of();
        List<QueuedCommand> changed = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        older.forEach((each, rest) -> {
            if (rest.body().length == 0) {
                removed.add(rest.id());
            } else {
                changed.add(rest);
            }
        });
        changed.add(entry.command);
        return desk.store().write(changed, removed).whenComplete((done, failure) -> older.forEach((each, rest) -> {
            synchronized (this) {
                each.changing = false;
                if (failure == null && rest.body().length > 0) {
                    each.command = rest;
                }
            }
            if (failure == null && rest.body().length == 0) {
                forget(each);
                String reason = "command " + entry.command.id() + " has replaced it";
                desk.publishExpired(each, reason);
                desk.resources().execute(() -> desk.completeExpired(each, reason));
            }
        }));
    }

    /** What is left of the settings that wait before another, without the tags that this one sets. */
    private synchronized Map<WaitingCommand, QueuedCommand> withoutTagsOf(WaitingCommand newest) {
        Map<WaitingCommand, QueuedCommand> changes = new LinkedHashMap<>();
        if (newest.command.command() != Command.CONFIG_SET) {
            return changes;
        }
        List<Integer> tags = newest.tags();
        for (WaitingCommand older : entries) {
            boolean waits = older != newest && older != underWay && older.stored;
            if (waits && older.command.command() == Command.CONFIG_SET && older.tags().stream().anyMatch(tags::contains)) {
                older.changing = true;
                changes.put(older, older.without(tags));
            }
        }
        return changes;
    }

    private void arm(WaitingCommand entry) {
        long millis = Math.max(1, Duration.between(Instant.now(), entry.command.expires()).toMillis());
        entry.expiry = desk.resources().timer().newTimeout(timeout -> desk.resources().execute(() -> expire(entry)), millis,
                TimeUnit.MILLISECONDS);
    }

    private void expire(WaitingCommand entry) {
        synchronized (this) {
            if (entry.changing) {
                arm(entry);
                return;
            }
            if (entry == underWay) {
                // what comes of it will be seen first
                entry.overdue = true;
                return;
            }
        }
        giveUp(entry, "its time to live is over");
    }

    /** The terminal has been heard. */
    void heard() {
        synchronized (this) {
            signs++;
            waitsForLife = false;
        }
        deliver();
    }

    /** Sends the first command, where the terminal is there and nothing else is under way. */
    void deliver() {
        WaitingCommand next;
        int signsBefore;
        Downlink session;
        synchronized (this) {
            next = entries.peek();
            if (next == null || underWay != null || waitsForLife || !next.stored || next.changing) {
                return;
            }
            session = desk.readySession(terminalId);
            if (session == null) {
                return;
            }
            underWay = next;
            next.delivered = true;
            signsBefore = signs;
        }
        ask(session, next).whenComplete((answer, failure) -> {
            if (failure == null) {
                boolean awaited = next.stopWaiting();
                finish(next, () -> desk.publishAnswered(next, answer, session, awaited), () -> next.answer.complete(answer));
            } else {
                failed(next,
                        failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure,
                        signsBefore);
            }
        });
    }

    private static CompletionStage<WmmpMessage> ask(Downlink session, WaitingCommand entry) {
        try {
            return session.ask(entry.command.command(), entry.command.body(), entry.patience(session.dialect()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The terminal has not answered, or was not asked. */
    private void failed(WaitingCommand entry, Throwable failure, int signsBefore) {
        boolean asked = failure instanceof NoAnswerException unanswered && unanswered.sends() > 0
                || failure instanceof FragmentsAbortedException;
        boolean gone = failure instanceof SessionClosedException || failure instanceof TerminalOfflineException;
        boolean later = asked || gone || failure instanceof NoAnswerException || failure instanceof RejectedExecutionException
                || failure instanceof CipherException;
        String end = null;
        synchronized (this) {
            underWay = null;
            entry.delivered = false;
            entry.tries += asked ? 1 : 0;
            // who has gone may have come back meanwhile
            waitsForLife = !gone || signs == signsBefore;
            if (!later) {
                waitsForLife = false;
                end = "it cannot be sent: " + failure.getMessage();
            } else if (entry.overdue) {
                end = "its time to live is over";
            } else if (entry.command.maxTries() > 0 && entry.tries >= entry.command.maxTries()) {
                end = "delivered " + entry.tries + " times and not answered";
            }
        }
        if (end != null) {
            giveUp(entry, end);
        } else if (failure instanceof NoAnswerException unanswered) {
            desk.stopWaiting(entry, "no answer after " + unanswered.sends() + " send(s) and " + unanswered.millis() + " ms",
                    unanswered.millis());
        } else if (entry.waitIsOver) {
            desk.stopWaiting(entry, failure.getMessage(), 0);
        }
        deliver();
    }

    private void giveUp(WaitingCommand entry, String reason) {
        finish(entry, () -> desk.publishExpired(entry, reason), () -> desk.completeExpired(entry, reason));
    }

    /**
     * Takes a command out for good. Its event is published before the command behind it can be over, and must be through before
     * the command leaves the store: where the process is killed in between, both come again. Whoever waits for the answer is
     * told outside the monitor.
     *
     * @param publish publishes what has become of the command; completes when that is through
     */
    private void finish(WaitingCommand entry, Supplier<CompletionStage<Void>> publish, Runnable complete) {
        CompletionStage<Void> published;
        synchronized (this) {
            if (!forget(entry)) {
                return;
            }
            leaving++;
            published = CompletableFuture.completedStage(null).thenCompose(ready -> publish.get()).exceptionally(failure -> {
                desk.notPublished(entry.command, failure);
                return null;
            });
        }
        published.thenCompose(through -> write(() -> remove(entry.command))).whenComplete((done, failure) -> {
            synchronized (this) {
                leaving--;
            }
            dropWhenEmpty();
            desk.resources().execute(complete);
        });
        deliver();
    }

    private CompletionStage<Void> remove(QueuedCommand command) {
        return desk.store().write(List.of(), List.of(command.id())).exceptionally(failure -> {
            desk.notRemoved(command, failure);
            return null;
        });
    }

    private boolean forget(WaitingCommand entry) {
        synchronized (this) {
            if (!entries.remove(entry)) {
                return false;
            }
            if (entry.expiry != null) {
                entry.expiry.cancel();
            }
            if (underWay == entry) {
                underWay = null;
            }
        }
        desk.left();
        return true;
    }

    private void dropWhenEmpty() {
        synchronized (this) {
            if (dropped || leaving > 0 || !entries.isEmpty()) {
                return;
            }
            dropped = true;
        }
        desk.drop(terminalId, this);
    }

    /** Lets nobody wait any longer; what is stored stays so. */
    void close(RuntimeException reason) {
        List<WaitingCommand> all;
        synchronized (this) {
            all = List.copyOf(entries);
            waitsForLife = true;
        }
        all.forEach(entry -> {
            if (entry.expiry != null) {
                entry.expiry.cancel();
            }
            entry.answer.completeExceptionally(reason);
        });
    }
}
