package io.wmmp.session;

import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.Dialect;

/**
 * The last answers of a session, for copies of their requests that are still under way. A chain of few entries, the
 * newest first: an idle session holds one small object. Guarded by its session.
 */
final class AnswerMemory {

    private final int size;
    private Entry newest;

    /**
     * @param size how many requests are remembered
     */
    AnswerMemory(int size) {
        this.size = size;
    }

    /** The stored answer to identical bytes, or null. */
    byte[] answerTo(long frameHash, long nowNanos, Dialect dialect) {
        for (Entry entry = newest; entry != null; entry = entry.older) {
            if (entry.frameHash == frameHash) {
                return entry.isOlderThan(2 * dialect.repeatTime().toNanos(), nowNanos) ? null : entry.answer;
            }
        }
        return null;
    }

    /** Whether the request answered last had this body, not longer ago than terminals repeat. */
    boolean lastHad(long bodyHash, long nowNanos, Dialect dialect) {
        return newest != null && newest.bodyHash == bodyHash && !newest.isOlderThan(dialect.repeatTime().toNanos(), nowNanos);
    }

    /** Whether a request with this body was answered under a later number: then a copy under this one comes too late. */
    boolean hasLater(long bodyHash, int number, long nowNanos, Dialect dialect) {
        for (Entry entry = newest; entry != null; entry = entry.older) {
            if (entry.bodyHash == bodyHash && entry.number - number > 0) {
                return !entry.isOlderThan(2 * dialect.repeatTime().toNanos(), nowNanos);
            }
        }
        return false;
    }

    /** The answer given last; to be asked for when {@link #lastHad} has said that there is one. */
    byte[] last() {
        return newest.answer;
    }

    /** When it was given, to the second. */
    long lastNanos() {
        return TimeUnit.SECONDS.toNanos(newest.second);
    }

    void remember(Incoming incoming, byte[] answer, long nowNanos) {
        for (long copy : incoming.copies()) {
            newest = new Entry(copy, incoming.bodyHash, (int) incoming.number, answer, nowNanos, newest);
        }
        Entry last = newest;
        for (int i = 1; i < size && last != null; i++) {
            last = last.older;
        }
        if (last != null) {
            last.older = null;
        }
    }

    void clear() {
        newest = null;
    }

    private static final class Entry {

        final long frameHash;
        final long bodyHash;
        final int number;
        final byte[] answer;
        final int second;
        Entry older;

        Entry(long frameHash, long bodyHash, int number, byte[] answer, long nowNanos, Entry older) {
            this.frameHash = frameHash;
            this.bodyHash = bodyHash;
            this.number = number;
            this.answer = answer;
            this.second = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
            this.older = older;
        }

        boolean isOlderThan(long nanos, long nowNanos) {
            return (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos) - second > TimeUnit.NANOSECONDS.toSeconds(nanos);
        }
    }
}
