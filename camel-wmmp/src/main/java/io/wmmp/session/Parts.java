package io.wmmp.session;

import java.util.Arrays;

import io.wmmp.protocol.Fragment;

/**
 * A body that is cut into parts. None of them is empty, other than with real terminals, whose last one may be.
 *
 * @param body the whole
 * @param size bytes of each part but the last, which may be shorter
 */
record Parts(byte[] body, int size) {

    /** Real terminals know no other, and one exchange at a time needs none. */
    static final int TRANSACTION = 0;

    int total() {
        return (body.length + size - 1) / size;
    }

    /** Whether a fragment is about these parts. */
    boolean concernedBy(Fragment fragment) {
        return fragment.transaction() == TRANSACTION && fragment.total() == total();
    }

    /** One part, from 1. */
    Fragment part(int number) {
        int start = (number - 1) * size;
        return Fragment.part(TRANSACTION, total(), number,
                Arrays.copyOfRange(body, start, Math.min(start + size, body.length)));
    }

    /** Tells lengths only; the body may hold secrets. */
    @Override
    public String toString() {
        return "Parts[" + total() + " of " + body.length + " bytes]";
    }
}
