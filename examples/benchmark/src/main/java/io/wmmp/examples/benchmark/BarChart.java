package io.wmmp.examples.benchmark;

import java.util.Locale;

/** Draws the processor time of a report as an SVG picture: a bar for each median, a line for its spread. */
final class BarChart {

    private static final int WIDTH = 900;
    private static final int LABELS = 260;
    private static final int BAR = 18;
    private static final int STEP = 28;
    private static final int TOP = 50;
    private static final int RIGHT = 80;

    private BarChart() {
    }

    static String of(Report report) {
        double longest = report.rows().stream().mapToDouble(row -> row.cpuMicros().max()).max().orElse(1);
        double scale = (WIDTH - LABELS - RIGHT) / longest;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="10" y="24" font-size="16">Processor time of the server for each request, µs (median, spread)</text>
                """, WIDTH, TOP + STEP * report.rows().size() + 10));
        int y = TOP;
        for (Report.Row row : report.rows()) {
            Figure cpu = row.cpuMicros();
            svg.append(String.format(Locale.ROOT, """
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                    <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="black"/>
                    <text x="%.1f" y="%d">%.2f</text>
                    """, LABELS - 8, y + 14, row.label(), LABELS, y, cpu.median() * scale, BAR,
                    row.label().contains("wmmp") ? "#2a7ab9" : "#b8bec4", LABELS + cpu.min() * scale,
                    LABELS + cpu.max() * scale, y + BAR / 2, y + BAR / 2, LABELS + cpu.max() * scale + 6, y + 14,
                    cpu.median()));
            y += STEP;
        }
        return svg.append("</svg>\n").toString();
    }
}
