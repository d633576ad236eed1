package io.wmmp;

import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The rooms of {@code docs/architecture.md} and the direction of their imports. */
class ArchitectureTest {

    private static final List<String> ROOMS = List.of("io.wmmp.protocol", "io.wmmp.link", "io.wmmp.security", "io.wmmp.session",
            "io.wmmp.terminal", "io.wmmp.application", "io.wmmp.platform", "io.wmmp.jdbc", "io.wmmp.json", "io.wmmp.camel");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.wmmp");
        assertThat(classes).isNotEmpty();
    }

    @Test
    void importsPointDown() {
        // @formatter:off
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("protocol").definedBy("io.wmmp.protocol..")
                .layer("link").definedBy("io.wmmp.link..")
                .layer("security").definedBy("io.wmmp.security..")
                .layer("session").definedBy("io.wmmp.session..")
                .layer("terminal").definedBy("io.wmmp.terminal..")
                .layer("application").definedBy("io.wmmp.application..")
                .layer("platform").definedBy("io.wmmp.platform..")
                .layer("json").definedBy("io.wmmp.json..")
                .layer("jdbc").definedBy("io.wmmp.jdbc..")
                .layer("camel").definedBy("io.wmmp.camel..")
                .whereLayer("protocol").mayNotAccessAnyLayer()
                .whereLayer("link").mayOnlyAccessLayers("protocol")
                .whereLayer("security").mayOnlyAccessLayers("protocol")
                .whereLayer("session").mayOnlyAccessLayers("protocol", "link", "security")
                .whereLayer("terminal").mayOnlyAccessLayers("protocol", "link", "security", "session")
                .whereLayer("application").mayOnlyAccessLayers("protocol", "link", "security", "session")
                .whereLayer("platform").mayOnlyAccessLayers("protocol", "link", "security", "session")
                .whereLayer("json").mayOnlyAccessLayers("protocol", "security")
                .whereLayer("jdbc").mayOnlyAccessLayers("protocol", "link", "security", "platform")
                .whereLayer("jdbc").mayNotBeAccessedByAnyLayer()
                .whereLayer("camel").mayNotBeAccessedByAnyLayer()
                .check(classes);
        // @formatter:on
    }

    /** What deals with one matter of a terminal sees of the platform what {@code fleet} shows. */
    @Test
    void theRoomsOfThePlatformDoNotKnowIt() {
        noClasses().that().resideInAPackage("io.wmmp.platform.*..").should().dependOnClassesThat()
                .resideInAPackage("io.wmmp.platform").check(classes);
    }

    @Test
    void everyClassHasARoom() {
        assertThat(classes).allSatisfy(type -> assertThat(ROOMS)
                .anyMatch(room -> type.getPackageName().equals(room) || type.getPackageName().startsWith(room + ".")));
    }

    @Test
    void protocolKnowsTheJdkOnly() {
        classes().that().resideInAPackage("io.wmmp.protocol..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.wmmp.protocol..", "java..").check(classes);
    }

    @Test
    void onlyTheTopKnowsCamel() {
        noClasses().that().resideOutsideOfPackage("io.wmmp.camel..").should().dependOnClassesThat()
                .resideInAPackage("org.apache.camel..").check(classes);
    }

    @Test
    void onlyTheLinkKnowsSockets() {
        noClasses().that().resideOutsideOfPackages("io.wmmp.link..", "io.wmmp.camel.netty..").should().dependOnClassesThat()
                .resideInAnyPackage("io.netty.bootstrap..", "io.netty.buffer..", "io.netty.channel.socket..",
                        "io.netty.handler..")
                .check(classes);
    }

    /** Who does not use camel-netty need not have it. */
    @Test
    void camelNettyIsOptional() {
        noClasses().that().resideOutsideOfPackage("io.wmmp.camel.netty..").should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel.component.netty..", "io.wmmp.camel.netty..").check(classes);
    }

    @Test
    void onlyTheStoreKnowsDatabases() {
        noClasses().that().resideOutsideOfPackage("io.wmmp.jdbc..").should().dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.flywaydb..", "com.zaxxer..").check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.wmmp.(**)").should().beFreeOfCycles().check(classes);
        slices().matching("io.wmmp.(*)..").should().beFreeOfCycles().check(classes);
        slices().matching("io.wmmp.platform.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nothingIsPrinted() {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(classes);
        noClasses().should().callMethod(Throwable.class, "printStackTrace").check(classes);
        noClasses().should(USE_JAVA_UTIL_LOGGING).check(classes);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses().should().haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameStartingWith("Default")
                .orShould().haveSimpleNameEndingWith("Util").orShould().haveSimpleNameEndingWith("Utils")
                .orShould().haveSimpleNameEndingWith("Helper").orShould().haveSimpleNameEndingWith("Manager").check(classes);
    }

    @Test
    void publicClassesShowNoFields() {
        classes().that().arePublic().and().areNotEnums().should(hideTheirFields()).check(classes);
    }

    @Test
    void exceptionsAreUnchecked() {
        classes().that().areAssignableTo(Exception.class).and().resideOutsideOfPackage("io.wmmp.camel..").should()
                .beAssignableTo(RuntimeException.class).andShould().haveSimpleNameEndingWith("Exception").check(classes);
    }

    private static ArchCondition<JavaClass> hideTheirFields() {
        return new ArchCondition<>("hide their fields, constants excepted") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(JavaModifier.PUBLIC)
                                && !field.getModifiers().contains(JavaModifier.FINAL))
                        .forEach(field -> events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is public")));
            }
        };
    }
}
