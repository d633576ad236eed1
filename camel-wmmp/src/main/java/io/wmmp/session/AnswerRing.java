package io.wmmp.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few answers, the oldest of which give way to new ones. Their arrays are written anew rather than replaced, so that a
 * session that has lived for long refers to nothing young: the collector would have to take note of that at each message.
 * Guarded by the monitor of the session.
 */
final class AnswerRing {

    private static final byte[][] NONE = {};

    private byte[][] answers = NONE;
    private int newest = -1;

    boolean isEmpty() {
        return answers.length == 0;
    }

    /** The newest; to be asked for when there is one. */
    byte[] newest() {
        return answers[newest];
    }

    /** The answer to identical bytes, or null. */
    byte[] to(long frameHash) {
        for (byte[] answer : answers) {
            if (RememberedAnswer.frameHash(answer) == frameHash) {
                return answer;
            }
        }
        return null;
    }

    /**
     * Adds a copy of an answer.
     *
     * @param size how many there may be; where there are more, from a time when more were allowed, their number stays
     */
    void add(byte[] answer, int size) {
        if (answers.length < size) {
            newest = answers.length;
            answers = Arrays.copyOf(answers, newest + 1);
            answers[newest] = answer.clone();
            return;
        }
        newest = (newest + 1) % answers.length;
        if (answers[newest].length == answer.length) {
            System.arraycopy(answer, 0, answers[newest], 0, answer.length);
        } else {
            answers[newest] = answer.clone();
        }
    }

    void clear() {
        answers = NONE;
        newest = -1;
    }

    /** All of them, the newest first. */
    List<byte[]> all() {
        List<byte[]> all = new ArrayList<>(answers.length);
        for (int i = 0; i < answers.length; i++) {
            all.add(answers[Math.floorMod(newest - i, answers.length)]);
        }
        return all;
    }
}
