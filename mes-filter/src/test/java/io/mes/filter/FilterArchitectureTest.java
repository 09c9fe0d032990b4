package io.mes.filter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Verifies that the filter stays thin: what it must not know it does not use. */
final class FilterArchitectureTest {

    private final JavaClasses filter = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.mes.filter");

    @Test
    void shouldKnowNoSqlNoRingAndNoWireFormat() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.mes.filter.spring.StoreOpener")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "com.lmax..",
                        "tools.jackson..",
                        "org.apache.commons..",
                        "io.mes.storage.ring..",
                        "io.mes.storage.parse..",
                        "io.mes.storage.conversation..",
                        "io.mes.storage.catalogue..",
                        "io.mes.storage.dialect..",
                        "io.mes.storage.partition..",
                        "io.mes.storage.pool..",
                        "io.mes.storage.read..",
                        "io.mes.storage.write..",
                        "io.mes.storage.chat..")
                .because("mes-filter knows servlets; what happens after the hand-over belongs into mes-storage")
                .check(filter);
    }

    @Test
    void shouldCaptureWithoutKnowingTheServlet() {
        noClasses()
                .that()
                .resideInAPackage("io.mes.filter")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.mes.filter.query")
                .because("an application may record without answering questions")
                .check(filter);
    }

    /** The store, the filter and the servlet are the same with and without it. */
    @Test
    void shouldKnowSpringAndMicrometerInOnePlaceEach() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mes.filter.spring")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "io.mes.filter.spring")
                .because("an application without Spring has none of it on its class path")
                .check(filter);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mes.filter.spring")
                .and()
                .haveNameNotMatching("io\\.mes\\.filter\\.GlobalMeters.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .because("an application without Micrometer has none of it on its class path")
                .check(filter);
    }

    @Test
    void shouldAskNoNameService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.InetAddress")
                .because("it looks up what it does not take for an address, and addresses come from clients")
                .check(filter);
    }

    @Test
    void shouldHideItsParts() {
        classes()
                .that()
                .haveSimpleNameStartingWith("Capturing")
                .or()
                .haveSimpleNameStartingWith("Tee")
                .or()
                .haveSimpleName("ExchangeRecorder")
                .should()
                .notBePublic()
                .because("nobody but the filter makes them")
                .check(filter);
    }
}
