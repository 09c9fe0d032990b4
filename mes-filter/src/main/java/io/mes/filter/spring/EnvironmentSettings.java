package io.mes.filter.spring;

import io.mes.filter.CaptureConfig;
import io.mes.filter.ServletSettings;
import io.mes.filter.query.QueryConfig;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * The settings of MES as properties of an application: {@code MES_RETENTION_DAYS} is {@code mes.retention.days} or
 * {@code mes.retention-days}, {@code SQLITE_PATH} is {@code mes.sqlite.path}. A list has commas between its elements.
 *
 * <p>Which source is stronger (command line, environment, file) is decided as for every other property, in whichever spelling
 * each has it.
 */
final class EnvironmentSettings {

    /** What is asked for by the auto-configuration alone. */
    static final List<String> OWN = List.of("MES_DATASOURCE", "MES_FILTER_ORDER");

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("mes");

    private EnvironmentSettings() {}

    static Settings of(Environment environment) {
        return Settings.of(name -> isName(name) ? find((ConfigurableEnvironment) environment, name) : null);
    }

    /** Settings are asked for by their property names, too; these are among our spellings. */
    private static boolean isName(String name) {
        return name.equals(name.toUpperCase(Locale.ROOT));
    }

    private static @Nullable String find(ConfigurableEnvironment environment, String name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
            String value = find(environment, source, name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable String find(
            ConfigurableEnvironment environment, ConfigurationPropertySource source, String name) {
        for (ConfigurationPropertyName spelling : spellings(name)) {
            String value = text(environment, value(source, spelling));
            if (value == null) {
                value = list(environment, source, spelling);
            }
            if (value != null) {
                return value;
            }
        }
        Object underlying = source.getUnderlyingSource();
        return underlying instanceof PropertySource<?> raw ? text(environment, raw.getProperty(name)) : null;
    }

    private static List<ConfigurationPropertyName> spellings(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String own = lower.startsWith("mes_") ? lower.substring("mes_".length()) : lower;
        return List.of(
                PREFIX.append(own.replace('_', '.')),
                PREFIX.append(own.replace('_', '-')),
                ConfigurationPropertyName.of(lower.replace('_', '.')));
    }

    private static @Nullable Object value(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        return property == null ? null : property.getValue();
    }

    private static @Nullable String list(
            ConfigurableEnvironment environment, ConfigurationPropertySource source, ConfigurationPropertyName name) {
        List<String> elements = new ArrayList<>();
        String element = text(environment, value(source, name.append("[0]")));
        while (element != null) {
            elements.add(element);
            element = text(environment, value(source, name.append("[" + elements.size() + "]")));
        }
        return elements.isEmpty() ? null : String.join(",", elements);
    }

    private static @Nullable String text(ConfigurableEnvironment environment, @Nullable Object value) {
        String text = DefaultConversionService.getSharedInstance().convert(value, String.class);
        return text == null ? null : environment.resolveRequiredPlaceholders(text);
    }

    /** Names of properties that are written like settings of MES but are none. */
    static List<String> unknown(Environment environment) {
        Set<ConfigurationPropertyName> known = known();
        Stream.Builder<ConfigurationPropertyName> names = Stream.builder();
        for (ConfigurationPropertySource source :
                ConfigurationPropertySources.from(((ConfigurableEnvironment) environment).getPropertySources())) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(PREFIX::isAncestorOf).forEach(names);
            }
        }
        return names.build()
                .map(name -> name.isLastElementIndexed() ? name.getParent() : name)
                .filter(name -> !known.contains(name))
                .map(ConfigurationPropertyName::toString)
                .distinct()
                .sorted()
                .toList();
    }

    /** All names by which anything asks for a setting. */
    private static Set<ConfigurationPropertyName> known() {
        Set<ConfigurationPropertyName> known = new HashSet<>();
        OWN.forEach(name -> known.addAll(spellings(name)));
        Settings listening = Settings.of(name -> {
            if (isName(name)) {
                known.addAll(spellings(name));
            }
            return null;
        });
        Stream.<Consumer<Settings>>of(StorageConfig::of, CaptureConfig::of, QueryConfig::of, ServletSettings::isEnabled)
                .forEach(asking -> asking.accept(listening));
        return known;
    }
}
