package io.wmmp.platform;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.TerminalId;

/**
 * Which sessions of a platform to look for. Pages go by the terminal id behind which they begin, not by numbers: so none is
 * shown twice or left out while terminals come and go. Looks at each session once and keeps no more than a page.
 *
 * @param text  a part of terminal id, telephone number or remote address, in any letter case; empty for all
 * @param state the state of the terminal; null for any
 * @param after the terminal id behind which the page begins; empty for the first page
 * @param limit how many to give at most, 1 to {@link #MAX_LIMIT}
 */
public record SessionQuery(String text, TerminalState state, String after, int limit) {

    /** The most sessions on one page. */
    public static final int MAX_LIMIT = 1000;

    private static final Comparator<TerminalSession> BY_ID = Comparator.comparing(TerminalSession::terminalId);
    private static final int ALL = 0;
    private static final int BEHIND = 1;

    /**
     * @throws IllegalArgumentException when the limit is out of range
     */
    public SessionQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page of sessions has 1 to " + MAX_LIMIT + " of them, not " + limit);
        }
        text = text.toLowerCase(Locale.ROOT);
    }

    SessionPage in(TerminalSessions sessions) {
        TerminalId last = after.isEmpty() ? null : TerminalId.of(after);
        PriorityQueue<TerminalSession> first = new PriorityQueue<>(limit, BY_ID.reversed());
        long[] matching = new long[2];
        sessions.forEach(session -> {
            if (!matches(session)) {
                return;
            }
            matching[ALL]++;
            if (last == null || session.terminalId().compareTo(last) > 0) {
                matching[BEHIND]++;
                keepFirst(first, session);
            }
        });
        List<TerminalSession> page = new ArrayList<>(first);
        page.sort(BY_ID);
        return new SessionPage(page.stream().map(session -> session.status(session.terminal())).toList(), matching[ALL],
                matching[BEHIND] > page.size());
    }

    private void keepFirst(PriorityQueue<TerminalSession> first, TerminalSession session) {
        if (first.size() < limit) {
            first.add(session);
        } else if (BY_ID.compare(session, first.peek()) < 0) {
            first.remove();
            first.add(session);
        }
    }

    private boolean matches(TerminalSession session) {
        if (state != null && session.state() != state) {
            return false;
        }
        return text.isEmpty() || contains(session.terminalId().toString()) || contains(session.terminal().msisdn())
                || contains(session.remoteAddress());
    }

    private boolean contains(String value) {
        return value != null && value.toLowerCase(Locale.ROOT).contains(text);
    }
}
