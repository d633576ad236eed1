package io.wmmp.session;

import io.wmmp.link.Peer;
import io.wmmp.protocol.WmmpMessage;
import java.util.Arrays;

/** A request of the other end, from its arrival to its answer. Guarded by its session. */
final class Incoming {

    final WmmpMessage request;
    final boolean possibleDuplicate;
    final long bodyHash;
    /** Hashes of the frames that brought it: the first copy and repeats under other numbers. */
    private long[] copies;
    /** The number under which to answer: that of the latest copy. */
    long number;
    /** Where the latest copy came from. */
    Peer peer;

    Incoming(WmmpMessage request, long frameHash, Peer peer, boolean possibleDuplicate) {
        this.request = request;
        this.possibleDuplicate = possibleDuplicate;
        this.bodyHash = FrameHash.ofBody(request);
        this.copies = new long[] { frameHash };
        this.number = request.sequenceNumber();
        this.peer = peer;
    }

    boolean isCopy(long frameHash) {
        for (long copy : copies) {
            if (copy == frameHash) {
                return true;
            }
        }
        return false;
    }

    /** Takes a repeat under another number: it shall be answered under that. */
    void repeatedBy(WmmpMessage repeat, long frameHash, Peer from) {
        copies = Arrays.copyOf(copies, copies.length + 1);
        copies[copies.length - 1] = frameHash;
        number = repeat.sequenceNumber();
        peer = from;
    }

    long[] copies() {
        return copies;
    }
}
