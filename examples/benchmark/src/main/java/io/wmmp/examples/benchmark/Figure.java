package io.wmmp.examples.benchmark;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * What the rounds say together.
 *
 * @param median the one in the middle
 * @param min    the smallest
 * @param max    the largest
 */
public record Figure(double median, double min, double max) {

    static Figure of(Collection<Round> rounds, ToDoubleFunction<Round> value) {
        return of(rounds.stream().mapToDouble(value).toArray());
    }

    static Figure of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figure(median, sorted[0], sorted[sorted.length - 1]);
    }
}
