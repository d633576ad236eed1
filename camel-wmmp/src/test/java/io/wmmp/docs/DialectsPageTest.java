package io.wmmp.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.wmmp.docs.Docs.Snippet;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TagType;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/dialects.md} says of dialects is so. */
class DialectsPageTest {

    private static final String PAGE = Docs.read("dialects.md");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /** A key that the loader reads and the default dialect has not would keep that from loading, so its file has them all. */
    private static Stream<String> keysOfTheLoader() throws IOException {
        Properties keys = new Properties();
        try (InputStream file = Dialect.class.getResourceAsStream("/META-INF/wmmp/dialects/wmmp-3.0.properties")) {
            keys.load(file);
        }
        return Stream.concat(Stream.of("extends"),
                keys.stringPropertyNames().stream().map(key -> key.replaceAll("(?<=^(success|failure)\\.).*", "<ANSWER>")));
    }

    @Test
    void theTablesHaveEachKeyOfTheLoaderAndNoOther() throws IOException {
        Set<String> explained = PAGE.substring(PAGE.indexOf("## The keys")).lines().filter(line -> line.startsWith("| `"))
                .flatMap(line -> CODE.matcher(line.split("\\|")[1]).results().map(match -> match.group(1)))
                .collect(Collectors.toSet());

        assertThat(explained).containsExactlyInAnyOrderElementsOf(keysOfTheLoader().collect(Collectors.toSet()));
    }

    @Test
    void keysAreNamedRightlyElsewhereToo() throws IOException {
        Set<String> first = keysOfTheLoader().map(key -> key.replaceAll("\\..*", "")).collect(Collectors.toSet());
        Set<String> keys = keysOfTheLoader().map(key -> key.replace("<ANSWER>", "")).collect(Collectors.toSet());

        assertThat(CODE.matcher(PAGE.substring(0, PAGE.indexOf("## The keys"))).results().map(match -> match.group(1))
                .filter(code -> code.matches("[a-z]+[0-9]*\\.[a-z0-9.-]*") && first.contains(code.replaceAll("\\..*", ""))))
                .isNotEmpty().allSatisfy(code -> assertThat(keys).contains(code));
    }

    @Test
    void theTypesOfTagsAreNamed() {
        assertThat(TagType.values()).allSatisfy(type -> assertThat(PAGE).contains("`" + type.registryName() + "`"));
    }

    @Test
    void theShippedDialectsAreNamed() throws Exception {
        Path directory = Path.of(Dialect.class.getResource("/META-INF/wmmp/dialects/wmmp-3.0.properties").toURI()).getParent();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".properties", ""))).hasSizeGreaterThan(2)
                    .allSatisfy(name -> assertThat(PAGE).contains("| `" + name + "` |"));
        }
    }

    @Test
    void theDialectOfTheExampleDoesWhatItsTestSays(@TempDir Path classPath) throws Exception {
        Path directory = Files.createDirectories(classPath.resolve("META-INF/wmmp/dialects"));
        Files.writeString(directory.resolve("acme.properties"), snippet("properties"));
        Files.writeString(directory.resolveSibling("acme-tags.csv"), snippet("csv"));
        JavaSnippet.compile(classPath, "Acme", """
                import static org.assertj.core.api.Assertions.assertThat;
                import io.wmmp.protocol.*;
                import java.util.HexFormat;
                public class Acme implements Runnable {
                    public void run() {
                        %s
                    }
                }
                """.formatted(snippet("java")));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] { classPath.toUri().toURL() }, before)) {
            thread.setContextClassLoader(loader);
            ((Runnable) loader.loadClass("Acme").getConstructor().newInstance()).run();

            Dialect dialect = Dialect.load("acme", loader);
            assertThat(dialect.answerTimeout()).hasSeconds(20);
            assertThat(dialect.tags().byName("battery_voltage").number()).isEqualTo(0x8123);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String snippet(String language) {
        return Docs.snippets(Docs.DIRECTORY.resolve("dialects.md")).stream()
                .filter(snippet -> snippet.language().equals(language)).map(Snippet::text).findFirst().orElseThrow();
    }
}
