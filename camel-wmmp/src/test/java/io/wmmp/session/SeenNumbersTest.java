package io.wmmp.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class SeenNumbersTest {

    private long seen = SeenNumbers.NONE;

    private boolean isOver(int number) {
        return SeenNumbers.isOver(seen, number);
    }

    private void note(int number, boolean answered) {
        seen = SeenNumbers.note(seen, number, answered);
    }

    @Test
    void numberIsOverWhenItOrALaterOneWasAnswered() {
        assertThat(isOver(7)).isFalse();
        note(7, true);
        assertThat(isOver(7)).isTrue();
        assertThat(isOver(6)).isTrue();
        assertThat(isOver(8)).isFalse();
    }

    @Test
    void numberWithoutAnswerMayComeAgain() {
        note(7, false);
        assertThat(isOver(7)).isFalse();
        note(9, true);
        assertThat(isOver(7)).isFalse();
        assertThat(isOver(8)).isTrue();
        note(7, true);
        assertThat(isOver(7)).isTrue();
    }

    @Test
    void allNumbersOfOneRequestAreOver() {
        for (int number = 1; number <= 3; number++) {
            note(number, false);
        }
        seen = SeenNumbers.answered(seen, 1, 3);
        for (int number = 0; number <= 3; number++) {
            assertThat(isOver(number)).isTrue();
        }
        assertThat(isOver(4)).isFalse();
    }

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        note(-3, false);
        note(-1, true);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SeenNumbers.write(seen, new DataOutputStream(bytes));
        SeenNumbers.write(SeenNumbers.NONE, new DataOutputStream(bytes));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(SeenNumbers.read(in)).isEqualTo(seen);
        assertThat(SeenNumbers.read(in)).isEqualTo(SeenNumbers.NONE);
    }

    /** Against a map that remembers everything, from any start, also across the wrap. */
    @Property
    void knowsWhatMayComeAgainWithinTheWindow(
            @ForAll int start, @ForAll @Size(max = 100) List<@IntRange(min = -100, max = 100) Integer> steps) {
        seen = SeenNumbers.NONE;
        Map<Integer, Boolean> answered = new HashMap<>();
        int newest = start;
        int number = start;
        for (int step : steps) {
            number += step;
            boolean ahead = answered.isEmpty() || number - newest > 0;
            boolean open = newest - number < SeenNumbers.WINDOW && Boolean.FALSE.equals(answered.get(number));
            assertThat(isOver(number)).isEqualTo(!ahead && !open);
            if (ahead || newest - number < SeenNumbers.WINDOW) {
                answered.put(number, step % 3 != 0);
            }
            note(number, step % 3 != 0);
            newest = ahead ? number : newest;
        }
    }
}
