package io.wmmp.platform;

import io.wmmp.link.Peer;
import io.wmmp.protocol.WmmpMessage;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The registrations under way and the last answers to them. They cannot belong to sessions: newcomers share one terminal
 * id. Copies of a REGISTER get the stored answer; a bound on their number keeps strangers from filling the memory.
 */
final class Registrations {

    private static final int SIZE = 10_000;
    private static final long REMEMBERED_NANOS = 200_000_000_000L;

    private final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Entry> eldest) {
            return size() > SIZE;
        }
    };

    /**
     * Notes a REGISTER that has arrived.
     *
     * @return whether it is new; a copy has been dealt with
     */
    synchronized boolean begin(byte[] frame, Peer peer) {
        Entry entry = entries.get(ByteBuffer.wrap(frame));
        if (entry == null || System.nanoTime() - entry.nanoTime > REMEMBERED_NANOS) {
            entries.put(ByteBuffer.wrap(frame), new Entry(System.nanoTime(), null));
            return true;
        }
        if (entry.answer != null) {
            peer.send(entry.answer);
        }
        return false;
    }

    /** Notes the answer to a REGISTER; null for none, so that its next copy counts as new. */
    synchronized void end(byte[] frame, WmmpMessage answer) {
        if (answer == null) {
            entries.remove(ByteBuffer.wrap(frame));
        } else {
            entries.put(ByteBuffer.wrap(frame), new Entry(System.nanoTime(), answer.toBytes()));
        }
    }

    private record Entry(long nanoTime, byte[] answer) {
    }
}
