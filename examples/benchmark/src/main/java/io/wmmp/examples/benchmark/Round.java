package io.wmmp.examples.benchmark;

import java.time.Duration;

import io.wmmp.examples.benchmark.load.Measurement;

/**
 * The figures of one round.
 *
 * @param cpuMicros processor time of the server for each request, in microseconds
 * @param allocated bytes that the server has allocated for each request
 * @param perSecond requests answered in a second
 * @param p50       microseconds within which half of the requests were answered
 * @param p99       microseconds within which 99 of 100 were answered
 * @param repeated  requests that were sent again because their answer did not come in time
 */
record Round(double cpuMicros, double allocated, double perSecond, double p50, double p99, long repeated) {

    private static final double NANOS_PER_MICRO = 1000;

    static Round of(Measurement measurement, Duration cpu, long allocated) {
        long requests = measurement.requests();
        return new Round(cpu.toNanos() / NANOS_PER_MICRO / requests, (double) allocated / requests, measurement.perSecond(),
                measurement.micros(50), measurement.micros(99), measurement.repeated());
    }
}
