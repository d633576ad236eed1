package io.wmmp.examples.benchmark.load;

import org.HdrHistogram.Histogram;

/**
 * What came of asking.
 *
 * @param requests how many were answered
 * @param seconds  how long it took, from the first request to the last answer
 * @param latency  nanoseconds from request to answer
 * @param repeated how many requests were sent again because their answer did not come in time
 */
public record Measurement(long requests, double seconds, Histogram latency, long repeated) {

    private static final double NANOS_PER_MICRO = 1000;

    /** @return answers in a second */
    public double perSecond() {
        return requests / seconds;
    }

    /**
     * @param  percent of all requests
     * @return         the microseconds within which so many were answered
     */
    public double micros(double percent) {
        return latency.getValueAtPercentile(percent) / NANOS_PER_MICRO;
    }
}
