package io.wmmp.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The tables of {@code docs/component.adoc} are those of the code. To write them anew after an option has changed:
 *
 * <pre>
 * ./mvnw -pl camel-wmmp -Dtest=ComponentReferenceTest -Dwmmp.docs.update=true test
 * </pre>
 */
class ComponentReferenceTest {

    private static final Path PAGE = Docs.DIRECTORY.resolve("component.adoc");

    @Test
    void tablesAreThoseOfTheCode() throws IOException {
        String page = Files.readString(PAGE);
        String current = new ComponentReference(ComponentReference.readCatalogEntry()).update(page);
        if (Boolean.getBoolean("wmmp.docs.update")) {
            Files.writeString(PAGE, current);
        } else {
            assertThat(page).as("docs/component.adoc is stale; run this test with -Dwmmp.docs.update=true").isEqualTo(current);
        }
    }

    @Test
    void aMissingTableIsNoticed() throws IOException {
        ComponentReference reference = new ComponentReference(ComponentReference.readCatalogEntry());
        assertThatIllegalArgumentException().isThrownBy(() -> reference.update("no tables here\n"))
                .withMessageContaining("headers");
    }
}
