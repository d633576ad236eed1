package io.wmmp.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of {@code docs} and the blocks of code in them. */
final class Docs {

    /** Surefire runs tests in the directory of the module. */
    static final Path DIRECTORY = Path.of("..", "docs").toAbsolutePath().normalize();

    private static final Pattern MARKDOWN_BLOCK = Pattern.compile("(?ms)^```([a-z]+)\n(.*?)^```$");
    private static final Pattern ASCIIDOC_BLOCK = Pattern.compile("(?ms)^\\[source,([a-z]+)]\n----\n(.*?)^----$");

    private Docs() {
    }

    /** All blocks in one language, in all pages. */
    static List<Snippet> snippets(String language) {
        return pages().stream().flatMap(page -> snippets(page).stream())
                .filter(snippet -> snippet.language().equals(language)).toList();
    }

    static List<Path> pages() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".md") || file.toString().endsWith(".adoc")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pages outside {@code docs}: the README and those of the examples, and how to contribute. */
    static List<Path> readmes() {
        Path root = DIRECTORY.getParent();
        try (Stream<Path> examples = Files.list(root.resolve("examples"))) {
            return Stream.concat(Stream.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")),
                    examples.map(example -> example.resolve("README.md")).filter(Files::exists).sorted()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String page) {
        return read(DIRECTORY.resolve(page));
    }

    static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All blocks of one page. */
    static List<Snippet> snippets(Path page) {
        String name = page.getFileName().toString();
        String text = read(page);
        List<Snippet> snippets = new ArrayList<>();
        Matcher block = (name.endsWith(".md") ? MARKDOWN_BLOCK : ASCIIDOC_BLOCK).matcher(text);
        while (block.find()) {
            int line = (int) text.substring(0, block.start()).lines().count() + 1;
            snippets.add(new Snippet(name, line, block.group(1), block.group(2)));
        }
        return snippets;
    }

    /** One block of code. */
    record Snippet(String page, int line, String language, String text) {

        @Override
        public String toString() {
            return page + ":" + line;
        }
    }
}
