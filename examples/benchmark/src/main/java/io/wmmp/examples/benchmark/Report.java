package io.wmmp.examples.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The outcome of a comparison: medians and spread of every contestant, and how far the targets are.
 *
 * @param setting how it was measured
 * @param rows    the contestants
 * @param ratios  the targets that could be judged
 */
public record Report(Map<String, Object> setting, List<Row> rows, List<Ratio> ratios) {

    /**
     * One contestant.
     *
     * @param contestant who
     * @param label      what to call it
     * @param cpuMicros  processor time of the server for each request, in microseconds
     * @param allocated  bytes that the server allocates for each request
     * @param perSecond  requests answered in a second
     * @param p50        microseconds until half of the requests were answered
     * @param p99        microseconds until 99 of 100 were answered
     * @param repeated   requests that were sent again, in all rounds
     */
    public record Row(Contestant contestant, String label, Figure cpuMicros, Figure allocated, Figure perSecond, Figure p50,
            Figure p99, long repeated) {
    }

    /**
     * One target.
     *
     * @param row   who is judged
     * @param base  by whom
     * @param limit what share of its processor time is allowed
     * @param value the share; the median of the rounds, each by itself
     */
    public record Ratio(Contestant row, Contestant base, double limit, Figure value) {
    }

    static Report of(Map<String, Object> setting, List<Seat> seats) {
        Map<Contestant, Seat> byName = new LinkedHashMap<>();
        seats.forEach(seat -> byName.put(seat.contestant(), seat));
        List<Ratio> ratios = new ArrayList<>();
        for (Target target : Target.ALL) {
            if (byName.containsKey(target.row()) && byName.containsKey(target.base())) {
                ratios.add(new Ratio(target.row(), target.base(), target.limit(),
                        ratio(byName.get(target.row()).rounds(), byName.get(target.base()).rounds())));
            }
        }
        return new Report(setting, seats.stream().map(Report::row).toList(), ratios);
    }

    /** Each round with its neighbour: what slows the machine down for a while slows both. */
    static Figure ratio(List<Round> rows, List<Round> bases) {
        double[] values = new double[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(i).cpuMicros() / bases.get(i).cpuMicros();
        }
        return Figure.of(values);
    }

    private static Row row(Seat seat) {
        List<Round> rounds = seat.rounds();
        return new Row(seat.contestant(), seat.contestant().label(), Figure.of(rounds, Round::cpuMicros),
                Figure.of(rounds, Round::allocated), Figure.of(rounds, Round::perSecond), Figure.of(rounds, Round::p50),
                Figure.of(rounds, Round::p99), rounds.stream().mapToLong(Round::repeated).sum());
    }

    /** @return tables to read, in Markdown */
    public String toText() {
        StringBuilder text = new StringBuilder();
        setting.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
        text.append("""

                | server | CPU µs/request | spread | bytes/request | requests/s | p50 µs | p99 µs | repeated |
                | --- | ---: | :---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (Row row : rows) {
            text.append(
                    String.format(Locale.ROOT, "| %s | %.2f | %.2f to %.2f | %.0f | %.0f | %.0f | %.0f | %d |%n", row.label(),
                            row.cpuMicros().median(), row.cpuMicros().min(), row.cpuMicros().max(), row.allocated().median(),
                            row.perSecond().median(), row.p50().median(), row.p99().median(), row.repeated()));
        }
        if (!ratios.isEmpty()) {
            text.append("""

                    | CPU of | against | is | spread | target | |
                    | --- | --- | ---: | :---: | ---: | --- |
                    """);
        }
        for (Ratio ratio : ratios) {
            text.append(String.format(Locale.ROOT, "| %s | %s | %.2f | %.2f to %.2f | %.2f | %s |%n", ratio.row().label(),
                    ratio.base().label(), ratio.value().median(), ratio.value().min(), ratio.value().max(), ratio.limit(),
                    ratio.value().median() <= ratio.limit() ? "reached" : "missed"));
        }
        return text.toString();
    }
}
