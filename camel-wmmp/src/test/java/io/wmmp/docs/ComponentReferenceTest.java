package io.wmmp.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The tables of {@code docs/component.adoc} and {@code docs/dataformat.adoc}, and the properties that editors know of the
 * Spring Boot starter, are those of the code. To write them anew after an option has changed:
 *
 * <pre>
 * ./mvnw -pl camel-wmmp -Dtest=ComponentReferenceTest -Dwmmp.docs.update=true test
 * </pre>
 */
class ComponentReferenceTest {

    @Test
    void tablesOfTheComponentAreThoseOfTheCode() throws IOException {
        compare("component.adoc", ComponentReference.ofComponent());
    }

    @Test
    void tableOfTheDataFormatIsThatOfTheCode() throws IOException {
        compare("dataformat.adoc", ComponentReference.ofDataFormat());
    }

    private static void compare(String name, ComponentReference reference) throws IOException {
        Path path = Docs.DIRECTORY.resolve(name);
        compare(path, reference.update(Files.readString(path)));
    }

    @Test
    void propertiesOfTheSpringBootStarterAreThoseOfTheCode() throws IOException {
        compare(Path.of("spring-boot-starter/src/main/resources/META-INF/spring-configuration-metadata.json"),
                new SpringMetadata().text());
    }

    private static void compare(Path path, String current) throws IOException {
        if (Boolean.getBoolean("wmmp.docs.update")) {
            Files.writeString(path, current);
        } else {
            assertThat(path).as("is stale; run this test with -Dwmmp.docs.update=true").hasContent(current);
        }
    }

    @Test
    void aMissingTableIsNoticed() throws IOException {
        ComponentReference reference = ComponentReference.ofComponent();
        assertThatIllegalArgumentException().isThrownBy(() -> reference.update("no tables here\n"))
                .withMessageContaining("headers");
    }
}
