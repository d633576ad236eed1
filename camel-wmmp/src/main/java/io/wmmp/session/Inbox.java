package io.wmmp.session;

import java.util.ArrayDeque;
import java.util.Deque;

import io.wmmp.protocol.WmmpMessage;

/** The requests of the other end: the one in hand, and those behind it in the order of arrival. Guarded by its session. */
final class Inbox {

    /** Requests that may wait behind the one in hand. */
    static final int SIZE = 8;

    private Incoming inHand;
    private Deque<Incoming> backlog;

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

    boolean isInHand(Incoming incoming) {
        return inHand == incoming;
    }

    /** Whether the answer to this request is still owed by whoever has it in hand. */
    boolean isInHand(WmmpMessage request) {
        return inHand != null && inHand.request == request && !inHand.answered;
    }

    /** Whether one of these requests came in these very bytes. */
    boolean hasCopy(long frameHash) {
        return inHand != null && inHand.isCopy(frameHash)
                || backlog != null && backlog.stream().anyMatch(incoming -> incoming.isCopy(frameHash));
    }

    /** The request with this body that has no answer yet, or null. */
    Incoming withBody(long bodyHash) {
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
        return null;
    }

    void add(Incoming incoming) {
        if (backlog == null) {
            backlog = new ArrayDeque<>(2);
        }
        backlog.add(incoming);
    }

    /** Takes the next request in hand; null when there is none. */
    Incoming takeNext() {
        inHand = backlog == null ? null : backlog.poll();
        if (inHand == null) {
            backlog = null;
        }
        return inHand;
    }

    void finish(Incoming incoming) {
        if (inHand == incoming) {
            inHand = null;
        }
    }

    void clear() {
        inHand = null;
        backlog = null;
    }
}
