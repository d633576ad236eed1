package io.wmmp.examples.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.support.service.ServiceSupport;

/** A directory of files that goes when the platform ends. */
final class TemporaryDirectory extends ServiceSupport {

    private final Path path;

    TemporaryDirectory(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
    }

    Path path() {
        return path;
    }

    @Override
    protected void doStop() throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(path)) {
            files = entries.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(path);
    }
}
