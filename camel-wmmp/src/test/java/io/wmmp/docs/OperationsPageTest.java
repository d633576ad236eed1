package io.wmmp.docs;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;

/** The runbook has an answer for everything that is counted, and the page names meters and options that there are. */
class OperationsPageTest {

    private static final String PAGE = Docs.read("operations.md");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    @ParameterizedTest
    @EnumSource(DropReason.class)
    void theRunbookSaysWhatToDo(DropReason reason) {
        String name = "`" + reason.name().toLowerCase(Locale.ROOT) + "`";
        assertThat(section("## Runbook").lines().filter(line -> line.startsWith("| `"))
                .filter(line -> line.split("\\|")[1].contains(name))).as(name).hasSize(1);
    }

    @Test
    void metersAreThoseOfTheTable() {
        Set<String> meters = OperationsPage.meters().stream().map(row -> row.replaceAll(" .*", "")).collect(Collectors.toSet());
        assertThat(codes(section("## Meters") + section("## Tuning") + section("## Runbook"))
                .filter(code -> code.startsWith("wmmp.")).map(code -> code.replaceAll("\\{.*", "")))
                .hasSizeGreaterThan(30).allSatisfy(code -> assertThat(meters).contains(code));
    }

    @Test
    void optionsAreThoseOfTheComponent() throws IOException {
        Set<String> options = ComponentReference.read(ComponentReference.COMPONENT).get("componentProperties").properties()
                .stream().map(Map.Entry::getKey).collect(Collectors.toSet());
        assertThat(codes(section("## Tuning")).map(code -> code.replaceAll("=.*", ""))
                .filter(code -> code.matches("[a-z]+[A-Z]\\w+")))
                .hasSizeGreaterThan(8).allSatisfy(code -> assertThat(options).contains(code));
    }

    private static String section(String heading) {
        String rest = PAGE.substring(PAGE.indexOf(heading) + heading.length());
        int next = rest.indexOf("\n## ");
        return next < 0 ? rest : rest.substring(0, next);
    }

    private static Stream<String> codes(String text) {
        return CODE.matcher(text).results().map((MatchResult match) -> match.group(1));
    }
}
