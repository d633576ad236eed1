package io.wmmp.examples.gateway;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs after the build: all that the Dockerfile copies has been built, each time exactly once what is copied as a file. */
class DockerfileCheck {

    private static final Path DOCKERFILE = Path.of("src", "main", "docker", System.getProperty("dockerfile"));

    private static List<String> sources() throws IOException {
        return Files.readAllLines(DOCKERFILE).stream().filter(line -> line.startsWith("COPY "))
                .map(line -> List.of(line.split(" ")))
                // behind the options, before the target
                .map(words -> words.stream().skip(1).filter(word -> !word.startsWith("--")).findFirst().orElseThrow()).toList();
    }

    @Test
    void whatItCopiesIsThere() throws IOException {
        assertThat(sources()).isNotEmpty().allSatisfy(source -> {
            Path path = Path.of(source);
            try (DirectoryStream<Path> found = source.contains("*")
                    ? Files.newDirectoryStream(path.getParent(), path.getFileName().toString())
                    : Files.newDirectoryStream(path)) {
                List<Path> files = new ArrayList<>();
                found.forEach(files::add);
                if (source.contains("*")) {
                    assertThat(files).as(source).singleElement().satisfies(file -> assertThat(file).isRegularFile());
                } else {
                    assertThat(files).as(source).isNotEmpty();
                }
            }
        });
    }
}
