package io.mes.filter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.IdentityResolver;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.docs.DocPage;
import io.mes.storage.exchange.Identity;
import io.mes.storage.metrics.StoreMeters;
import io.mes.storage.redact.Redactor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** Verifies that docs/spring-boot.md shows code that compiles here, properties that exist, and every meter. */
final class SpringBootPageTest {

    @TempDir
    private Path directory;

    /** What an application may have in a configuration of its own. */
    static final class Configuration {

        @Bean
        IdentityResolver identity() {
            return request -> Optional.ofNullable(request.getUserPrincipal())
                    .map(caller -> new Identity(Long.parseLong(caller.getName()), 0, 0, false));
        }
    }

    private static DocPage page() throws IOException {
        return DocPage.of("docs/spring-boot.md");
    }

    @Test
    void shouldShowCodeThatCompiles() throws IOException {
        String source = DocPage.sourceOf(getClass());

        assertThat(page().code())
                .hasSize(2)
                .allSatisfy(code -> assertThat(source).contains(code));
    }

    @Test
    void shouldShowPropertiesThatAreDescribed() throws IOException {
        String described = Files.readString(Path.of("src/main/resources/META-INF/spring-configuration-metadata.json"));
        List<String> properties = page().blocks("properties").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("mes."))
                .toList();

        assertThat(properties)
                .hasSizeGreaterThan(3)
                .allSatisfy(line -> assertThat(described).contains("\"" + line.substring(0, line.indexOf('=')) + "\""));
    }

    /** As Spring Boot reads such a file; both pages show the same line, and editors show the expression so. */
    @Test
    void shouldShowAnExpressionThatAFileOfPropertiesLeavesAsItIs() throws IOException {
        Matcher shown = Pattern.compile("`(mes\\.redact=[^`]*\\\\[^`]*)`").matcher(page().text());
        assertThat(shown.find()).isTrue();
        Properties file = new Properties();
        file.load(new StringReader(shown.group(1)));

        assertThat(Redactor.of(file.getProperty("mes.redact")).redact("EMP-12345 or EMP-d{5}"))
                .isEqualTo("[redacted] or EMP-d{5}");
        assertThat(DocPage.of("docs/privacy.md").text()).contains(shown.group());
        assertThat(Files.readString(Path.of("src/main/resources/META-INF/spring-configuration-metadata.json")))
                .contains("(EMP-\\\\\\\\d{5})");
    }

    @Test
    void shouldDescribeEveryMeter() throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        String database = directory.resolve("mes.db").toString();
        try (ConversationStore store = ConversationStore.open(StorageConfig.builder(Dsn.parse("local", database))
                .durability(DurabilityConfig.DEFAULT.withSpool(directory.resolve("spool"), 1 << 20))
                .build())) {
            StoreMeters meters = new StoreMeters(store);
            meters.bindTo(registry);
        }
        List<String> described = Pattern.compile("`(mes(\\.[a-z]+)+)(\\{[a-z]+})?`")
                .matcher(page().text())
                .results()
                .map(name -> name.group(1))
                .toList();

        assertThat(registry.getMeters())
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        meter -> assertThat(described).contains(meter.getId().getName()));
    }
}
