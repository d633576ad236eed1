package io.wmmp.examples.simulator;

import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * How long things took, in milliseconds; all 0 where nothing was measured.
 *
 * @param p50  half of them took no longer
 * @param p90  nine of ten took no longer
 * @param p99  99 of a hundred took no longer
 * @param p999 999 of a thousand took no longer
 * @param max  the longest
 */
public record Latency(double p50, double p90, double p99, double p999, double max) {

    private static final double MICROS = 1000.0;

    static Latency of(Histogram micros) {
        return new Latency(micros.getValueAtPercentile(50) / MICROS, micros.getValueAtPercentile(90) / MICROS,
                micros.getValueAtPercentile(99) / MICROS, micros.getValueAtPercentile(99.9) / MICROS,
                micros.getMaxValue() / MICROS);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms", p50, p90, p99,
                p999, max);
    }
}
