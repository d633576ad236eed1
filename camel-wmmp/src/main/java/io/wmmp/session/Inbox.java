package io.wmmp.session;

import java.util.ArrayDeque;
import java.util.Deque;

import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/**
 * The requests of the other end: the one in hand, those behind it in the order of arrival, and some beside the line.
 * Guarded by its session.
 */
final class Inbox {

    /** Requests that may wait behind the one in hand. */
    static final int SIZE = 8;

    /** That of a session without requests of the other end; nothing is ever added to it. */
    static final Inbox EMPTY = new Inbox();

    private Incoming inHand;
    private Deque<Incoming> backlog;
    /** Null where nothing is beside the line, which is nearly always. */
    private Aside aside;
    /** The connection that is not read because this is full; null for none. */
    private Peer heldBack;

    /** Itself, or the one for all that are empty. */
    Inbox orEmpty() {
        return inHand == null && backlog == null && aside == null && heldBack == null ? EMPTY : this;
    }

    /** Itself, or a new one where something has to be added to that of all that are empty. */
    Inbox orNew() {
        return this == EMPTY ? new Inbox() : this;
    }

    /** What were added to that of all that are empty, other sessions would find. */
    private void refuseForAll() {
        if (this == EMPTY) {
            throw new IllegalStateException("the empty inbox is that of many sessions");
        }
    }

    boolean isFree() {
        return inHand == null;
    }

    /** Whether nothing waits for an answer. */
    boolean isAnswered() {
        return (inHand == null || inHand.answered) && (backlog == null || backlog.isEmpty());
    }

    boolean isFull() {
        return backlog != null && backlog.size() >= SIZE;
    }

    /** Whether this request is in hand, or dealt with beside the line. */
    boolean isBeingDealtWith(Incoming incoming) {
        return inHand == incoming || aside != null && aside.contains(incoming);
    }

    /** Whether the other end waits for the answer to a request beside the line. */
    boolean owesAnswerAside() {
        return aside != null && aside.owesAnswer();
    }

    /** Whether the answer to this request is still owed by whoever has it in hand. */
    boolean isInHand(WmmpMessage request) {
        return inHand != null && !inHand.answered
                && (inHand.request == request || request.command() == Command.SECURITY_CONFIG && isCopyOf(request));
    }

    /** A handler may have been given one without its secrets. */
    private boolean isCopyOf(WmmpMessage shown) {
        return inHand.request.command() == shown.command() && inHand.request.sequenceNumber() == shown.sequenceNumber();
    }

    /** Takes note that the very bytes of one of these requests have come again; false when they are of none. */
    boolean takeCopy(long frameHash, Peer from) {
        Incoming original = inHand != null && inHand.isCopy(frameHash) ? inHand
                : aside == null ? null : aside.copied(frameHash);
        if (original == null && backlog != null) {
            original = backlog.stream().filter(incoming -> incoming.isCopy(frameHash)).findFirst().orElse(null);
        }
        if (original != null) {
            original.copiedFrom(from);
        }
        return original != null;
    }

    /** The request with this body that has no answer yet, or null. */
    Incoming withBody(long bodyHash, long nowNanos, Dialect dialect) {
        if (inHand != null && inHand.bodyHash == bodyHash && !inHand.answered) {
            return inHand;
        }
        if (backlog != null) {
            for (Incoming incoming : backlog) {
                if (incoming.bodyHash == bodyHash) {
                    return incoming;
                }
            }
        }
        if (aside == null) {
            return null;
        }
        Incoming incoming = aside.withBody(bodyHash, nowNanos, dialect.repeatTime().toNanos());
        forgetAsideWhenEmpty();
        return incoming;
    }

    /** Takes a request that is dealt with at once, beside the line; false when there is no room. */
    boolean overtake(Incoming incoming) {
        refuseForAll();
        if (aside == null) {
            aside = new Aside();
        }
        return aside.add(incoming);
    }

    /**
     * The other end has begun anew and waits for no answer any more. What waits is dropped; what is in hand goes on beside
     * the line, for the case that it is repeated. One without a body says nothing by which a repeat could be told.
     */
    void abandon() {
        if (this == EMPTY) {
            return;
        }
        backlog = null;
        if (inHand != null && !inHand.answered && inHand.request.body().length > 0) {
            inHand.owed = false;
            overtake(inHand);
        }
        inHand = null;
    }

    void add(Incoming incoming) {
        refuseForAll();
        if (backlog == null) {
            backlog = new ArrayDeque<>(2);
        }
        backlog.add(incoming);
    }

    /** Takes the next request in hand; null when there is none. */
    Incoming takeNext() {
        if (backlog != null) {
            inHand = backlog.poll();
            if (backlog.isEmpty()) {
                backlog = null;
            }
        }
        return inHand;
    }

    /** Where frames can be held back none need be dropped; gives whether they are, since this call. */
    boolean holdBackWhenFull(Peer from) {
        if (isFull() && heldBack == null && from.pause()) {
            heldBack = from;
            return true;
        }
        return false;
    }

    void holdBackNoMore() {
        if (heldBack != null) {
            heldBack.resume();
            heldBack = null;
        }
    }

    void finish(Incoming incoming) {
        if (inHand == incoming) {
            inHand = null;
        }
        if (aside != null) {
            aside.remove(incoming);
            forgetAsideWhenEmpty();
        }
    }

    private void forgetAsideWhenEmpty() {
        if (aside.isEmpty()) {
            aside = null;
        }
    }

}
