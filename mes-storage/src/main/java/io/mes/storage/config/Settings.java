package io.mes.storage.config;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Looks settings up by the name of their environment variable.
 *
 * <p>Each source is asked for the name itself and for its property form ({@code MES_SQL_DSN}, {@code mes.sql.dsn}); the
 * first source that has a value wins. A blank value counts as none. Immutable.
 */
public final class Settings {

    /** Finds the value of an environment variable's name, in either form, without white space around it. */
    private final UnaryOperator<@Nullable String> lookup;

    private Settings(UnaryOperator<@Nullable String> lookup) {
        this.lookup = lookup;
    }

    /** The environment, then the system properties. */
    public static Settings ofEnvironment() {
        return of(System::getenv).or(System::getProperty);
    }

    /** Settings from one source, which answers a name with its value or null. */
    public static Settings of(UnaryOperator<@Nullable String> source) {
        return new Settings(name -> {
            String value = textOrNull(source.apply(name));
            return value != null
                    ? value
                    : textOrNull(source.apply(name.toLowerCase(Locale.ROOT).replace('_', '.')));
        });
    }

    /** These settings, and where they have no value another source. */
    public Settings or(UnaryOperator<@Nullable String> other) {
        Settings others = of(other);
        return new Settings(name -> {
            String value = text(name);
            return value == null ? others.text(name) : value;
        });
    }

    /** These settings, but as if some had no value. */
    public Settings without(String... names) {
        Set<String> hidden = Set.of(names);
        return new Settings(name -> hidden.contains(name) ? null : text(name));
    }

    /** The value without white space around it; null if there is none. */
    public @Nullable String text(String name) {
        return lookup.apply(name);
    }

    private static @Nullable String textOrNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The value, or a default. */
    public String text(String name, String defaultValue) {
        String value = text(name);
        return value == null ? defaultValue : value;
    }

    /** A yes or no, written {@code true}, {@code false}, {@code 1} or {@code 0}. */
    public boolean flag(String name, boolean defaultValue) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw new ConfigException(
                        name + " is \"" + value + "\", which is neither true nor false; set it to true or false");
        };
    }

    /** A whole number within bounds, both included. */
    public long number(String name, long defaultValue, long min, long max) {
        String value = text(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, with the bounds.
        }
        throw new ConfigException(name + " is \"" + value + "\"; set it to a whole number from " + min + " to " + max);
    }
}
