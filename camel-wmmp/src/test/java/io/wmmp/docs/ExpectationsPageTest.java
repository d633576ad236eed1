package io.wmmp.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each row of {@code docs/expectations.md} names tests that there are. */
class ExpectationsPageTest {

    private static final Pattern LINK = Pattern.compile("\\[(\\w+)]\\(([^)]+)\\)");
    private static final Pattern METHOD = Pattern.compile("\\(`\\w+`\\)");
    private static final Pattern TEST = Pattern.compile("@(Test|ParameterizedTest|Property|QuarkusIntegrationTest)\\b");

    static Stream<Row> rows() {
        return Docs.read("expectations.md").lines().filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| ---") && !line.startsWith("| expectation ")).map(Row::of);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachIsShownByTests(Row row) {
        if (row.here().startsWith("not yet")) {
            assertThat(row.tests()).isEmpty();
            return;
        }
        assertThat(row.here()).isNotEmpty();
        assertThat(METHOD.matcher(LINK.matcher(row.tests()).replaceAll("")).replaceAll("").replace(",", "")).as("besides links")
                .isBlank();
        assertThat(LINK.matcher(row.tests()).results()).isNotEmpty().allSatisfy(link -> {
            Path file = Docs.DIRECTORY.resolve(link.group(2));
            assertThat(file).isRegularFile().hasFileName(link.group(1) + ".java");
            assertThat(TEST.matcher(Files.readString(file)).find()).as(link.group(1) + " has tests").isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "Java DSL", "YAML DSL", "XML DSL", "Kamelets", "route templates", "Camel CLI", "catalog and IDE",
            "Spring Boot", "Quarkus", "data types", "TLS parameters", "header filter", "exception handling", "`synchronous`",
            "`autowiredEnabled`", "health checks", "metrics", "tracing", "dev console", "JMX", "JFR", "graceful shutdown",
            "suspend", "virtual threads", "native", "mocks" })
    void nothingIsLeftOut(String expectation) {
        assertThat(rows()).anySatisfy(row -> assertThat(row.expectation()).contains(expectation));
    }

    @Test
    void eachStandsThereOnce() {
        List<String> expectations = rows().map(Row::expectation).toList();
        assertThat(expectations).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    }

    record Row(String expectation, String here, String tests) {

        static Row of(String line) {
            String[] cells = line.split("\\|", -1);
            return new Row(cells[1].strip(), cells[2].strip(), cells[3].strip());
        }

        @Override
        public String toString() {
            return expectation;
        }
    }
}
