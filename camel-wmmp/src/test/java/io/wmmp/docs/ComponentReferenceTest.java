package io.wmmp.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The tables of {@code docs/component.adoc} and {@code docs/dataformat.adoc} are those of the code. To write them anew after an option has changed:
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
        String page = Files.readString(path);
        String current = reference.update(page);
        if (Boolean.getBoolean("wmmp.docs.update")) {
            Files.writeString(path, current);
        } else {
            assertThat(page).as("docs/" + name + " is stale; run this test with -Dwmmp.docs.update=true").isEqualTo(current);
        }
    }

    @Test
    void aMissingTableIsNoticed() throws IOException {
        ComponentReference reference = ComponentReference.ofComponent();
        assertThatIllegalArgumentException().isThrownBy(() -> reference.update("no tables here\n"))
                .withMessageContaining("headers");
    }
}
