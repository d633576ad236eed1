package io.wmmp.platform;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.wmmp.protocol.WmmpMessage;

/**
 * The registrations under way and the last answers to them. They cannot belong to sessions: newcomers share one terminal
 * id. Copies of a REGISTER get the stored answer; a bound on their number, and a hash in place of each frame, keep strangers
 * from filling the memory.
 */
final class Registrations {

    private static final int SIZE = 10_000;
    private static final long REMEMBERED_NANOS = 200_000_000_000L;

    private final Map<ByteBuffer, Entry> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Registrations.Entry> eldest) {
            return size() > SIZE;
        }
    };

    /**
     * Notes a REGISTER that has arrived.
     *
     * @param  frame its bytes
     * @param  copy  deals with a copy; is given its answer, or null where that is not known yet
     * @return       whether it is new
     */
    boolean begin(byte[] frame, Consumer<byte[]> copy) {
        ByteBuffer key = key(frame);
        Entry entry;
        synchronized (this) {
            entry = entries.get(key);
            if (entry == null || System.nanoTime() - entry.nanoTime > REMEMBERED_NANOS) {
                entries.put(key, new Entry(System.nanoTime(), null));
                return true;
            }
        }
        copy.accept(entry.answer);
        return false;
    }

    /** Notes the answer to a REGISTER; null for none, so that its next copy counts as new. */
    void end(byte[] frame, WmmpMessage answer) {
        ByteBuffer key = key(frame);
        synchronized (this) {
            if (answer == null) {
                entries.remove(key);
            } else {
                entries.put(key, new Entry(System.nanoTime(), answer.toBytes()));
            }
        }
    }

    private static ByteBuffer key(byte[] frame) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(frame));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    private record Entry(long nanoTime, byte[] answer) {
    }
}
