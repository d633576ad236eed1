package io.wmmp.session;

import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;

/**
 * The last answers of a session, for copies of their requests that are still under way. A chain of few entries, the
 * newest first: an idle session holds one small object. Guarded by its session.
 */
final class AnswerMemory {

    private final int size;
    private Entry newest;
    /** Answers to LOGIN: whoever has recorded many must not push those out that the terminal may still need. */
    private Entry newestLogin;
    /** Whether something was answered since that is not remembered. */
    private boolean goneOn;

    /**
     * @param size how many requests are remembered
     */
    AnswerMemory(int size) {
        this.size = size;
    }

    /** The stored answer to identical bytes, or null. */
    byte[] answerTo(long frameHash, long nowNanos, Dialect dialect) {
        Entry entry = find(newest, frameHash);
        if (entry == null) {
            entry = find(newestLogin, frameHash);
        }
        return entry == null || entry.isOlderThan(2 * dialect.repeatTime().toNanos(), nowNanos) ? null : entry.answer;
    }

    private static Entry find(Entry first, long frameHash) {
        Entry entry = first;
        while (entry != null && entry.frameHash != frameHash) {
            entry = entry.older;
        }
        return entry;
    }

    /**
     * Whether the request answered last had this body and success, not longer ago than terminals repeat. One that was
     * refused may come again because it was.
     */
    boolean lastHad(long bodyHash, long nowNanos, Dialect dialect) {
        return newest != null && !goneOn && newest.positive && newest.bodyHash == bodyHash
                && !newest.isOlderThan(dialect.repeatTime().toNanos(), nowNanos);
    }

    /** The answer given last; to be asked for when {@link #lastHad} has said that there is one. */
    byte[] last() {
        return newest.answer;
    }

    /** When it was given, to the second. */
    long lastNanos() {
        return TimeUnit.SECONDS.toNanos(newest.second);
    }

    /** Takes note that the other end has gone on to something whose answer is not kept: its next request is no repeat. */
    void goOn() {
        goneOn = true;
    }

    void remember(Incoming incoming, byte[] answer, boolean positive, long nowNanos) {
        if (incoming.request.command() == Command.LOGIN) {
            // says nothing about what the terminal sends next, since it may be a replay
            newestLogin = chain(newestLogin, incoming, answer, positive, nowNanos);
        } else {
            newest = chain(newest, incoming, answer, positive, nowNanos);
            goneOn = false;
        }
    }

    private Entry chain(Entry older, Incoming incoming, byte[] answer, boolean positive, long nowNanos) {
        Entry first = older;
        for (long copy : incoming.copies()) {
            first = new Entry(copy, incoming.bodyHash, answer, positive, nowNanos, first);
        }
        Entry last = first;
        for (int i = 1; i < size && last != null; i++) {
            last = last.older;
        }
        if (last != null) {
            last.older = null;
        }
        return first;
    }

    void clear() {
        newest = null;
        newestLogin = null;
    }

    private static final class Entry {

        final long frameHash;
        final long bodyHash;
        final byte[] answer;
        final boolean positive;
        final int second;
        Entry older;

        Entry(long frameHash, long bodyHash, byte[] answer, boolean positive, long nowNanos, Entry older) {
            this.frameHash = frameHash;
            this.bodyHash = bodyHash;
            this.answer = answer;
            this.positive = positive;
            this.second = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
            this.older = older;
        }

        boolean isOlderThan(long nanos, long nowNanos) {
            return (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos) - second > TimeUnit.NANOSECONDS.toSeconds(nanos);
        }
    }
}
