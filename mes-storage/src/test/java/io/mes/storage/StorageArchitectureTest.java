package io.mes.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Verifies that every arrow between the stages goes one way, and that each library is known to one of them. */
final class StorageArchitectureTest {

    private static final String ROOT = "io.mes.storage.";

    private final JavaClasses storage = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.mes.storage");

    @Test
    void shouldHaveNoCycles() {
        slices().matching("io.mes.storage.(*)..").should().beFreeOfCycles().check(storage);
    }

    @Test
    void shouldHaveArrowsOneWayOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("root")
                .definedBy("io.mes.storage")
                .layer("service")
                .definedBy(ROOT + "service..")
                .layer("transfer")
                .definedBy(ROOT + "transfer..")
                .layer("delivery")
                .definedBy(ROOT + "delivery..")
                .layer("query")
                .definedBy(ROOT + "query..")
                .layer("spool")
                .definedBy(ROOT + "spool..")
                .layer("ring")
                .definedBy(ROOT + "ring..")
                .layer("metrics")
                .definedBy(ROOT + "metrics..")
                .layer("write")
                .definedBy(ROOT + "write..")
                .layer("read")
                .definedBy(ROOT + "read..")
                .layer("upkeep")
                .definedBy(ROOT + "upkeep..")
                .layer("database")
                .definedBy(ROOT + "database..")
                .layer("pool")
                .definedBy(ROOT + "pool..")
                .layer("catalogue")
                .definedBy(ROOT + "catalogue..")
                .layer("partition")
                .definedBy(ROOT + "partition..")
                .layer("dialect")
                .definedBy(ROOT + "dialect..")
                .layer("parse")
                .definedBy(ROOT + "parse..")
                .layer("redact")
                .definedBy(ROOT + "redact..")
                .layer("row")
                .definedBy(ROOT + "row..")
                .layer("conversation")
                .definedBy(ROOT + "conversation..")
                .layer("json")
                .definedBy(ROOT + "json..")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("service")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("transfer")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("spool")
                .mayOnlyBeAccessedByLayers("root", "query", "metrics", "delivery")
                .whereLayer("ring")
                .mayOnlyBeAccessedByLayers("root", "delivery")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("root", "service", "delivery")
                .whereLayer("read")
                .mayOnlyBeAccessedByLayers("root", "service", "transfer")
                .whereLayer("upkeep")
                .mayOnlyBeAccessedByLayers("root", "service")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("root", "upkeep", "write", "read", "partition")
                .whereLayer("pool")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("parse")
                .mayOnlyBeAccessedByLayers("root", "transfer")
                .whereLayer("redact")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("catalogue")
                .mayOnlyBeAccessedByLayers("root", "service", "transfer", "upkeep", "write", "read")
                .whereLayer("partition")
                .mayOnlyBeAccessedByLayers("root", "service", "upkeep", "write", "read")
                .check(storage);
    }

    @Test
    void shouldSpoolWithoutKnowingWhatIsStored() {
        classes()
                .that()
                .resideInAPackage(ROOT + "spool..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "spool..",
                        ROOT + "chat..",
                        ROOT + "exchange..",
                        ROOT + "config..",
                        "java..",
                        "org.slf4j..",
                        "org.jspecify..")
                .because("the spool must work when nothing else does, and outlives what wrote it")
                .check(storage);
    }

    @Test
    void shouldKnowNothingOfServlets() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "io.mes.filter..", "io.mes.demo..")
                .because("a gateway without servlets hands exchanges to mes-storage itself")
                .check(storage);
    }

    @Test
    void shouldConfineEachLibraryToOneStage() {
        confine("com.lmax..", ROOT + "ring..");
        confine("tools.jackson..", ROOT + "json..");
        confine("org.brotli..", ROOT + "parse..");
        confine("com.github.luben..", ROOT + "parse..");
        confine("org.apache.commons..", ROOT + "pool..");
        confine("org.postgresql..", ROOT + "write..");
        confine("io.micrometer..", ROOT + "metrics..");
    }

    private void confine(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("only " + home + " knows " + library)
                .check(storage);
    }

    @Test
    void shouldConfineSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.mes.storage",
                        ROOT + "service..",
                        ROOT + "transfer..",
                        ROOT + "write..",
                        ROOT + "read..",
                        ROOT + "catalogue..",
                        ROOT + "partition..",
                        ROOT + "dialect..",
                        ROOT + "database..",
                        ROOT + "upkeep..",
                        ROOT + "spool..",
                        ROOT + "pool..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .because("the stages before the writer are pure")
                .check(storage);
    }
}
