package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.docs.DocPage;
import io.mes.storage.docs.DocPage.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies that every block of every page is known here, with the test that runs, compiles or compares it. Who adds a block adds a
 * line, and the test. Names of classes, profiles and files in the running text are held to what there is.
 */
final class DocumentationTest {

    /** Page, how the block begins, and the class that holds it to its word. */
    private static final String BLOCKS = """
            README.md                | mvn -q -DskipTests package && java -jar | PageCommandsIT
            README.md                | mvn verify                              | DocumentationTest
            README.md                | KEY=sk-demo-alice                       | ReadmeTest
            README.md                | UPSTREAM_BASE_URL=                      | PageCommandsIT
            README.md                | MES_SQL_DSN='postgres:                  | PageCommandsIT
            README.md                | <filter>                                | ReadmeExamplesTest
            README.md                | ConversationStore store =               | ReadmeExamplesTest
            README.md                | java -jar demo-gateway.jar export [     | CommandsTest
            docs/architecture.md     | flowchart LR                            | DocumentationTest
            docs/completions.md      | MES_COMPLETIONS_ENABLED=true java -jar  | PageCommandsIT
            docs/completions.md      | KEY=sk-demo-alice                       | CompletionsPageTest
            docs/completions.md      | <filter>                                | DropInTest
            docs/databases.md        | CREATE ROLE mes                         | DatabasesPageTest
            docs/databases.md        | MES_SQL_DSN=postgres:                   | DatabasesPageTest
            docs/databases.md        | CREATE USER mes                         | DatabasesPageTest
            docs/databases.md        | MES_SQL_DSN=mes:                        | DatabasesPageTest
            docs/databases.md        | CREATE FUNCTION distribute_days         | DatabasesPageTest
            docs/databases.md        | CREATE ROLE report                      | DatabasesPageTest
            docs/databases.md        | CREATE USER report                      | DatabasesPageTest
            docs/databases.md        | MES_TEST_POSTGRESQL_DSN=                | ServerAddressTest
            docs/databases.md        | mvn -Pfuzz                              | DocumentationTest
            docs/export.md           | {"messages":[                           | ExportPageTest
            docs/export.md           | {"mes":1,                               | ExportPageTest
            docs/export.md           | java -jar demo-gateway.jar export       | CommandsTest
            docs/jetty.md            | java -jar $JETTY_HOME/start.jar         | PlainJettyIT
            docs/privacy.md          | StorageConfig config =                  | PrivacyPageTest
            docs/spring-boot.md      | <dependency>                            | GatewayApplicationTest
            docs/spring-boot.md      | mes.sql.dsn=                            | SpringBootPageTest
            docs/spring-boot.md      | @Bean                                   | SpringBootPageTest
            docs/spring-boot.md      | management.endpoint.health.status.order | GatewayApplicationTest
            docs/spring-boot.md      | StoreMeters meters =                    | SpringBootPageTest
            docs/tomcat.md           | <context-param>                         | DropInTest
            docs/tomcat.md           | request.setAttribute                    | ReadmeExamplesTest
            docs/undertow.md         | deployment.addServletContainerInit      | UndertowPageTest
            docs/undertow.md         | ConversationStore store =               | UndertowPageTest
            benchmarks/README.md     | java -jar benchmarks/target             | BenchmarksPageTest
            benchmarks/README.md     | java -cp benchmarks/target              | BenchmarksPageTest
            """;

    /** Held as a whole by {@link ReadmeTest#shouldSayTheSameInChinese}. */
    private static final String TRANSLATION = "README.zh-CN.md";

    private record Line(String page, String beginning, String test) {

        static List<Line> all() {
            return BLOCKS.lines()
                    .map(line -> line.split(" *\\| ", 3))
                    .map(columns -> new Line(columns[0], columns[1].strip(), columns[2].strip()))
                    .toList();
        }

        boolean means(DocPage other, Block block) {
            return page.equals(other.path()) && block.text().startsWith(beginning);
        }
    }

    private static List<DocPage> pages() throws IOException {
        return DocPage.all().stream()
                .filter(page -> !page.path().equals(TRANSLATION))
                .toList();
    }

