package io.wmmp.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class AnsweredNumbersTest {

    /** Against a set that remembers everything, from any start, also across the wrap. */
    @Property
    void knowsWhatWasAnsweredWithinTheWindow(
            @ForAll int start, @ForAll @Size(max = 100) List<@IntRange(min = -100, max = 100) Integer> steps) {
        AnsweredNumbers numbers = new AnsweredNumbers();
        Set<Integer> added = new HashSet<>();
        int newest = start;
        int number = start;
        for (int step : steps) {
            number += step;
            boolean outside = !added.isEmpty() && newest - number >= AnsweredNumbers.WINDOW;
            assertThat(numbers.contains(number)).isEqualTo(outside || added.contains(number));
            numbers.add(number);
            newest = added.isEmpty() || number - newest > 0 ? number : newest;
            added.add(number);
        }
        numbers.clear();
        assertThat(numbers.contains(number)).isFalse();
    }
}
