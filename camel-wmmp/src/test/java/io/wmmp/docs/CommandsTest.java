package io.wmmp.docs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands that the pages tell to type name modules, profiles and files that there are. */
class CommandsTest {

    private static final Path ROOT = Docs.DIRECTORY.getParent();
    private static final Pattern MAVEN = Pattern.compile("\\./mvnw\\b[^`\n]*");
    private static final Pattern MODULES = Pattern.compile(" -pl (\\S+)");
    private static final Pattern PROFILE = Pattern.compile(" -P([a-z]+)");
    private static final Pattern JAR = Pattern.compile("-jar (examples/[a-z-]+)/target/([a-z-]+)\\.jar");

    static Stream<Path> pages() {
        return Stream.concat(Docs.pages().stream(), Docs.readmes().stream());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void mavenFindsWhatTheyName(Path page) {
        List<String> commands = MAVEN.matcher(Docs.read(page)).results().map(MatchResult::group).toList();

        assertThat(all(MODULES, commands).flatMap(match -> Arrays.stream(match.group(1).split(","))))
                .allSatisfy(module -> assertThat(ROOT.resolve(module).resolve("pom.xml")).exists());
        String poms = commands.stream().flatMap(command -> all(MODULES, List.of(command)))
                .flatMap(match -> Arrays.stream(match.group(1).split(","))).map(module -> pom(ROOT.resolve(module)))
                .collect(Collectors.joining("", pom(ROOT), ""));
        assertThat(all(PROFILE, commands)).allSatisfy(match -> assertThat(poms).contains("<id>" + match.group(1) + "</id>"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theJarsAreBuilt(Path page) {
        assertThat(all(JAR, List.of(Docs.read(page)))).allSatisfy(match -> assertThat(pom(ROOT.resolve(match.group(1))))
                .containsAnyOf("<example.jar>" + match.group(2) + ".jar<", "<finalName>" + match.group(2) + "<"));
    }

    @Test
    void thereAreMany() {
        List<String> texts = pages().map(Docs::read).toList();
        assertThat(all(MAVEN, texts)).hasSizeGreaterThan(10);
        assertThat(all(JAR, texts)).hasSizeGreaterThan(5);
    }

    private static Stream<MatchResult> all(Pattern pattern, List<String> texts) {
        return texts.stream().flatMap(text -> pattern.matcher(text).results());
    }

    private static String pom(Path module) {
        return Docs.read(module.resolve("pom.xml"));
    }
}
