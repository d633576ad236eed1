package io.wmmp.session;

import io.wmmp.protocol.WmmpMessage;

/** 64-bit hashes that tell copies of a message apart from other messages. */
final class FrameHash {

    private static final long SEED = 0xCBF29CE484222325L;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private FrameHash() {
    }

    /** The same for identical bytes. */
    static long of(byte[] frame) {
        long hash = SEED ^ frame.length;
        for (byte b : frame) {
            hash = (hash ^ b & 0xFF) * PRIME;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /** The same for one command with one body, whatever the number, the digest and the rest of the header. */
    static long ofBody(WmmpMessage message) {
        return of(message.body()) * 31 + message.command().id();
    }
}
