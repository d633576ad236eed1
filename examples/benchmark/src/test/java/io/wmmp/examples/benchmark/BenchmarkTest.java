package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/** That the measurements work. What they say is for a quiet machine. */
class BenchmarkTest {

    private static final List<String> SMALL = List.of("-Xmx128m");
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void comparesServersSideBySide(@TempDir Path directory) throws IOException {
        List<Contestant> some = List.of(Contestant.D, Contestant.NETTY, Contestant.COAP, Contestant.DUPLICATE,
                Contestant.TCP_DATA);

        Report report = new Comparison(some, 20, 4, 2, SHORT, 100, SMALL, progress -> {
        }).run();
        BenchmarkMain.write(report, directory);

        assertThat(report.rows()).extracting(Report.Row::contestant).containsExactlyElementsOf(some);
        assertThat(report.rows()).allSatisfy(row -> {
            assertThat(row.perSecond().min()).isPositive();
            assertThat(row.allocated().min()).isPositive();
            assertThat(row.p99().min()).isGreaterThanOrEqualTo(row.p50().min());
        });
        assertThat(report.ratios()).extracting(Report.Ratio::row).containsExactly(Contestant.DUPLICATE);
        assertThat(report.toText()).contains("| D: raw Netty handler, digests |", "| wmmp duplicates | D: raw");
        JsonNode json = new ObjectMapper().readTree(directory.resolve("benchmark.json").toFile());
        assertThat(json.at("/rows/2/contestant").asText()).isEqualTo("COAP");
        assertThat(json.at("/rows/2/cpuMicros/median").isNumber()).isTrue();
        assertThat(Files.readString(directory.resolve("benchmark.svg"))).startsWith("<svg").contains("Californium");
    }

    @Test
    void weighsSessions() throws IOException {
        assertThat(SessionsCommand.bytesEach(3000, SMALL)).isBetween(50.0, 5000.0);
    }

    @Test
    void comparesPlatformsWithMoreAndMoreSessions() throws IOException {
        List<String> table = GrowthCommand.measure(List.of(10, 200), 4, 1, SHORT, 100, SMALL);
        assertThat(table).hasSize(4);
        assertThat(table.get(2)).startsWith("| 10 | ").contains(" | 1.00 | ");
        assertThat(table.get(3)).startsWith("| 200 | ");
    }

    @Test
    void keepsIdleSessionsAlive() throws IOException {
        String text = IdleCommand.measure(1200, 1, 100, Duration.ofSeconds(2), SMALL);
        Matcher rates = Pattern.compile("(\\d+) a second").matcher(text);
        assertThat(text).startsWith("200 idle sessions");
        assertThat(rates.results().map(rate -> Double.valueOf(rate.group(1)))).satisfiesExactly(
                heartbeats -> assertThat(heartbeats).isCloseTo(200, withinPercentage(40)),
                data -> assertThat(data).isCloseTo(100, withinPercentage(40)));
    }
}
