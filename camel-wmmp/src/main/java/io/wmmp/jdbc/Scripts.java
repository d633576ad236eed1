package io.wmmp.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The scripts of the schema for Flyway, by their names: Flyway itself would search the class path for them, which a native
 * executable does not have. A script stays as it is once somebody may have run it, comments included, even where one names a
 * class by the package of its time: Flyway refuses a database whose history has another checksum.
 */
final class Scripts implements ResourceProvider {

    /** Where they are. */
    static final String LOCATION = "META-INF/wmmp/db/";
    /** All of them, in their order. */
    static final List<String> NAMES = List.of("V1__terminals_and_sessions.sql", "V2__downloads.sql", "V3__commands.sql",
            "V4__twins.sql", "V5__campaigns.sql");

    @Override
    public LoadableResource getResource(String name) {
        return NAMES.stream().filter(name::equals).findFirst().map(Script::new).orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return NAMES.stream().filter(name -> name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                .map(Script::new).collect(Collectors.toList());
    }

    /** One script. */
    private static final class Script extends LoadableResource {

        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            InputStream stream = Scripts.class.getClassLoader().getResourceAsStream(LOCATION + name);
            if (stream == null) {
                throw new IllegalStateException("The class path has no " + LOCATION + name);
            }
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                return new StringReader(reader.lines().collect(Collectors.joining("\n", "", "\n")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return LOCATION + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return LOCATION + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
