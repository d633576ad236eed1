package io.wmmp.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An input of a fuzz test as steps of a conversation: a byte that says what is done, a byte with a length, and as many bytes
 * to do it with. What is missing at the end is left out.
 */
public final class FuzzedSteps {

    private static final int MAX_STEPS = 40;

    private FuzzedSteps() {
    }

    public static void each(byte[] input, BiConsumer<Integer, byte[]> step) {
        int at = 0;
        for (int i = 0; i < MAX_STEPS && at + 2 <= input.length; i++) {
            int end = Math.min(input.length, at + 2 + (input[at + 1] & 0xFF));
            step.accept(input[at] & 0xFF, Arrays.copyOfRange(input, at + 2, end));
            at = end;
        }
    }

    /** The input that does one thing with each of the given bytes. */
    public static byte[] of(int what, List<byte[]> each) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (byte[] bytes : each) {
            byte[] part = Arrays.copyOf(bytes, Math.min(bytes.length, 0xFF));
            input.write(what);
            input.write(part.length);
            input.writeBytes(part);
        }
        return input.toByteArray();
    }

    public static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
