package io.wmmp.jdbc;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import org.flywaydb.core.api.resource.LoadableResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The scripts that Flyway is given. */
class ScriptsTest {

    private static final Path DIRECTORY = Path.of("src", "main", "resources", Scripts.LOCATION);

    @Test
    void namesEveryScript() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(Scripts.NAMES);
        }
    }

    @Test
    void givesWhatIsInThem() throws IOException {
        String name = Scripts.NAMES.get(0);
        LoadableResource script = new Scripts().getResource(name);
        StringWriter text = new StringWriter();
        try (Reader reader = script.read()) {
            reader.transferTo(text);
        }
        assertThat(text.toString()).isEqualTo(Files.readString(DIRECTORY.resolve(name)));
    }

    /** As Flyway sums them up: without the ends of the lines. */
    @ParameterizedTest
    @CsvSource({ "V1__terminals_and_sessions.sql, c46e5fd3", "V2__downloads.sql, c52fb504", "V3__commands.sql, b49e322f",
            "V4__twins.sql, 47469508", "V5__campaigns.sql, e4bb46ff" })
    void whatHasRunSomewhereStaysAsItIs(String name, String checksum) throws IOException {
        CRC32 sum = new CRC32();
        Files.readAllLines(DIRECTORY.resolve(name)).forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        assertThat(Long.toHexString(sum.getValue())).as("write a new script instead").isEqualTo(checksum);
    }

    @Test
    void knowsNoOthers() {
        assertThat(new Scripts().getResource("V0__nothing.sql")).isNull();
        assertThat(new Scripts().getResources("V", new String[] { ".sql" })).hasSameSizeAs(Scripts.NAMES);
        assertThat(new Scripts().getResources("R", new String[] { ".sql" })).isEqualTo(List.of());
    }
}
