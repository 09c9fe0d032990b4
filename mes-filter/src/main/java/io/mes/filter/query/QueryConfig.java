package io.mes.filter.query;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether and where {@link MesServlet} answers when nobody maps it by hand. Immutable and valid.
 *
 * @param path the path above all of its resources, within the application; without a slash at its end
 */
public record QueryConfig(boolean enabled, String path) {

    private static final String DEFAULT_PATH = "/api/v1";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

    /** Checks the path of a servlet that answers: what containers take for a pattern of another kind would answer elsewhere. */
    public QueryConfig {
        if (enabled && !PATH.matcher(path).matches()) {
            throw new ConfigException("MES_QUERY_PATH is \"" + path
                    + "\"; set it to a path of letters, digits, dots and dashes, with a slash at its beginning and none at its end, such as "
                    + DEFAULT_PATH
                    + ", or set MES_QUERY_ENABLED to false");
        }
    }

    /**
     * Reads {@code MES_QUERY_ENABLED} and {@code MES_QUERY_PATH}.
     *
     * @throws ConfigException if one of them is wrong
     */
    public static QueryConfig of(Settings settings) {
        return new QueryConfig(settings.flag("MES_QUERY_ENABLED", true), settings.text("MES_QUERY_PATH", DEFAULT_PATH));
    }

    /** The servlet mappings for all that MES answers, and for nothing else below the path. */
    public List<String> mappings() {
        return Router.resources().stream()
                .map(resource -> path + "/" + resource + "/*")
                .toList();
    }
}
