package io.wmmp.platform;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

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

    private static final Comparator<Entry> LAST_FIRST = Comparator.comparing(Entry::id).reversed();

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
        PriorityQueue<Entry> first = new PriorityQueue<>(limit + 1, LAST_FIRST);
        long[] counts = new long[2];
        sessions.forEach(session -> {
            String id = session.terminalId().toString();
            if (!matches(id, session)) {
                return;
            }
            counts[0]++;
            if (id.compareTo(after) > 0) {
                counts[1]++;
                first.add(new Entry(id, session));
                if (first.size() > limit) {
                    first.remove();
                }
            }
        });
        List<Entry> page = new ArrayList<>(first);
        page.sort(Comparator.comparing(Entry::id));
        return new SessionPage(page.stream().map(entry -> entry.session.status(entry.session.terminal())).toList(), counts[0],
                counts[1] > page.size());
    }

    private boolean matches(String id, TerminalSession session) {
        if (state != null && session.state() != state) {
            return false;
        }
        return text.isEmpty() || contains(id) || contains(session.terminal().msisdn()) || contains(session.remoteAddress());
    }

    private boolean contains(String value) {
        return value != null && value.toLowerCase(Locale.ROOT).contains(text);
    }

    private record Entry(String id, TerminalSession session) {
    }
}
