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
    /** Hashes of the frames that brought it, the newest last, where there were repeats under other numbers; otherwise null. */
    private long[] copies;
    /** Whether the other end waits for the answer; not any more when it has begun anew. */
    boolean owed = true;
    /** Whether its answer is not kept, since a copy of it can be answered anew. */
    boolean answeredAnew;
    /** What to answer when it is repeated; null while it is dealt with or where nobody has to wait for it. */
    Answer outcome;
    /** When that was known. */
    long outcomeNanos;
    /** The number under which the other end sent it first, since it has begun anew. */
    long firstNumber;
    /** The number under which to answer: that of the latest copy. */
    long number;
    /** The highest number, unsigned, of all frames that brought it. */
    int highestNumber;
    /** Set when the answer is on its way; what follows from it may still be under way. */
    boolean answered;
    /** Where the latest copy that was verified came from. */
    Peer peer;
    /**
     * Where identical bytes came from last; null for nowhere. The sender may have got a new address since, and shall hear the
     * answer. That proves nothing: a copy can come from anybody.
     */
    Peer copyPeer;
    /** In the flight recorder; null where it does not run. */
    final RequestEvent event = FlightEvents.request();

    Incoming(WmmpMessage request, SecurityCategory category, long number, long frameHash, long bodyHash, Peer peer,
            boolean possibleDuplicate) {
        this.request = request;
        this.category = category;
        this.possibleDuplicate = possibleDuplicate;
        this.bodyHash = bodyHash;
        this.frameHash = frameHash;
        this.firstNumber = request.sequenceNumber();
        this.number = number;
        this.highestNumber = (int) number;
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

    /** Takes a repeat under another number: it shall be answered under that. A slow route may see many; the last count. */
    void repeatedBy(long itsNumber, long hash, Peer from) {
        int kept = Math.min(copies(), MAX_COPIES - 1);
        long[] newest = new long[kept + 1];
        for (int i = 0; i < kept; i++) {
            newest[i] = copy(copies() - kept + i);
        }
        newest[kept] = hash;
        copies = newest;
        if (Integer.compareUnsigned((int) itsNumber, highestNumber) > 0) {
            highestNumber = (int) itsNumber;
        }
        if (!owed) {
            // numbers may have begun anew
            owed = true;
            firstNumber = itsNumber;
            number = firstNumber;
        } else if ((int) (itsNumber - number) > 0) {
            number = itsNumber;
        }
        peer = from;
    }

    /** How many frames that brought it are kept in mind. */
    int copies() {
        return copies == null ? 1 : copies.length;
    }

    /** The hash of one of these, the oldest at 0. */
    long copy(int index) {
        return copies == null ? frameHash : copies[index];
    }
}
