package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells by its sequence number whether a request can still be a new one. Whoever counts up and has one exchange at a time
 * comes back to a number only when that was seen and got no answer; all other numbers up to the newest are those of
 * answered requests, of sends that the network has lost or holds back, or of another time. Numbers are compared across
 * their wrap.
 * <p>
 * What has been seen is one {@code long}, since each session has two of them: the newest number, whether there is one, and a
 * bit for it and each of those before it, which says that the number may come again.
 */
final class SeenNumbers {

    /** Nothing has been seen. */
    static final long NONE = 0;

    /** How far behind the newest a number may be that got no answer and comes again. */
    static final int WINDOW = 31;

    private static final int ANY = 1 << WINDOW;

    private SeenNumbers() {
    }

    /** Whether a number cannot be that of a new request. */
    static boolean isOver(long seen, int number) {
        if (seen == NONE || number - newest(seen) > 0) {
            return false;
        }
        int behind = newest(seen) - number;
        return behind < 0 || behind >= WINDOW || (open(seen) >>> behind & 1) == 0;
    }

    /** Takes note of the number of a request that was answered, or let go without an answer; gives what is seen now. */
    static long note(long seen, int number, boolean answered) {
        int newest = newest(seen);
        int open = open(seen);
        int ahead = seen == NONE ? WINDOW : number - newest;
        if (ahead > 0) {
            open = ahead < WINDOW ? open << ahead : 0;
            newest = number;
        }
        int behind = newest - number;
        if (behind < WINDOW) {
            open = answered ? open & ~(1 << behind) : open | 1 << behind;
        }
        return seen(newest, open);
    }

    /** As {@link #note}, for a request that was answered and came under several numbers, from the first to the last. */
    static long answered(long seen, int first, int last) {
        long after = note(seen, last, true);
        for (int number = last - 1, i = 1; number - first >= 0 && i < WINDOW; number--, i++) {
            after = note(after, number, true);
        }
        return after;
    }

    private static long seen(int newest, int open) {
        return (long) newest << Integer.SIZE | Integer.toUnsignedLong(open | ANY);
    }

    private static int newest(long seen) {
        return (int) (seen >>> Integer.SIZE);
    }

    private static int open(long seen) {
        return (int) seen & ~ANY;
    }

    static void write(long seen, DataOutput out) throws IOException {
        out.writeBoolean(seen != NONE);
        out.writeInt(newest(seen));
        out.writeLong(open(seen));
    }

    static long read(DataInput in) throws IOException {
        boolean any = in.readBoolean();
        int newest = in.readInt();
        int open = (int) in.readLong();
        return any ? seen(newest, open) : NONE;
    }
}
