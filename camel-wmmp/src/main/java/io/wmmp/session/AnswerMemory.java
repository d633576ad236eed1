package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
    /** The highest number under which any of these requests came, unsigned: what has a higher one is no copy. */
    private int highest;

    /**
     * @param size how many requests are remembered
     */
    AnswerMemory(int size) {
        this.size = size;
    }

    /** The stored answer to identical bytes, or null. Nearly all requests have a new number, and nothing is looked for. */
    byte[] answerTo(long frameHash, int number, long nowNanos, Dialect dialect) {
        if (Integer.compareUnsigned(number, highest) > 0) {
            return null;
        }
        Entry entry = find(newest, frameHash);
        if (entry == null) {
            entry = find(newestLogin, frameHash);
        }
        return entry == null || isOver(entry, nowNanos, dialect) ? null : entry.answer;
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
        return newest != null && !goneOn && newest.isPositive() && newest.bodyHash == bodyHash
                && !newest.isOlderThan(dialect.repeatTime().toNanos(), nowNanos);
    }

    /** The answer given last; to be asked for when {@link #lastHad} has said that there is one. */
    byte[] last() {
        return newest.answer;
    }

    /** When it was given, to the second. */
    long lastNanos() {
        return TimeUnit.SECONDS.toNanos(newest.second());
    }

    /** Takes note that the other end has gone on to something whose answer is not kept: its next request is no repeat. */
    void goOn() {
        goneOn = true;
    }

    void remember(Incoming incoming, byte[] answer, boolean positive, long nowNanos, Dialect dialect) {
        if (Integer.compareUnsigned(incoming.highestNumber(), highest) > 0) {
            highest = incoming.highestNumber();
        }
        if (incoming.request.command() == Command.LOGIN) {
            // says nothing about what the terminal sends next, since it may be a replay
            newestLogin = chain(newestLogin, incoming, answer, positive, nowNanos, dialect);
        } else {
            newest = chain(newest, incoming, answer, positive, nowNanos, dialect);
            goneOn = false;
        }
    }

    private Entry chain(
            Entry older, Incoming incoming, byte[] answer, boolean positive, long nowNanos, Dialect dialect) {
        Entry first = older;
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        for (int i = 0; i < incoming.copies(); i++) {
            Entry entry = new Entry(incoming.copy(i), incoming.bodyHash, answer, positive, second);
            entry.older = first;
            first = entry;
        }
        cut(first, nowNanos, dialect);
        return first;
    }

    /** Lets go of what is too much or too old: who sends a heartbeat now and then shall cost no more than its last answer. */
    private void cut(Entry first, long nowNanos, Dialect dialect) {
        Entry last = first;
        for (int i = 1; i < size && last.older != null && !isOver(last.older, nowNanos, dialect); i++) {
            last = last.older;
        }
        last.older = null;
    }

    private static boolean isOver(Entry entry, long nowNanos, Dialect dialect) {
        return entry.isOlderThan(2 * dialect.repeatTime().toNanos(), nowNanos);
    }

    void clear() {
        newest = null;
        newestLogin = null;
        highest = 0;
    }

    /** Writes the answers with their ages. */
    void write(DataOutput out, long nowNanos) throws IOException {
        write(newest, out, nowNanos);
        write(newestLogin, out, nowNanos);
        out.writeBoolean(goneOn);
    }

    private static void write(Entry first, DataOutput out, long nowNanos) throws IOException {
        int count = 0;
        for (Entry entry = first; entry != null; entry = entry.older) {
            count++;
        }
        out.writeShort(count);
        int now = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        for (Entry entry = first; entry != null; entry = entry.older) {
            out.writeLong(entry.frameHash);
            out.writeLong(entry.bodyHash);
            out.writeInt(now - entry.second());
            out.writeBoolean(entry.isPositive());
            out.writeShort(entry.answer.length);
            out.write(entry.answer);
        }
    }

    /** Takes over what {@link #write} has written so many seconds ago. */
    void read(DataInput in, long nowNanos, long secondsAgo) throws IOException {
        int now = (int) (TimeUnit.NANOSECONDS.toSeconds(nowNanos) - secondsAgo);
        newest = readEntries(in, now);
        newestLogin = readEntries(in, now);
        goneOn = in.readBoolean();
        // the numbers are not written
        highest = -1;
    }

    private static Entry readEntries(DataInput in, int now) throws IOException {
        Entry first = null;
        Entry last = null;
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            long frameHash = in.readLong();
            long bodyHash = in.readLong();
            int second = now - in.readInt();
            boolean positive = in.readBoolean();
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            Entry entry = new Entry(frameHash, bodyHash, answer, positive, second);
            if (last == null) {
                first = entry;
            } else {
                last.older = entry;
            }
            last = entry;
        }
        return first;
    }

    private static final class Entry {

        final long frameHash;
        final long bodyHash;
        final byte[] answer;
        /** The second of the answer, and in the lowest bit whether it was positive. A session without work has one of these. */
        private final int secondAndPositive;
        Entry older;

        Entry(long frameHash, long bodyHash, byte[] answer, boolean positive, int second) {
            this.frameHash = frameHash;
            this.bodyHash = bodyHash;
            this.answer = answer;
            this.secondAndPositive = second << 1 | (positive ? 1 : 0);
        }

        boolean isPositive() {
            return (secondAndPositive & 1) != 0;
        }

        int second() {
            return secondAndPositive >> 1;
        }

        boolean isOlderThan(long nanos, long nowNanos) {
            return (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos) - second() > TimeUnit.NANOSECONDS.toSeconds(nanos);
        }
    }
}
