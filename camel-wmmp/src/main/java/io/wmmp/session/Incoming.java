package io.wmmp.session;

import io.wmmp.link.Peer;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.flight.FlightEvents;
import io.wmmp.session.flight.RequestEvent;

/** A request of the other end, from its arrival to its answer. Guarded by its session. */
final class Incoming {

    /** The copies under different numbers that are kept in mind. */
    static final int MAX_COPIES = 4;

    final WmmpMessage request;
    final SecurityCategory category;
    final boolean possibleDuplicate;
    final long bodyHash;
    private final long frameHash;
    /** Whether the other end waits for the answer; not any more when it has begun anew. */
    boolean owed = true;
    /** Whether its answer is not kept, since a copy of it can be answered anew. */
    boolean answeredAnew;
    /** Set when the answer is on its way; what follows from it may still be under way. */
    boolean answered;
    /** The number under which to answer: that of the latest copy. */
    int number;
    /** Where the latest copy that was verified came from. */
    Peer peer;
    /** Null while it has not come more than once, which is nearly always. */
    private Repeats repeats;
    /** In the flight recorder; null where it does not run. */
    final RequestEvent event = FlightEvents.request();

    Incoming(WmmpMessage request, SecurityCategory category, long number, long frameHash, long bodyHash, Peer peer,
            boolean possibleDuplicate) {
        this.request = request;
        this.category = category;
        this.possibleDuplicate = possibleDuplicate;
        this.bodyHash = bodyHash;
        this.frameHash = frameHash;
        this.number = (int) number;
        this.peer = peer;
    }

    boolean isCopy(long hash) {
        for (int i = 0; i < copies(); i++) {
            if (copy(i) == hash) {
                return true;
            }
        }
        return false;
    }

    private Repeats repeats() {
        if (repeats == null) {
            repeats = new Repeats(frameHash, firstNumber(), number);
        }
        return repeats;
    }

    /** Identical bytes have come from somewhere. */
    void copiedFrom(Peer from) {
        repeats().copyPeer = from;
    }

    /**
     * Where identical bytes came from last; null for nowhere. The sender may have got a new address since, and shall hear the
     * answer. That proves nothing: a copy can come from anybody.
     */
    Peer copyPeer() {
        return repeats == null ? null : repeats.copyPeer;
    }

    /** Keeps what to answer until it is repeated, for nobody waits for the answer now. */
    void keep(Answer outcome, long nowNanos) {
        repeats().outcome = outcome;
        repeats().outcomeNanos = nowNanos;
    }

    /** What to answer when it is repeated; null while it is dealt with or where nobody has to wait for it. */
    Answer outcome() {
        return repeats == null ? null : repeats.outcome;
    }

    /** When the outcome was known. */
    long outcomeNanos() {
        return repeats.outcomeNanos;
    }

    /** Takes a repeat under another number: it shall be answered under that. A slow route may see many; the last count. */
    void repeatedBy(long itsNumber, long hash, Peer from) {
        repeats().add(hash, (int) itsNumber);
        if (!owed) {
            // numbers may have begun anew
            owed = true;
            repeats.firstNumber = (int) itsNumber;
            number = (int) itsNumber;
        } else if ((int) itsNumber - number > 0) {
            number = (int) itsNumber;
        }
        peer = from;
    }

    /** The number under which the other end sent it first, since it has begun anew. */
    int firstNumber() {
        return repeats == null ? (int) request.sequenceNumber() : repeats.firstNumber;
    }

    /** The highest number, unsigned, of all frames that brought it. */
    int highestNumber() {
        return repeats == null ? number : repeats.highestNumber;
    }

    /** How many frames that brought it are kept in mind. */
    int copies() {
        return repeats == null ? 1 : repeats.frames.length;
    }

    /** The hash of one of these, the oldest at 0. */
    long copy(int index) {
        return repeats == null ? frameHash : repeats.frames[index];
    }

    /** What there is to know of a request that comes more than once. */
    private static final class Repeats {

        /** Hashes of the frames that brought it, the newest last. */
        long[] frames;
        int firstNumber;
        int highestNumber;
        Peer copyPeer;
        Answer outcome;
        long outcomeNanos;

        Repeats(long frameHash, int firstNumber, int number) {
            this.frames = new long[] { frameHash };
            this.firstNumber = firstNumber;
            this.highestNumber = number;
        }

        void add(long hash, int number) {
            int kept = Math.min(frames.length, MAX_COPIES - 1);
            long[] newest = new long[kept + 1];
            System.arraycopy(frames, frames.length - kept, newest, 0, kept);
            newest[kept] = hash;
            frames = newest;
            if (Integer.compareUnsigned(number, highestNumber) > 0) {
                highestNumber = number;
            }
        }
    }
}
