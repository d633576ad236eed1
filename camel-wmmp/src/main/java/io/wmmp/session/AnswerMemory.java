package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/**
 * What a session remembers of the requests of the other end: the last answers, for copies of their requests that are still
 * under way, and the numbers that are over. Answers are a chain of few entries, the newest first; an idle session holds
 * one. Guarded by the monitor of the session, which extends this rather than to refer to it: a platform has a million of
 * them, and nearly all are idle.
 */
abstract class AnswerMemory {

    private Entry newest;
    /** Answers to LOGIN: whoever has recorded many must not push those out that the terminal may still need. */
    private Entry newestLogin;
    /** Whether something was answered since that is not remembered. */
    private boolean goneOn;
    /** The highest number under which any of these requests came, unsigned: what has a higher one is no copy. */
    private int highest;
    /** Of signed requests that have to wait their turn. */
    private long seen = SeenNumbers.NONE;
    /** Of signed heartbeats. They go beside requests, which may come again under a number from before a heartbeat. */
    private long seenHeartbeats = SeenNumbers.NONE;

    /** Whether a request under this number can be a copy of one that is remembered. */
    final boolean mayKnow(int number) {
        return Integer.compareUnsigned(number, highest) <= 0;
    }

    /** The stored answer to identical bytes, or null. Nearly all requests have a new number, and nothing is looked for. */
    final byte[] answerTo(long frameHash, int number, long nowNanos, Dialect dialect) {
        if (!mayKnow(number)) {
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
    final boolean lastHad(long bodyHash, long nowNanos, Dialect dialect) {
        return newest != null && !goneOn && newest.isPositive() && newest.bodyHash == bodyHash
                && !newest.isOlderThan(dialect.repeatTime().toNanos(), nowNanos);
    }

    /** The answer given last; to be asked for when {@link #lastHad} has said that there is one. */
    final byte[] lastAnswer() {
        return newest.answer;
    }

    /** When it was given, to the second. */
    final long lastAnswerNanos() {
        return TimeUnit.SECONDS.toNanos(newest.second());
    }

    /** Takes note that the other end has gone on to something whose answer is not kept: its next request is no repeat. */
    final void goOn() {
        if (!goneOn) {
            goneOn = true;
        }
    }

    /**
     * Remembers an answer.
     *
     * @param size how many answers are remembered
     */
    final void remember(Incoming incoming, byte[] answer, boolean positive, long nowNanos, Dialect dialect, int size) {
        if (Integer.compareUnsigned(incoming.highestNumber(), highest) > 0) {
            highest = incoming.highestNumber();
        }
        if (incoming.request.command() == Command.LOGIN) {
            // says nothing about what the terminal sends next, since it may be a replay
            newestLogin = chain(newestLogin, incoming, answer, positive, nowNanos, dialect, size);
        } else {
            newest = chain(newest, incoming, answer, positive, nowNanos, dialect, size);
            goneOn = false;
        }
    }

    private static Entry chain(
            Entry older, Incoming incoming, byte[] answer, boolean positive, long nowNanos, Dialect dialect, int size) {
        Entry first = older;
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        for (int i = 0; i < incoming.copies(); i++) {
            Entry entry = new Entry(incoming.copy(i), incoming.bodyHash, answer, positive, second);
            entry.older = first;
            first = entry;
        }
        cut(first, nowNanos, dialect, size);
        return first;
    }

    /** Lets go of what is too much or too old: who sends a heartbeat now and then shall cost no more than its last answer. */
    private static void cut(Entry first, long nowNanos, Dialect dialect, int size) {
        Entry last = first;
        for (int i = 1; i < size && last.older != null && !isOver(last.older, nowNanos, dialect); i++) {
            last = last.older;
        }
        last.older = null;
    }

    private static boolean isOver(Entry entry, long nowNanos, Dialect dialect) {
        return entry.isOlderThan(2 * dialect.repeatTime().toNanos(), nowNanos);
    }

    /** Whether the number of a request has been answered or passed over. */
    final boolean isOver(WmmpMessage request) {
        long numbers = request.command() == Command.HEART_BEAT ? seenHeartbeats : seen;
        return SeenNumbers.isOver(numbers, (int) request.sequenceNumber());
    }

    /** Takes note of the numbers of a request. What is not signed under this session proves nothing by them: anybody may send it, or an old LOGIN. */
    final void note(Incoming incoming, boolean answered) {
        Command command = incoming.request.command();
        if (!incoming.request.hasDigest() || command == Command.LOGIN) {
            return;
        }
        if (command == Command.HEART_BEAT) {
            seenHeartbeats = after(seenHeartbeats, incoming, answered);
        } else {
            seen = after(seen, incoming, answered);
        }
    }

    private static long after(long numbers, Incoming incoming, boolean answered) {
        // when it is answered it was the only one under way: all numbers in between were its own
        return answered ? SeenNumbers.answered(numbers, incoming.firstNumber(), incoming.number)
                : SeenNumbers.note(numbers, incoming.number, false);
    }

    /** Identical bytes and smaller numbers count as new from now on. */
    final void forgetRequests() {
        newest = null;
        newestLogin = null;
        highest = 0;
        seen = SeenNumbers.NONE;
        seenHeartbeats = SeenNumbers.NONE;
    }

    /** Writes the answers with their ages, and the numbers that are over. */
    final void writeRequests(DataOutput out, long nowNanos) throws IOException {
        write(newest, out, nowNanos);
        write(newestLogin, out, nowNanos);
        out.writeBoolean(goneOn);
        SeenNumbers.write(seen, out);
        SeenNumbers.write(seenHeartbeats, out);
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

    /** Takes over what {@link #writeRequests} has written so many seconds ago. */
    final void readRequests(DataInput in, long nowNanos, long secondsAgo) throws IOException {
        int now = (int) (TimeUnit.NANOSECONDS.toSeconds(nowNanos) - secondsAgo);
        newest = readEntries(in, now);
        newestLogin = readEntries(in, now);
        goneOn = in.readBoolean();
        // the numbers of the answers are not written
        highest = -1;
        seen = SeenNumbers.read(in);
        seenHeartbeats = SeenNumbers.read(in);
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
