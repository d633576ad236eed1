package io.wmmp.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.session.SessionResources;

/**
 * Wakes sessions when the silence of their terminals may have lasted for too long. Those to be woken at about the same
 * moment are one group and share one slot of the timer wheel, so a million sessions have some hundred slots between them.
 * The sessions of a group are linked through themselves, which makes it cheap to leave.
 * <p>
 * Safe for use by any thread: a group is touched under the lock that the map has for its key only, and that is held for as
 * long as it takes to link or unlink one session; only whether a session is in one is looked at without. What is asked for
 * one session is guarded by the monitor of that.
 */
final class SilenceWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);

    /** How far apart groups are: the tick of the wheel where terminals may be silent for a moment only, more where longer. */
    private static final long MIN_STEP = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_STEP = TimeUnit.SECONDS.toNanos(1);
    private static final long STEPS_IN_LIMIT = 100;

    private final SessionResources resources;
    private final long startedNanos;
    /** By when they are due, on the clock for measuring. */
    private final Map<Long, Group> groups = new ConcurrentHashMap<>();

    SilenceWatch(SessionResources resources) {
        this.resources = resources;
        this.startedNanos = resources.nanoTime();
    }

    /**
     * Wakes a session after a time, and not when it was to be woken before.
     *
     * @param session    the session
     * @param restNanos  how long it may sleep
     * @param limitNanos the whole silence that its terminal may keep, of which one in a hundred more does no harm
     */
    void wake(WatchedSession session, long restNanos, long limitNanos) {
        letSleep(session);
        long step = Math.max(MIN_STEP, Math.min(MAX_STEP, limitNanos / STEPS_IN_LIMIT));
        long end = resources.nanoTime() + restNanos;
        groups.compute(end + step - Math.floorMod(end, step), (due, group) -> {
            Group joined = group == null ? new Group(due) : group;
            joined.add(session);
            return joined;
        });
    }

    /** Does not wake a session any more. */
    void letSleep(WatchedSession session) {
        Group group = session.group;
        if (group != null) {
            groups.computeIfPresent(group.due, (due, present) -> {
                // unless it has been woken meanwhile
                if (session.group == present) {
                    present.remove(session);
                }
                return present.unlessEmpty();
            });
        }
    }

    private void wakeAll(long due) {
        for (WatchedSession session = takeFirst(due); session != null; session = takeFirst(due)) {
            try {
                session.wake();
            } catch (RuntimeException | Error e) {
                // the others of the group are looked after all the same
                LOG.error("Cannot look after the silence of terminal {}", session.terminalId(), e);
            }
        }
    }

    /** Takes one out of a group; null when there is none any more. */
    private WatchedSession takeFirst(long due) {
        WatchedSession[] taken = new WatchedSession[1];
        groups.computeIfPresent(due, (same, group) -> {
            taken[0] = group.first;
            group.remove(group.first);
            return group.unlessEmpty();
        });
        return taken[0];
    }

    /** How long nothing has been heard since a moment. Before the platform was there, nobody listened. */
    long silenceSince(long nanos) {
        long now = resources.nanoTime();
        return Math.min(now - nanos, now - startedNanos);
    }

    /** How many slots of the wheel are in use. */
    int groups() {
        return groups.size();
    }

    /** Sessions that are woken together. */
    final class Group {

        private final long due;
        private final Timeout slot;
        private WatchedSession first;

        private Group(long due) {
            this.due = due;
            this.slot = resources.timer().newTimeout(fired -> wakeAll(due), Math.max(1, due - resources.nanoTime()),
                    TimeUnit.NANOSECONDS);
        }

        private void add(WatchedSession session) {
            session.next = first;
            if (first != null) {
                first.previous = session;
            }
            first = session;
            session.group = this;
        }

        private void remove(WatchedSession session) {
            if (session.previous == null) {
                first = session.next;
            } else {
                session.previous.next = session.next;
            }
            if (session.next != null) {
                session.next.previous = session.previous;
            }
            session.previous = null;
            session.next = null;
            // last: from now on the session may join another group
            session.group = null;
        }

        private Group unlessEmpty() {
            if (first != null) {
                return this;
            }
            slot.cancel();
            return null;
        }
    }
}
