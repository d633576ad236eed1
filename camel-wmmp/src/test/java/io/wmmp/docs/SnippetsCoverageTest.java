package io.wmmp.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.wmmp.docs.Docs.Snippet;

import static org.assertj.core.api.Assertions.assertThat;

/** No block of code stands in README or docs that no test looks at. */
class SnippetsCoverageTest {

    private static final Pattern FENCE = Pattern.compile("(?m)^(```.*|----)$");
    /** The facts at the top of {@code component.adoc} are generated, and compared, with the tables. */
    private static final Pattern GENERATED = Pattern.compile("(?s)// begin generated.*?// end generated");

    /** By language, who runs, loads or reads the blocks in the pages of {@code docs}. */
    private static final Map<String, Class<?>> IN_DOCS = Map.of("yaml", DocsSnippetsTest.class, "xml", DocsSnippetsTest.class,
            "java", DocsSnippetsTest.class, "hex", ProtocolPageTest.class, "bytes", ProtocolPageTest.class, "properties",
            DialectsPageTest.class, "csv", DialectsPageTest.class, "sh", CommandsTest.class);
    private static final Map<String, Class<?>> IN_README = Map.of("yaml", ReadmeTest.class, "java", ReadmeTest.class, "sh",
            CommandsTest.class);
    /** Each is found on one page only, by the test of that page. */
    private static final Map<String, String> PAGES = Map.of("hex", "protocol.md", "bytes", "protocol.md", "properties",
            "dialects.md", "csv", "dialects.md");

    static Stream<Path> pages() {
        return Stream.concat(Docs.pages().stream(), Stream.of(Docs.DIRECTORY.resolveSibling("README.md")));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachBlockHasALanguageAndATest(Path page) throws Exception {
        String text = GENERATED.matcher(Files.readString(page)).replaceAll("");
        Set<String> covered = page.getParent().equals(Docs.DIRECTORY) ? IN_DOCS.keySet() : IN_README.keySet();

        assertThat(Docs.snippets(page)).as("blocks that are found, of all that are fenced in " + page)
                .hasSize((int) FENCE.matcher(text).results().count() / 2);
        assertThat(Docs.snippets(page)).allSatisfy(snippet -> assertThat(covered).contains(snippet.language()));
    }

    @Test
    void dataIsWhereItsTestLooks() {
        assertThat(Docs.pages().stream().flatMap(page -> Docs.snippets(page).stream())
                .filter(snippet -> PAGES.containsKey(snippet.language()))).isNotEmpty()
                .allSatisfy(snippet -> assertThat(snippet.page()).isEqualTo(PAGES.get(snippet.language())));
        assertThat(Docs.snippets("properties")).hasSize(1);
        assertThat(Docs.snippets("csv")).hasSize(1);
        assertThat(Docs.snippets("bytes")).hasSize(1);
        assertThat(Docs.snippets(Docs.DIRECTORY.resolveSibling("README.md"))).extracting(Snippet::language)
                .doesNotHaveDuplicates();
    }
}
