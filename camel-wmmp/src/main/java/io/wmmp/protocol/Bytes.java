package io.wmmp.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian integers and padded text in byte arrays. */
final class Bytes {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {
    }

    static int uint16(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset) & 0xFFFF;
    }

    static long uint32(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset) & 0xFFFFFFFFL;
    }

    static long uint64(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    static long unsigned(byte[] bytes, int offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | bytes[offset + i] & 0xFF;
        }
        return value;
    }

    static void putUint16(byte[] bytes, int offset, int value) {
        SHORT.set(bytes, offset, (short) value);
    }

    static void putUint32(byte[] bytes, int offset, long value) {
        INT.set(bytes, offset, (int) value);
    }

    static void putUint64(byte[] bytes, int offset, long value) {
        LONG.set(bytes, offset, value);
    }

    static byte[] fromUnsigned(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = size - 1; i >= 0; i--) {
            bytes[i] = (byte) value;
            value >>>= 8;
        }
        return bytes;
    }

    /** The length without the NULs at the end. */
    static int trimmedLength(byte[] bytes, int offset, int length) {
        int end = length;
        while (end > 0 && bytes[offset + end - 1] == 0) {
            end--;
        }
        return end;
    }

    static boolean isPrintableAscii(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < ' ' || bytes[i] > '~') {
                return false;
            }
        }
        return true;
    }
}
