package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;

/**
 * What a session remembers of the requests of the other end: the last answers, for copies of their requests that are still
 * under way, and the numbers that are over. An idle session remembers one answer. Guarded by the monitor of the session, which
 * extends this rather than to refer to it: a platform has a million of them, and nearly all are idle.
 */
abstract class AnswerMemory {

    /** In seconds: a year. Nothing is remembered for as long. */
    private static final long LONGEST_AGE = TimeUnit.DAYS.toSeconds(365);

    /** The last answer but those to LOGIN, as a {@link RememberedAnswer}; null for none. */
    private byte[] last;
    /** Null where there are none, as in an idle session. */
    private EarlierAnswers earlier;
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

    /** The serial number under which this end answers. */
    abstract TerminalId serial();

    /** The stored answer to identical bytes, or null. Nearly all requests have a new number, and nothing is looked for. */
    final byte[] answerTo(long frameHash, int number, long nowNanos, Dialect dialect) {
        if (!mayKnow(number)) {
            return null;
        }
        byte[] answer = last != null && RememberedAnswer.frameHash(last) == frameHash ? last
                : earlier == null ? null : earlier.to(frameHash);
        return answer == null || RememberedAnswer.isOver(answer, nowNanos, dialect) ? null
                : RememberedAnswer.frame(answer, serial());
    }

    /**
     * Whether the request answered last had this body and success, not longer ago than terminals repeat. One that was
     * refused may come again because it was.
     */
    final boolean lastHad(long bodyHash, long nowNanos, Dialect dialect) {
        return last != null && !goneOn && RememberedAnswer.isPositive(last) && RememberedAnswer.bodyHash(last) == bodyHash
                && !RememberedAnswer.isOlderThan(last, dialect.repeatTime().toNanos(), nowNanos);
    }

    /** The answer given last; to be asked for when {@link #lastHad} has said that there is one. */
    final byte[] lastAnswer() {
        return RememberedAnswer.frame(last, serial());
    }

    /** When it was given, to the second. */
    final long lastAnswerNanos() {
        return TimeUnit.SECONDS.toNanos(RememberedAnswer.second(last));
    }

    /** Takes note that the other end has gone on to something whose answer is not kept: its next request is no repeat. */
    final void goOn() {
        // a field that has its value already is not written
        if (!goneOn) {
            goneOn = true;
        }
    }

    /**
     * Remembers an answer.
     *
     * @param frame the answer as it is sent
     * @param size  how many answers are remembered
     */
    final void remember(Incoming incoming, byte[] frame, boolean positive, long nowNanos, Dialect dialect, int size) {
        if (Integer.compareUnsigned(incoming.highestNumber(), highest) > 0) {
            highest = incoming.highestNumber();
        }
        int second = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        for (int i = 0; i < incoming.copies(); i++) {
            if (incoming.request.command() == Command.LOGIN) {
                // says nothing about what the terminal sends next, since it may be a replay
                earlier().logins.add(
                        RememberedAnswer.of(null, incoming.copy(i), incoming.bodyHash, frame, positive, second), size);
            } else {
                if (size > 1 && isStillNeeded(incoming, nowNanos, dialect)) {
                    earlier().answers.add(last, size - 1);
                }
                replaceLast(RememberedAnswer.of(last, incoming.copy(i), incoming.bodyHash, frame, positive, second));
            }
        }
        if (earlier != null && earlier.areOver(nowNanos, dialect)) {
            earlier = null;
        }
    }

    /** Whether the last answer is, now that there is another. Who sends the next heartbeat has heard of the one before. */
    private boolean isStillNeeded(Incoming next, long nowNanos, Dialect dialect) {
        return last != null && !RememberedAnswer.isOver(last, nowNanos, dialect)
                && !(next.request.command() == Command.HEART_BEAT && RememberedAnswer.isToHeartbeat(last));
    }

    private void replaceLast(byte[] answer) {
        // mostly it is the same array: to write the field costs more than it seems, since the collector takes note
        if (answer != last) {
            last = answer;
        }
        goneOn = false;
    }

    private EarlierAnswers earlier() {
        if (earlier == null) {
            earlier = new EarlierAnswers();
        }
        return earlier;
    }

    /** Whether the number of a request has been answered or passed over. */
    final boolean isOver(WmmpMessage request) {
        long numbers = request.command() == Command.HEART_BEAT ? seenHeartbeats : seen;
        return SeenNumbers.isOver(numbers, (int) request.sequenceNumber());
    }

    /**
     * Takes note of the numbers of a request. What is not signed under this session proves nothing by them: anybody may send it,
     * or an old LOGIN.
     */
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
        last = null;
        earlier = null;
        highest = 0;
        seen = SeenNumbers.NONE;
        seenHeartbeats = SeenNumbers.NONE;
    }

    /** Writes the answers with their ages, and the numbers that are over. */
    final void writeRequests(DataOutput out, long nowNanos) throws IOException {
        List<byte[]> answers = new ArrayList<>();
        if (last != null) {
            answers.add(last);
        }
        List<byte[]> logins = List.of();
        if (earlier != null) {
            answers.addAll(earlier.answers.all());
            logins = earlier.logins.all();
        }
        write(answers, out, nowNanos);
        write(logins, out, nowNanos);
        out.writeBoolean(goneOn);
        SeenNumbers.write(seen, out);
        SeenNumbers.write(seenHeartbeats, out);
    }

    private void write(List<byte[]> answers, DataOutput out, long nowNanos) throws IOException {
        out.writeShort(answers.size());
        int now = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        for (byte[] answer : answers) {
            out.writeLong(RememberedAnswer.frameHash(answer));
            out.writeLong(RememberedAnswer.bodyHash(answer));
            out.writeInt(RememberedAnswer.age(answer, now));
            out.writeBoolean(RememberedAnswer.isPositive(answer));
            byte[] frame = RememberedAnswer.frame(answer, serial());
            out.writeShort(frame.length);
            out.write(frame);
        }
    }

    /** Takes over what {@link #writeRequests} has written so many seconds ago. */
    final void readRequests(DataInput in, long nowNanos, long secondsAgo) throws IOException {
        int now = (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        List<byte[]> answers = read(in, now, secondsAgo);
        List<byte[]> logins = read(in, now, secondsAgo);
        last = answers.isEmpty() ? null : answers.remove(0);
        earlier = null;
        addOldestFirst(answers, () -> earlier().answers);
        addOldestFirst(logins, () -> earlier().logins);
        goneOn = in.readBoolean();
        // the numbers of the answers are not written
        highest = -1;
        seen = SeenNumbers.read(in);
        seenHeartbeats = SeenNumbers.read(in);
    }

    private static void addOldestFirst(List<byte[]> answers, Supplier<AnswerRing> to) {
        for (int i = answers.size() - 1; i >= 0; i--) {
            to.get().add(answers.get(i), answers.size());
        }
    }

    private static List<byte[]> read(DataInput in, int now, long secondsAgo) throws IOException {
        List<byte[]> answers = new ArrayList<>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            long frameHash = in.readLong();
            long bodyHash = in.readLong();
            // who sets a clock makes ages that cannot be
            int second = now - (int) Math.min(Math.max(0, in.readInt()) + secondsAgo, LONGEST_AGE);
            boolean positive = in.readBoolean();
            byte[] frame = new byte[in.readUnsignedShort()];
            in.readFully(frame);
            answers.add(RememberedAnswer.of(null, frameHash, bodyHash, frame, positive, second));
        }
        return answers;
    }
}
