package io.wmmp.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.wmmp.protocol.TerminalId;

/**
 * Sessions by the ids of their terminals. A session knows its id, so an open addressed table needs no more than its slots, some
 * ten bytes for each session, where a {@link java.util.concurrent.ConcurrentHashMap} takes forty.
 * <p>
 * Safe for use by any thread. Looking up takes no lock; adding and removing lock one segment of many, for a moment.
 */
final class SessionTable {

    private static final int SEGMENT_BITS = 6;

    private final Segment[] segments = new Segment[1 << SEGMENT_BITS];

    SessionTable() {
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new Segment();
        }
    }

    private Segment segment(int hash) {
        return segments[hash >>> Integer.SIZE - SEGMENT_BITS];
    }

    /** The session of a terminal, or null. */
    TerminalSession get(TerminalId id) {
        int hash = id.hashCode();
        return segment(hash).get(id, hash);
    }

    /** The session of a terminal, a new one where there is none. */
    TerminalSession getOrAdd(TerminalId id, Supplier<TerminalSession> made) {
        int hash = id.hashCode();
        return segment(hash).getOrAdd(id, hash, made);
    }

    void remove(TerminalSession session) {
        int hash = session.terminalId().hashCode();
        segment(hash).remove(session, hash);
    }

    int size() {
        int size = 0;
        for (Segment segment : segments) {
            size += segment.size;
        }
        return size;
    }

    /** Does something with each session; with those that are added meanwhile or not. */
    void forEach(Consumer<TerminalSession> what) {
        for (Segment segment : segments) {
            segment.forEach(what);
        }
    }

    /** Guarded by its monitor, as far as it is changed. A slot that was used stays so until the table is made anew. */
    private static final class Segment {

        private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
        private static final Object REMOVED = new Object();
        private static final int INITIAL_SLOTS = 8;

        /** Never more than half of them used, so that a search ends soon. */
        private volatile Object[] slots = new Object[INITIAL_SLOTS];
        private volatile int size;
        /** Slots with a session, or one that was removed. */
        private int used;

        TerminalSession get(TerminalId id, int hash) {
            Object[] table = slots;
            int last = table.length - 1;
            int i = hash & last;
            for (Object slot = SLOT.getAcquire(table, i); slot != null; slot = SLOT.getAcquire(table, i)) {
                if (slot instanceof TerminalSession session && session.terminalId().equals(id)) {
                    return session;
                }
                i = i + 1 & last;
            }
            return null;
        }

        synchronized TerminalSession getOrAdd(TerminalId id, int hash, Supplier<TerminalSession> made) {
            TerminalSession present = get(id, hash);
            if (present != null) {
                return present;
            }
            if (2 * (used + 1) > slots.length) {
                renew();
            }
            TerminalSession session = made.get();
            put(slots, session, hash);
            used++;
            size = size + 1;
            return session;
        }

        private static void put(Object[] table, TerminalSession session, int hash) {
            int last = table.length - 1;
            int i = hash & last;
            while (table[i] != null) {
                i = i + 1 & last;
            }
            SLOT.setRelease(table, i, session);
        }

        /** Makes a table without the removed, larger where it would be full again soon. Who searches the old one finds the same. */
        private void renew() {
            Object[] renewed = new Object[8 * size > 3 * slots.length ? 2 * slots.length : slots.length];
            forEach(session -> put(renewed, session, session.terminalId().hashCode()));
            used = size;
            slots = renewed;
        }

        synchronized void remove(TerminalSession session, int hash) {
            Object[] table = slots;
            int last = table.length - 1;
            int i = hash & last;
            while (table[i] != null && table[i] != session) {
                i = i + 1 & last;
            }
            if (table[i] == session) {
                SLOT.setRelease(table, i, REMOVED);
                size = size - 1;
            }
        }

        void forEach(Consumer<TerminalSession> what) {
            Object[] table = slots;
            for (int i = 0; i < table.length; i++) {
                if (SLOT.getAcquire(table, i) instanceof TerminalSession session) {
                    what.accept(session);
                }
            }
        }
    }
}
