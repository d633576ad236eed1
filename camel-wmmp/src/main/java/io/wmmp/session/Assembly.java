package io.wmmp.session;

import java.io.ByteArrayOutputStream;

import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.FrameHash;

/**
 * A body that is put together from parts, which come one after the other; copies of earlier ones may come in between. What
 * it holds is taken from the memory that all sessions share, and has to be freed. Guarded by its session.
 */
final class Assembly {

    /** Bytes that count for the objects around the data, so that empty parts are not free. */
    static final int OVERHEAD = 256;

    /** What a part has done. */
    enum Progress {
        /** It was the next one, more are to come. */
        ADDED,
        /** It was the last one. */
        COMPLETE,
        /** It is a copy of the one that came last. */
        REPEATED,
        /** It is a copy of one before that. */
        LATE,
        /** It does not belong to these parts, or is not the next one. */
        WRONG,
        /** There is no room for it. */
        TOO_LONG
    }

    private final FragmentMemory memory;
    private final int maxLength;
    private final int transaction;
    private final int total;
    private ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int received;
    private long lastHash;
    private int reserved;

    /**
     * @param first     a fragment of the transfer, which is not added
     * @param maxLength the longest body, in bytes
     * @param memory    what all sessions share
     */
    Assembly(Fragment first, int maxLength, FragmentMemory memory) {
        this.transaction = first.transaction();
        this.total = first.total();
        this.maxLength = maxLength;
        this.memory = memory;
    }

    int received() {
        return received;
    }

    boolean isComplete() {
        return received == total;
    }

    /** Whether a part is a copy of the one that came last. */
    boolean isRepeated(Fragment part) {
        return belongs(part) && received > 0 && part.part() == received && FrameHash.of(part.data()) == lastHash;
    }

    private boolean belongs(Fragment part) {
        return part.transaction() == transaction && part.total() == total && part.part() >= 1 && part.part() <= total;
    }

    Progress add(Fragment part) {
        if (!belongs(part) || part.part() > received + 1) {
            return Progress.WRONG;
        }
        if (part.part() <= received) {
            if (part.part() < received) {
                return Progress.LATE;
            }
            return isRepeated(part) ? Progress.REPEATED : Progress.WRONG;
        }
        int length = part.data().length;
        if (data.size() + length > maxLength || !reserve(received == 0 ? OVERHEAD + length : length)) {
            return Progress.TOO_LONG;
        }
        data.writeBytes(part.data());
        lastHash = FrameHash.of(part.data());
        received++;
        return isComplete() ? Progress.COMPLETE : Progress.ADDED;
    }

    private boolean reserve(int bytes) {
        if (!memory.reserve(bytes)) {
            return false;
        }
        reserved += bytes;
        return true;
    }

    /** Asks for the part behind the last that came. */
    Fragment next() {
        return new Fragment(transaction, total, received + 1, Fragment.Operation.NEXT, new byte[0]);
    }

    /** Hands over all parts in one; they are not here any more, but count until they are freed. */
    byte[] take() {
        byte[] body = data.toByteArray();
        data = new ByteArrayOutputStream(0);
        return body;
    }

    /** Lets go of the parts; copies of them are still recognised. */
    void free() {
        memory.release(reserved);
        reserved = 0;
        data = new ByteArrayOutputStream(0);
    }
}
