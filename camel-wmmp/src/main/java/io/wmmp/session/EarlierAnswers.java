package io.wmmp.session;

import io.wmmp.protocol.Dialect;

/**
 * The answers that a session remembers beside its last one: those before it, and those to LOGIN. An idle session has none of
 * these. Guarded by the monitor of the session.
 */
final class EarlierAnswers {

    /** Those before the last. */
    final AnswerRing answers = new AnswerRing();
    /** Whoever has recorded many LOGINs must not push those answers out that the terminal may still need. */
    final AnswerRing logins = new AnswerRing();

    /** The answer to identical bytes, or null. */
    byte[] to(long frameHash) {
        byte[] answer = answers.to(frameHash);
        return answer != null ? answer : logins.to(frameHash);
    }

    /** Lets go of what is too old; only the newest are asked for their age. Gives whether nothing is left. */
    boolean areOver(long nowNanos, Dialect dialect) {
        return isOver(answers, nowNanos, dialect) & isOver(logins, nowNanos, dialect);
    }

    private static boolean isOver(AnswerRing ring, long nowNanos, Dialect dialect) {
        if (!ring.isEmpty() && RememberedAnswer.isOver(ring.newest(), nowNanos, dialect)) {
            ring.clear();
        }
        return ring.isEmpty();
    }
}
