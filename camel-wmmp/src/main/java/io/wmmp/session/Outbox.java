package io.wmmp.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/** The requests of this end: the one that is sent and not answered yet, and those behind it. Guarded by its session. */
final class Outbox {

    /** That of a session without requests of this end; nothing is ever added to it. */
    static final Outbox EMPTY = new Outbox(null);

    private Outgoing outstanding;
    private Deque<Outgoing> waiting;
    /** How many wait in all sessions. */
    private final LongAdder waitingInAll;

    private Outbox(LongAdder waitingInAll) {
        this.waitingInAll = waitingInAll;
    }

    /** Itself, or the one for all that are empty. */
    Outbox orEmpty() {
        return isEmpty() ? EMPTY : this;
    }

    /**
     * Itself, or a new one where something has to be added to that of all that are empty.
     *
     * @param waitingInAll how many wait in all sessions
     */
    Outbox orNew(LongAdder waitingInAll) {
        return this == EMPTY ? new Outbox(waitingInAll) : this;
    }

    boolean isOutstanding(Outgoing request) {
        return outstanding == request;
    }

    boolean isAwaitingAnswer() {
        return outstanding != null;
    }

    boolean isEmpty() {
        return outstanding == null && waiting == null;
    }

    int waiting() {
        return waiting == null ? 0 : waiting.size();
    }

    boolean isWaiting(Outgoing request) {
        return waiting != null && waiting.contains(request);
    }

    boolean removeWaiting(Outgoing request) {
        boolean removed = waiting != null && waiting.remove(request);
        if (removed) {
            waitingInAll.decrement();
        }
        if (removed && waiting.isEmpty()) {
            waiting = null;
        }
        return removed;
    }

    void add(Outgoing request, boolean urgent) {
        if (this == EMPTY) {
            throw new IllegalStateException("the empty outbox is that of many sessions");
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        if (urgent) {
            waiting.addFirst(request);
        } else {
            waiting.addLast(request);
        }
        waitingInAll.increment();
    }

    /** Makes the next request the outstanding one; null when there is none or one is outstanding already. */
    Outgoing takeNext() {
        if (outstanding != null || waiting == null) {
            return null;
        }
        outstanding = waiting.poll();
        waitingInAll.decrement();
        if (waiting.isEmpty()) {
            waiting = null;
        }
        return outstanding;
    }

    /** The outstanding request where a message, which may be a fragment, answers it; otherwise null. */
    Outgoing awaiting(WmmpMessage answer, Dialect dialect) {
        return outstanding != null && outstanding.isAnsweredBy(answer, dialect) ? outstanding : null;
    }

    /**
     * The request that a message answers, which is not tried again from now on; null when nobody waits for it. A short
     * message, which proves nothing, is no answer to what was sent otherwise.
     */
    Outgoing answeredBy(WmmpMessage answer, Peer from, Dialect dialect) {
        if (awaiting(answer, dialect) == null || from.bearer() == Bearer.SMS && !outstanding.wentBySms) {
            return null;
        }
        outstanding.answered = true;
        outstanding.cancelTimeout();
        return outstanding;
    }

    void finish(Outgoing request) {
        if (outstanding == request) {
            request.cancelTimeout();
            request.free();
            outstanding = null;
        }
    }

    /** The outstanding request where what was sent of it is lost, and no answer has come; otherwise null. */
    Outgoing takeMisdirected() {
        return outstanding != null && !outstanding.answered && outstanding.takeMisdirected() ? outstanding : null;
    }

    void redirectOutstanding() {
        if (outstanding != null) {
            outstanding.redirect();
        }
    }

    void crossOutstanding() {
        if (outstanding != null) {
            outstanding.cross();
        }
    }

    void repeatOutstandingWhereCrossed() {
        if (outstanding != null) {
            outstanding.repeatWhereCrossed();
        }
    }

    void renewOutstanding() {
        if (outstanding != null) {
            outstanding.renew();
        }
    }

    /** Takes out everything that has no answer yet. */
    List<Outgoing> clear() {
        if (this == EMPTY) {
            return List.of();
        }
        List<Outgoing> unanswered = new ArrayList<>();
        if (outstanding != null && !outstanding.answered) {
            outstanding.cancelTimeout();
            outstanding.free();
            unanswered.add(outstanding);
        }
        outstanding = null;
        if (waiting != null) {
            waiting.forEach(Outgoing::cancelTimeout);
            unanswered.addAll(waiting);
            waitingInAll.add(-waiting.size());
            waiting = null;
        }
        return unanswered;
    }
}
