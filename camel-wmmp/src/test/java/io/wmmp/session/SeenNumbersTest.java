package io.wmmp.session;

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

    private final SeenNumbers numbers = new SeenNumbers();

    @Test
    void numberIsOverWhenItOrALaterOneWasAnswered() {
        assertThat(numbers.isOver(7)).isFalse();
        numbers.note(7, true);
        assertThat(numbers.isOver(7)).isTrue();
        assertThat(numbers.isOver(6)).isTrue();
        assertThat(numbers.isOver(8)).isFalse();
    }

    @Test
    void numberWithoutAnswerMayComeAgain() {
        numbers.note(7, false);
        assertThat(numbers.isOver(7)).isFalse();
        numbers.note(9, true);
        assertThat(numbers.isOver(7)).isFalse();
        assertThat(numbers.isOver(8)).isTrue();
        numbers.note(7, true);
        assertThat(numbers.isOver(7)).isTrue();
    }

    @Test
    void allNumbersOfOneRequestAreOver() {
        for (int number = 1; number <= 3; number++) {
            numbers.note(number, false);
        }
        numbers.answered(1, 3);
        for (int number = 0; number <= 3; number++) {
            assertThat(numbers.isOver(number)).isTrue();
        }
        assertThat(numbers.isOver(4)).isFalse();
    }

    /** Against a map that remembers everything, from any start, also across the wrap. */
    @Property
    void knowsWhatMayComeAgainWithinTheWindow(
            @ForAll int start, @ForAll @Size(max = 100) List<@IntRange(min = -100, max = 100) Integer> steps) {
        SeenNumbers seen = new SeenNumbers();
        Map<Integer, Boolean> answered = new HashMap<>();
        int newest = start;
        int number = start;
        for (int step : steps) {
            number += step;
            boolean ahead = answered.isEmpty() || number - newest > 0;
            boolean open = newest - number < SeenNumbers.WINDOW && Boolean.FALSE.equals(answered.get(number));
            assertThat(seen.isOver(number)).isEqualTo(!ahead && !open);
            if (ahead || newest - number < SeenNumbers.WINDOW) {
                answered.put(number, step % 3 != 0);
            }
            seen.note(number, step % 3 != 0);
            newest = ahead ? number : newest;
        }
        seen.clear();
        assertThat(seen.isOver(number)).isFalse();
    }
}