    @Test
    void shouldNameATestForEveryBlock() throws IOException {
        List<String> unknown = new ArrayList<>();
        List<Line> unused = new ArrayList<>(Line.all());
        for (DocPage page : pages()) {
            for (Block block : page.blocks()) {
                List<Line> lines = Line.all().stream()
                        .filter(line -> line.means(page, block))
                        .toList();
                unused.removeAll(lines);
                if (lines.size() != 1) {
                    unknown.add(page.path() + ": " + block.text() + lines);
                }
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(unused).isEmpty();
    }

    /** The files of all test classes, by the names of the classes. */
    private static Map<String, Path> sources() throws IOException {
        Path root = DocPage.root();
        try (Stream<Path> files = Files.find(
                root,
                20,
                (file, facts) -> root.relativize(file).toString().matches(".*src/(test|main)/java/.*\\.java"))) {
            return files.filter(file -> !file.endsWith("package-info.java") && !file.endsWith("module-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            file -> file,
                            (one, other) -> one));
        }
    }

    @Test
    void shouldNameTestsThatReadThePage() throws IOException {
        Map<String, Path> sources = sources();
        for (Line line : Line.all()) {
            assertThat(sources).containsKey(line.test());
            assertThat(sources.get(line.test())).as("%s", line).content().contains(line.page());
        }
    }

    /** What Maven is told in the running text, too: who renames a test or a profile finds the pages that name it. */
    @Test
    void shouldNameOnlyTestsAndProfilesThatThereAre() throws IOException {
        Map<String, Path> sources = sources();
        String pom = Files.readString(DocPage.root().resolve("pom.xml"));
        int named = 0;
        for (DocPage page : pages()) {
            for (String tests : found("-D(?:it\\.)?test='?([A-Za-z,]+)", page)) {
                assertThat(sources).as(page.path()).containsKeys(tests.split(","));
                named++;
            }
            for (String profile : found("mvn -P([a-z]+)", page)) {
                assertThat(pom).as(page.path()).contains("<id>" + profile + "</id>");
                named++;
            }
        }
        assertThat(named).isGreaterThan(3);
    }

    private static List<String> found(String pattern, DocPage page) {
        return Pattern.compile(pattern)
                .matcher(page.text())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    static List<DocPage> everyPage() throws IOException {
        return DocPage.all();
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void shouldLinkToWhatThereIs(DocPage page) throws IOException {
        Path directory = DocPage.root().resolve(page.path()).getParent();
        for (String link : found("\\]\\(([^)\\s]+)\\)", page)) {
            if (!link.startsWith("http")) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? DocPage.root().resolve(page.path())
                        : directory.resolve(parts[0]).normalize();
                assertThat(target).as(page.path() + " links to " + link).exists();
                if (parts.length == 2) {
                    assertThat(headings(target))
                            .as(page.path() + " links to " + link)
                            .contains(parts[1]);
                }
            }
        }
    }

    /** As anchors. */
    private static List<String> headings(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The README's command is the one by which these tests are run where it counts. */
    @Test
    void shouldTestAsTheReadmeSays() throws IOException {
        assertThat(DocPage.of("README.md").block("mvn verify")).isEqualTo("mvn verify\n");
        assertThat(DocPage.root().resolve(".ci/run")).content().containsPattern("(?m)^mvn -B verify$");
    }

    /** The picture shows threads and classes by names that they have. */
    @Test
    void shouldDrawWhatThereIs() throws IOException {
        String picture = DocPage.of("docs/architecture.md").block("flowchart LR");
        List<String> names = Pattern.compile("Mes[A-Z]\\w+|mes-\\w+|Exchange\\b")
                .matcher(picture)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(names).hasSize(5);
        Map<String, Path> sources = sources();
        StringBuilder code = new StringBuilder();
        for (String name : List.of("ConversationStore", "Pipeline", "ExchangeRing")) {
            code.append(Files.readString(sources.get(name)));
        }
        for (String name : names) {
            assertThat(sources.containsKey(name) || code.toString().contains('"' + name + '"'))
                    .as(name)
                    .isTrue();
        }
    }
}
