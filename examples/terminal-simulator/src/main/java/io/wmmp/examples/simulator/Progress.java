package io.wmmp.examples.simulator;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.wmmp.terminal.TerminalPhase;

/**
 * How far a simulation is.
 *
 * @param seconds  since it began
 * @param phases   how many terminals stand where in their lives; phases with none are left out
 * @param sent     data messages given to terminals
 * @param answered those that were answered
 * @param repeated how often one was sent again
 * @param lost     those that a terminal has given up
 * @param recent   how long the answers took that came since the last progress
 */
public record Progress(long seconds, Map<TerminalPhase, Integer> phases, long sent, long answered, long repeated, long lost,
        Latency recent) {

    /** One line. */
    @Override
    public String toString() {
        String terminals = phases.entrySet().stream()
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT,
                "%5d s | %s | sent %d, answered %d, repeated %d, lost %d | p50 %.1f ms, p99 %.1f ms", seconds, terminals, sent,
                answered, repeated, lost, recent.p50(), recent.p99());
    }
}
