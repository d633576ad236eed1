package io.wmmp.session;

/**
 * The sequence numbers that were answered, as far as they are near the newest: a number that is far behind it counts as
 * answered too. Whoever counts up and has one exchange at a time never comes back that far. Numbers are compared across
 * their wrap. Guarded by its session.
 */
final class AnsweredNumbers {

    /** How far behind the newest a number may be that was not answered and comes again. */
    static final int WINDOW = Long.SIZE;

    private boolean any;
    private int newest;
    /** Bit n stands for the number n before the newest. */
    private long answered;

    boolean contains(int number) {
        if (!any || number - newest > 0) {
            return false;
        }
        int behind = newest - number;
        return behind < 0 || behind >= WINDOW || (answered >>> behind & 1) != 0;
    }

    void add(int number) {
        int ahead = any ? number - newest : WINDOW;
        if (ahead > 0) {
            answered = ahead < WINDOW ? answered << ahead | 1 : 1;
            newest = number;
            any = true;
        } else if (-ahead < WINDOW) {
            answered |= 1L << -ahead;
        }
    }

    void clear() {
        any = false;
    }
}
