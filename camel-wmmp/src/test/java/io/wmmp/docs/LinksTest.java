package io.wmmp.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Links inside the repository lead somewhere. */
class LinksTest {

    private static final Pattern MARKDOWN_LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");
    private static final Pattern ASCIIDOC_LINK = Pattern.compile("\\blink:(?!https?:)([^\\[#]+)(?:#([^\\[]+))?\\[");
    private static final Pattern MARKDOWN_HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @ParameterizedTest
    @MethodSource("io.wmmp.docs.Docs#pages")
    void linksLeadSomewhere(Path page) throws Exception {
        Pattern links = page.toString().endsWith(".md") ? MARKDOWN_LINK : ASCIIDOC_LINK;
        assertThat(links.matcher(Files.readString(page)).results()).isNotEmpty().allSatisfy(link -> {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).contains(link.group(2));
            }
        });
    }

    private static Set<String> anchors(Path page) throws Exception {
        return MARKDOWN_HEADING.matcher(Files.readString(page)).results().map(LinksTest::anchor).collect(Collectors.toSet());
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }
}
