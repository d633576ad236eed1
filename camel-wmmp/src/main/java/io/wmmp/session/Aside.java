package io.wmmp.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Requests that are dealt with beside the line: a LOGIN, which must not wait behind a slow request, and what a handler
 * still works on for a login that is over. Whoever has logged in anew may repeat the latter; then its outcome is the answer,
 * rather than that the work be done twice. Guarded by its session.
 */
final class Aside {

    /** Requests that may be beside the line; one that nobody waits for makes room for the next. */
    static final int SIZE = 4;

    private Deque<Incoming> requests;

    boolean isEmpty() {
        return requests == null;
    }

    /** Takes a request; false when there is no room. */
    boolean add(Incoming incoming) {
        if (requests == null) {
            requests = new ArrayDeque<>(2);
        }
        if (requests.size() >= SIZE && !dropOldestUnowed()) {
            return false;
        }
        return requests.add(incoming);
    }

    private boolean dropOldestUnowed() {
        for (Iterator<Incoming> all = requests.iterator(); all.hasNext();) {
            if (!all.next().owed) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    boolean contains(Incoming incoming) {
        return requests != null && requests.contains(incoming);
    }

    /** The request that came in these very bytes, or null. */
    Incoming copied(long frameHash) {
        return requests == null ? null
                : requests.stream().filter(incoming -> incoming.isCopy(frameHash)).findFirst().orElse(null);
    }

    /** The request with this body that has no answer yet, or null. */
    Incoming withBody(long bodyHash, long nowNanos, long repeatNanos) {
        if (requests == null) {
            return null;
        }
        requests.removeIf(incoming -> incoming.outcome() != null && nowNanos - incoming.outcomeNanos() > repeatNanos);
        if (requests.isEmpty()) {
            requests = null;
            return null;
        }
        for (Incoming incoming : requests) {
            if (incoming.bodyHash == bodyHash && !incoming.answered) {
                return incoming;
            }
        }
        return null;
    }

    /** Whether the other end waits for the answer to one of these. */
    boolean owesAnswer() {
        return requests != null && requests.stream().anyMatch(incoming -> incoming.owed);
    }

    void remove(Incoming incoming) {
        if (requests != null && requests.remove(incoming) && requests.isEmpty()) {
            requests = null;
        }
    }
}
