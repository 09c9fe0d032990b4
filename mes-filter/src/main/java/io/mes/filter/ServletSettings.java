package io.mes.filter;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import jakarta.servlet.ServletContext;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where filter and servlet look for settings when a container makes them. Stateless; safe on any thread. */
public final class ServletSettings {

    private static final String ENABLED = "MES_ENABLED";

    private ServletSettings() {}

    /** The environment, the system properties, the context parameters of the application. */
    public static Settings of(ServletContext context) {
        return Settings.ofEnvironment().or(context::getInitParameter);
    }

    /** Likewise, with the init parameters of one filter or servlet before those of the application. */
    public static Settings of(ServletContext context, UnaryOperator<@Nullable String> initParameters) {
        return Settings.ofEnvironment().or(initParameters).or(context::getInitParameter);
    }

    /**
     * Whether MES does anything at all here: {@code MES_ENABLED}, which is true by default.
     *
     * @throws ConfigException if it is neither true nor false
     */
    public static boolean isEnabled(Settings settings) {
        return settings.flag(ENABLED, true);
    }
}
