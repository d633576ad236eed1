package io.wmmp.jdbc;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.flywaydb.core.api.resource.LoadableResource;
import org.junit.jupiter.api.Test;

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

    @Test
    void knowsNoOthers() {
        assertThat(new Scripts().getResource("V0__nothing.sql")).isNull();
        assertThat(new Scripts().getResources("V", new String[] { ".sql" })).hasSameSizeAs(Scripts.NAMES);
        assertThat(new Scripts().getResources("R", new String[] { ".sql" })).isEqualTo(List.of());
    }
}
