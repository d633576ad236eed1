package io.wmmp.session;

import java.util.List;

import io.wmmp.protocol.Dialect;

/**
 * The answers that a session remembers beside its last one: those before it, and those to LOGIN. An idle session has none of
 * these. Guarded by the monitor of the session.
 */
final class EarlierAnswers {

    private static final byte[][] NONE = {};

    /** The newest first. */
    private byte[][] answers;
    /** Whoever has recorded many LOGINs must not push those answers out that the terminal may still need. */
    private byte[][] logins;

    EarlierAnswers() {
        this(NONE, NONE);
    }

    EarlierAnswers(byte[][] answers, byte[][] logins) {
        this.answers = answers;
        this.logins = logins;
    }

    /** The answer to identical bytes, or null. */
    byte[] to(long frameHash) {
        byte[] answer = find(answers, frameHash);
        return answer != null ? answer : find(logins, frameHash);
    }

    private static byte[] find(byte[][] answers, long frameHash) {
        for (byte[] answer : answers) {
            if (RememberedAnswer.frameHash(answer) == frameHash) {
                return answer;
            }
        }
        return null;
    }

    void add(byte[] answer, long nowNanos, Dialect dialect, int size) {
        answers = with(answer, answers, nowNanos, dialect, size);
    }

    void addLogin(byte[] answer, long nowNanos, Dialect dialect, int size) {
        logins = with(answer, logins, nowNanos, dialect, size);
    }

    /**
     * Lets go of what is too much, or of all when even the newest is too old: none of them is asked for its age but that. While
     * a terminal has much to say their number stays, and so does the array.
     */
    private static byte[][] with(byte[] newest, byte[][] before, long nowNanos, Dialect dialect, int size) {
        boolean over = before.length == 0 || RememberedAnswer.isOver(before[0], nowNanos, dialect);
        int kept = over ? 0 : Math.min(before.length, size - 1);
        byte[][] after = before.length == kept + 1 ? before : new byte[kept + 1][];
        System.arraycopy(before, 0, after, 1, kept);
        after[0] = newest;
        return after;
    }

    /** Whether none of them can be needed any more. */
    boolean areOver(long nowNanos, Dialect dialect) {
        return (answers.length == 0 || RememberedAnswer.isOver(answers[0], nowNanos, dialect))
                && (logins.length == 0 || RememberedAnswer.isOver(logins[0], nowNanos, dialect));
    }

    /** Those before the last one, the newest first. */
    List<byte[]> answers() {
        return List.of(answers);
    }

    /** Those to LOGIN, the newest first. */
    List<byte[]> logins() {
        return List.of(logins);
    }
}
