package io.wmmp.platform.download;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.wmmp.platform.download.CampaignProgress.State;
import io.wmmp.platform.download.CampaignStore.End;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.Download.Status;
import io.wmmp.platform.firmware.Firmware;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;

/**
 * Has terminals fetch one file, some at a time. A terminal that is not there when its turn comes makes room for the next, and
 * has its turn again when it has logged in. One that goes on after a restart of the platform looks first at what a terminal
 * has done meanwhile. Safe for use by any thread; nothing is offered under its monitor.
 */
final class Campaign {

    private final StoredCampaign stored;
    private final CampaignPlan plan;
    private final Firmware firmware;
    private final DownloadDesk downloads;
    private final Function<Dialect, Patience> patience;
    /** Takes what has become of a terminal, under the monitor. */
    private final Consumer<End> ends;
    /** Whether it was begun by an earlier process. */
    private final boolean goesOn;
    /** The terminals that have neither fetched it nor failed. */
    private final Map<TerminalId, Turn> open = new LinkedHashMap<>();
    /** Those whose turn is to come; some may have ended meanwhile. */
    private final Deque<Turn> queue = new ArrayDeque<>();
    private final Map<TerminalId, String> failures = new LinkedHashMap<>();
    private int running;
    private int done;
    private boolean stopped;
    private boolean launching;

    private Campaign(StoredCampaign campaign, boolean goesOn, DownloadDesk downloads, Function<Dialect, Patience> patience,
            Consumer<End> ends) {
        this.stored = campaign;
        this.goesOn = goesOn;
        this.plan = campaign.plan();
        this.firmware = campaign.firmware();
        this.downloads = downloads;
        this.patience = patience;
        this.ends = ends;
        for (TerminalId terminalId : plan.terminals()) {
            Turn turn = new Turn(terminalId);
            open.put(terminalId, turn);
            queue.add(turn);
        }
    }

    /** A new one. */
    static Campaign start(StoredCampaign campaign, DownloadDesk downloads, Function<Dialect, Patience> patience,
            Consumer<End> ends) {
        return new Campaign(campaign, false, downloads, patience, ends);
    }

    /** One that an earlier process has begun: who has ended stays so, all others have their turn anew. */
    static Campaign goOn(StoredCampaign campaign, DownloadDesk downloads, Consumer<End> ends) {
        Campaign restored = new Campaign(campaign, true, downloads, Patience::of, ends);
        campaign.ends().forEach(end -> restored.take(end.terminalId(), end.failure()));
        restored.stopped |= campaign.stopped();
        return restored;
    }

    private enum Phase {
        WAITING, BUSY, AWAY, ENDED
    }

    /** How one terminal stands. Guarded by the campaign. */
    private static final class Turn {

        private final TerminalId terminalId;
        private Phase phase = Phase.WAITING;
        /** When its turn came first, or it made progress. */
        private long sinceNanos;
        private boolean begun;
        private long offset = -1;

        Turn(TerminalId terminalId) {
            this.terminalId = terminalId;
        }
    }

    String id() {
        return stored.id();
    }

    /** What is to be kept of it, but for the ends. */
    StoredCampaign stored() {
        return stored;
    }

    CampaignPlan plan() {
        return plan;
    }

    synchronized CampaignProgress progress() {
        State state = open.isEmpty() ? State.FINISHED : stopped ? State.STOPPED : State.RUNNING;
        return new CampaignProgress(id(), firmware, state, open.size() - running, running, done, failures);
    }

    /** Whether nothing will happen any more. */
    synchronized boolean isOver() {
        return open.isEmpty() || stopped && running == 0;
    }

    /** Tells no more terminals; those that are busy go on. */
    synchronized void stop() {
        stopped = true;
    }

    /** Tells as many terminals as may be busy. One thread at a time does it, for all that ask meanwhile. */
    void launch() {
        synchronized (this) {
            if (launching) {
                return;
            }
            launching = true;
        }
        for (TerminalId next = takeNext(); next != null; next = takeNext()) {
            offer(next);
        }
    }

    private synchronized TerminalId takeNext() {
        while (!stopped && running < plan.parallel() && !queue.isEmpty()) {
            Turn turn = queue.remove();
            if (turn.phase == Phase.WAITING) {
                turn.phase = Phase.BUSY;
                running++;
                if (!turn.begun) {
                    turn.begun = true;
                    turn.sinceNanos = System.nanoTime();
                }
                return turn.terminalId;
            }
        }
        launching = false;
        return null;
    }

