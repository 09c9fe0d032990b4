package io.mes.filter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.CaptureConfig;
import io.mes.filter.ServletSettings;
import io.mes.filter.query.QueryConfig;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Verifies that every setting is a property of Spring Boot, and known to editors as one. */
final class PropertiesTest {

    private static Settings settings(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return EnvironmentSettings.of(environment);
    }

    @Test
    void shouldFindASettingInEverySpelling() {
        assertThat(settings(Map.of("mes.retention.days", "3")).text("MES_RETENTION_DAYS"))
                .isEqualTo("3");
        assertThat(settings(Map.of("mes.retention-days", "3")).text("MES_RETENTION_DAYS"))
                .isEqualTo("3");
        assertThat(settings(Map.of("mes.sqlite.path", "x.db")).text("SQLITE_PATH"))
                .isEqualTo("x.db");
        assertThat(settings(Map.of("sqlite.path", "x.db")).text("SQLITE_PATH")).isEqualTo("x.db");
        assertThat(settings(Map.of("SQL_DSN", "local")).text("SQL_DSN")).isEqualTo("local");
        assertThat(settings(Map.of("mes.retention.days", " ")).text("MES_RETENTION_DAYS"))
                .isNull();
    }

    /** As YAML has them; and as code that sets properties may. */
    @Test
    void shouldJoinTheElementsOfAList() {
        assertThat(settings(Map.of("mes.redact[0]", "email", "mes.redact[1]", "EMP-\\d{1,5}"))
                        .text("MES_REDACT"))
                .isEqualTo("email,EMP-\\d{1,5}");
        assertThat(settings(Map.of("mes.trusted-proxies[0]", "10.0.0.1", "mes.trusted-proxies[1]", "10.0.0.2"))
                        .text("MES_TRUSTED_PROXIES"))
                .isEqualTo("10.0.0.1,10.0.0.2");
        assertThat(settings(Map.of("mes.redact", List.of("email", "card"))).text("MES_REDACT"))
                .isEqualTo("email,card");
    }

    @Test
    void shouldResolvePlaceholders() {
        assertThat(settings(Map.of("mes.sqlite.path", "${dir}/mes.db", "dir", "/data"))
                        .text("SQLITE_PATH"))
                .isEqualTo("/data/mes.db");
    }

    /** The first source is the stronger one, whichever spelling the other has. */
    @Test
    void shouldHeedTheOrderOfSourcesBeforeThatOfSpellings() {
        assertThat(stronger("mes.retention-days", "mes.retention.days").text("MES_RETENTION_DAYS"))
                .isEqualTo("stronger");
        assertThat(stronger("mes.retentionDays", "mes.retention.days").text("MES_RETENTION_DAYS"))
                .isEqualTo("stronger");
        assertThat(stronger("SQLITE_PATH", "mes.sqlite.path").text("SQLITE_PATH"))
                .isEqualTo("stronger");
        assertThat(stronger("mes.redact[0]", "mes.redact").text("MES_REDACT")).isEqualTo("stronger");
    }

    private static Settings stronger(String first, String second) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("file", Map.of(second, "weaker")));
        environment.getPropertySources().addFirst(new MapPropertySource("arguments", Map.of(first, "stronger")));
        // As Spring Boot does.
        ConfigurationPropertySources.attach(environment);
        return EnvironmentSettings.of(environment);
    }

    @Test
    void shouldReadVariablesOfTheEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        "systemEnvironment",
                        new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of("MES_RETENTION_DAYS", "3", "SQLITE_PATH", "x.db", "MES_REDACTS", "email")));

        Settings settings = EnvironmentSettings.of(environment);

        assertThat(settings.text("MES_RETENTION_DAYS")).isEqualTo("3");
        assertThat(settings.text("SQLITE_PATH")).isEqualTo("x.db");
        assertThat(EnvironmentSettings.unknown(environment)).containsExactly("mes.redacts");
    }

    @Test
    void shouldTellOfPropertiesThatItDoesNotHave() throws Exception {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "mes.redacts", "email", "mes.retention-days", 3, "mes.trustedProxies[0]", "10.0.0.1", "mess", 1));
        // What editors offer.
        Pattern.compile("\"name\": \"(mes\\.[a-z.]+)\"")
                .matcher(described())
                .results()
                .forEach(name -> properties.put(name.group(1), "x"));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));

        assertThat(properties).hasSizeGreaterThan(20);
        assertThat(EnvironmentSettings.unknown(environment)).containsExactly("mes.redacts");
    }

    private static String described() throws IOException {
        return Files.readString(
                Path.of("src/main/resources/META-INF/spring-configuration-metadata.json"), StandardCharsets.UTF_8);
    }

    @Test
    void shouldDescribeEveryProperty() throws Exception {
        List<String> asked = new ArrayList<>(EnvironmentSettings.OWN);
        Settings settings = Settings.of(name -> {
            if (name.matches("[A-Z_]+")) {
                asked.add(name);
            }
            return null;
        });
        assertThat(StorageConfig.of(settings)).isNotNull();
        assertThat(CaptureConfig.of(settings)).isNotNull();
        assertThat(QueryConfig.of(settings)).isNotNull();
        assertThat(ServletSettings.isEnabled(settings)).isTrue();
        // What it falls back to for the sake of the Go MES.
        asked.remove("SQL_DSN");

        String described = described();
        assertThat(asked).hasSizeGreaterThan(20).allSatisfy(name -> {
            String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
            assertThat(described)
                    .contains("\"name\": \"" + (property.startsWith("mes.") ? property : "mes." + property) + "\"");
        });
    }
}
