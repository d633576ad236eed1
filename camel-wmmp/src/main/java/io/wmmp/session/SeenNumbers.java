package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells by its sequence number whether a request can still be a new one. Whoever counts up and has one exchange at a time
 * comes back to a number only when that was seen and got no answer; all other numbers up to the newest are those of
 * answered requests, of sends that the network has lost or holds back, or of another time. Numbers are compared across
 * their wrap. Guarded by its session.
 */
final class SeenNumbers {

    /** How far behind the newest a number may be that got no answer and comes again. */
    static final int WINDOW = Long.SIZE;

    private boolean any;
    private int newest;
    /** Bit n stands for the number n before the newest, and says that it may come again. */
    private long open;

    boolean isOver(int number) {
        if (!any || number - newest > 0) {
            return false;
        }
        int behind = newest - number;
        return behind < 0 || behind >= WINDOW || (open >>> behind & 1) == 0;
    }

    /** Takes note of the number of a request that was answered, or let go without an answer. */
    void note(int number, boolean answered) {
        int ahead = any ? number - newest : WINDOW;
        if (ahead > 0) {
            open = ahead < WINDOW ? open << ahead : 0;
            newest = number;
            any = true;
        }
        int behind = newest - number;
        if (behind < WINDOW) {
            open = answered ? open & ~(1L << behind) : open | 1L << behind;
        }
    }

    /** Takes note that a request was answered that came under several numbers, from the first to the last. */
    void answered(int first, int last) {
        note(last, true);
        for (int number = last - 1, i = 1; number - first >= 0 && i < WINDOW; number--, i++) {
            note(number, true);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(any);
        out.writeInt(newest);
        out.writeLong(open);
    }

    void read(DataInput in) throws IOException {
        any = in.readBoolean();
        newest = in.readInt();
        open = in.readLong();
    }

    void clear() {
        any = false;
    }
}
