package io.mes.filter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.CaptureConfig;
import io.mes.filter.ServletSettings;
import io.mes.filter.query.QueryConfig;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

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

    @Test
    void shouldDescribeEveryProperty() throws Exception {
        List<String> asked = new ArrayList<>(List.of("MES_DATASOURCE", "MES_FILTER_ORDER"));
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

        String described = Files.readString(
                Path.of("src/main/resources/META-INF/spring-configuration-metadata.json"), StandardCharsets.UTF_8);
        assertThat(asked).hasSizeGreaterThan(20).allSatisfy(name -> {
            String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
            assertThat(described)
                    .contains("\"name\": \"" + (property.startsWith("mes.") ? property : "mes." + property) + "\"");
        });
    }
}
