package io.wmmp.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Looks for the passwords and keys of the tests in all that they have left behind: the log with everything that was logged
 * at any level, JSON and headers of routes among it, and the reports with all output, of HTTP among it. Runs after all other
 * tests of a module, in those of the examples too.
 */
class SecretsSearch {

    private static final Path TARGET = Path.of("target");
    /** In the target directory; of the log of an application on Quarkus also what it has been rotated to. */
    private static final String PLACES = "{test-logs,surefire-reports,failsafe-reports,wmmp-test.log*}";

    /** As text, as hexadecimal digits, as numbers, and as base64 wherever it may begin. */
    static List<String> disguises(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
        String numbers = Arrays.toString(bytes);
        List<String> disguises = new ArrayList<>(List.of(secret, HexFormat.of().formatHex(bytes),
                HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT), numbers.substring(1, numbers.length() - 1)));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // the characters at the ends depend on the neighbours
            disguises.add(encoded.substring((before * 8 + 5) / 6, (before + bytes.length) * 8 / 6));
        }
        return disguises;
    }

    @Test
    void noneIsFound() throws IOException {
        assumeThat(TestSecrets.DIRECTORY).as("after tests that use secrets").exists();
        List<String> sought = new ArrayList<>();
        try (DirectoryStream<Path> secrets = Files.newDirectoryStream(TestSecrets.DIRECTORY, "*.properties")) {
            for (Path file : secrets) {
                TestSecrets.read(file).values().forEach(secret -> sought.addAll(disguises((String) secret)));
            }
        }
        // without what is sought: this, too, is written into a report
        assertThat(found(TARGET, sought)).as("places with secrets").isEmpty();
    }

    private static List<String> found(Path target, List<String> sought) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> places = Files.newDirectoryStream(target, PLACES)) {
            for (Path place : places) {
                try (Stream<Path> files = Files.walk(place)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        search(file, sought, found);
                    }
                }
            }
        }
        return found;
    }

    private static void search(Path file, List<String> sought, List<String> found) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            int[] number = { 0 };
            lines.forEach(line -> {
                number[0]++;
                if (sought.stream().anyMatch(line::contains)) {
                    found.add(file + ":" + number[0]);
                }
            });
        }
    }

    @Test
    void itWouldBeFound() {
        String secret = "S3cr3tPw";
        assertThat(disguises(secret)).contains(secret, "5333637233745077").allMatch(disguise -> disguise.length() >= 8);
        for (int before = 0; before < 3; before++) {
            String around = Base64.getEncoder()
                    .encodeToString(("xyz".substring(0, before) + secret + "!").getBytes(StandardCharsets.US_ASCII));
            assertThat(disguises(secret)).as(around).anyMatch(around::contains);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "test-logs/all.log", "surefire-reports/TEST-a.xml", "failsafe-reports/a/b-output.txt",
            "wmmp-test.log", "wmmp-test.log.1" })
    void itWouldBeFoundIn(String name, @TempDir Path target) throws IOException {
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of("nothing here", "-Duplink.password=S3cr3tPw"));
        assertThat(found(target, disguises("S3cr3tPw"))).containsExactly(file + ":2");
    }
}
