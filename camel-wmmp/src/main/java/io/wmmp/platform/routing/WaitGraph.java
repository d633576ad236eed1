package io.wmmp.platform.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wmmp.protocol.TerminalId;

/**
 * Which terminal waits for the answer of which. A terminal takes no request while it waits for an answer, so terminals that
 * wait for each other, directly or around a corner, would all wait until their time is over.
 */
final class WaitGraph {

    private final Map<TerminalId, List<TerminalId>> waits = new HashMap<>();

    /** Notes that one waits for the other, to be left again; false, and nothing is noted, when the other waits for the one. */
    synchronized boolean enter(TerminalId waiting, TerminalId other) {
        if (reaches(other, waiting)) {
            return false;
        }
        waits.computeIfAbsent(waiting, key -> new ArrayList<>(1)).add(other);
        return true;
    }

    private boolean reaches(TerminalId from, TerminalId to) {
        Set<TerminalId> seen = new HashSet<>();
        Deque<TerminalId> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            TerminalId next = open.pop();
            if (next.equals(to)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(waits.getOrDefault(next, List.of()));
            }
        }
        return false;
    }

    synchronized void leave(TerminalId waiting, TerminalId other) {
        waits.computeIfPresent(waiting, (key, others) -> others.remove(other) && others.isEmpty() ? null : others);
    }
}