    private void offer(TerminalId terminalId) {
        CompletionStage<Download> known = goesOn ? downloads.find(terminalId) : CompletableFuture.completedStage(null);
        known.whenComplete((last, failure) -> {
            if (failure != null) {
                notOffered(terminalId, failure);
            } else if (isCompleted(last)) {
                close(terminalId, null);
                launch();
            } else if (last == null || !last.isOf(firmware) || last.status() != Status.RUNNING) {
                // who fetches it already would begin anew
                send(terminalId);
            }
        });
    }

    private boolean isCompleted(Download last) {
        return last != null && last.isOf(firmware) && last.status() == Status.COMPLETED
                && last.changed().isAfter(stored.started());
    }

    private void send(TerminalId terminalId) {
        try {
            if (!downloads.firmware(firmware.name()).equals(firmware)) {
                throw new InvalidFieldException("firmware", "'" + firmware.name() + "' is another file by now");
            }
            downloads.offer(terminalId, firmware.name(), patience).whenComplete((answer, failure) -> {
                if (failure != null) {
                    notOffered(terminalId, failure);
                }
                // a refusal is the end of the download, of which we are told like of any other
            });
        } catch (RuntimeException e) {
            // the firmware has been removed, or replaced
            notOffered(terminalId, e);
        }
    }

    private void notOffered(TerminalId terminalId, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TerminalOfflineException || cause instanceof NoAnswerException
                || cause instanceof SessionClosedException) {
            away(terminalId);
        } else {
            close(terminalId, cause.getMessage() == null ? cause.toString() : cause.getMessage());
        }
        launch();
    }

    private synchronized void away(TerminalId terminalId) {
        Turn turn = open.get(terminalId);
        if (turn != null && turn.phase == Phase.BUSY) {
            turn.phase = Phase.AWAY;
            running--;
        }
    }

    /** A terminal has logged in. */
    void online(TerminalId terminalId) {
        synchronized (this) {
            Turn turn = open.get(terminalId);
            if (turn == null || turn.phase != Phase.AWAY) {
                return;
            }
            turn.phase = Phase.WAITING;
            queue.addFirst(turn);
        }
        launch();
    }

    /** A download of some terminal has ended. */
    void ended(Download download) {
        if (!download.isOf(firmware)) {
            return;
        }
        if (download.status() == Status.COMPLETED) {
            close(download.terminalId(), null);
        } else {
            close(download.terminalId(), download.reason());
        }
        launch();
    }

    /** Notes that a terminal has ended; with why it has failed, or null. */
    private synchronized void close(TerminalId terminalId, String failure) {
        Turn turn = open.get(terminalId);
        // one that has not been told by this campaign has ended something else
        if (turn != null && (turn.begun || goesOn || turn.phase != Phase.WAITING)) {
            take(terminalId, failure);
            ends.accept(new End(id(), terminalId, failure));
        }
    }

    private synchronized void take(TerminalId terminalId, String failure) {
        Turn turn = open.remove(terminalId);
        if (turn == null) {
            return;
        }
        if (turn.phase == Phase.BUSY) {
            running--;
        }
        turn.phase = Phase.ENDED;
        if (failure == null) {
            done++;
            return;
        }
        failures.put(terminalId, failure);
        if (plan.stopAfterFailures() > 0 && failures.size() >= plan.stopAfterFailures()) {
            stopped = true;
        }
    }

    /** Fails terminals that have been away or made no progress for too long, and recalls those that are there. */
    void sweep(Predicate<TerminalId> isOnline) {
        List<TerminalId> late = new ArrayList<>();
        List<TerminalId> back = new ArrayList<>();
        long now = System.nanoTime();
        synchronized (this) {
            for (Turn turn : open.values()) {
                noteProgress(turn, now);
                boolean over = turn.begun && now - turn.sinceNanos > plan.timeout().toNanos();
                if (over && turn.phase != Phase.WAITING) {
                    late.add(turn.terminalId);
                } else if (turn.phase == Phase.AWAY && isOnline.test(turn.terminalId)) {
                    back.add(turn.terminalId);
                }
            }
        }
        late.forEach(terminalId -> close(terminalId, "no progress within " + plan.timeout().toMillis() + " ms"));
        back.forEach(this::online);
        launch();
    }

    private void noteProgress(Turn turn, long now) {
        Download download = downloads.held(turn.terminalId);
        if (download != null && download.isOf(firmware) && download.status() == Status.RUNNING
                && download.offset() != turn.offset) {
            turn.offset = download.offset();
            turn.sinceNanos = now;
            if (turn.phase == Phase.AWAY) {
                // its answer to the offer was lost; to be told again would make it begin anew
                turn.phase = Phase.BUSY;
                running++;
            }
        }
    }
}
