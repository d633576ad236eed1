package io.wmmp.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.CompactFrame;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;

/**
 * An answer as a session remembers it: one {@code byte[]}, since every session has one, with the hashes of the request's frame
 * and body, the second of the answer, whether it was positive, and its frame.
 */
final class RememberedAnswer {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final int FRAME_HASH = 0;
    private static final int BODY_HASH = FRAME_HASH + Long.BYTES;
    /** The lowest bit says whether it was positive. */
    private static final int SECOND = BODY_HASH + Long.BYTES;
    private static final int FRAME = SECOND + Integer.BYTES;

    private RememberedAnswer() {
    }

    /**
     * Makes one.
     *
     * @param reused is written anew where it has the right length; or null
     */
    static byte[] of(byte[] reused, long frameHash, long bodyHash, byte[] frame, boolean positive, int second) {
        int length = FRAME + CompactFrame.length(frame);
        byte[] answer = reused != null && reused.length == length ? reused : new byte[length];
        LONG.set(answer, FRAME_HASH, frameHash);
        LONG.set(answer, BODY_HASH, bodyHash);
        INT.set(answer, SECOND, second << 1 | (positive ? 1 : 0));
        CompactFrame.write(frame, answer, FRAME);
        return answer;
    }

    static long frameHash(byte[] answer) {
        return (long) LONG.get(answer, FRAME_HASH);
    }

    static long bodyHash(byte[] answer) {
        return (long) LONG.get(answer, BODY_HASH);
    }

    static boolean isToHeartbeat(byte[] answer) {
        return CompactFrame.command(answer, FRAME) == Command.HEART_BEAT_ACK;
    }

    static boolean isPositive(byte[] answer) {
        return ((int) INT.get(answer, SECOND) & 1) != 0;
    }

    static int second(byte[] answer) {
        return (int) INT.get(answer, SECOND) >> 1;
    }

    /** The answer as it was sent. */
    static byte[] frame(byte[] answer, TerminalId terminalId) {
        return CompactFrame.read(answer, FRAME, terminalId);
    }

    /** How many seconds ago it was given; of a second only the lower 31 bits are kept. */
    static int age(byte[] answer, int nowSecond) {
        return nowSecond - second(answer) << 1 >> 1;
    }

    static boolean isOlderThan(byte[] answer, long nanos, long nowNanos) {
        return age(answer, (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos)) > TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    /** Whether no copy of the request can be under way any more. */
    static boolean isOver(byte[] answer, long nowNanos, Dialect dialect) {
        return isOlderThan(answer, 2 * dialect.repeatTime().toNanos(), nowNanos);
    }
}
