package io.mes.filter.spring;

import io.mes.storage.config.Settings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The settings of MES as properties of an application: {@code MES_RETENTION_DAYS} is {@code mes.retention.days} or
 * {@code mes.retention-days}, {@code SQLITE_PATH} is {@code mes.sqlite.path}.
 *
 * <p>Which source is stronger (command line, environment, file) is decided as for every other property.
 */
final class EnvironmentSettings {

    private static final String PREFIX = "mes.";

    private EnvironmentSettings() {}

    static Settings of(Environment environment) {
        return Settings.of(name -> find(environment, name));
    }

    private static @Nullable String find(Environment environment, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String own = lower.startsWith("mes_") ? lower.substring(PREFIX.length()) : lower;
        List<String> spellings =
                List.of(PREFIX + own.replace('_', '.'), PREFIX + own.replace('_', '-'), lower.replace('_', '.'), name);
        for (String spelling : spellings) {
            String value = environment.getProperty(spelling);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
