package io.mes.storage.config;

import java.util.Map;

/** SQLite by its file. */
final class SqliteDsn {

    static final String PREFIX = "jdbc:sqlite:";

    private SqliteDsn() {}

    static Dsn ofPath(String path) {
        return ofFile(path, "SQLITE_PATH is \"" + path + "\"").ofSetting("SQLITE_PATH");
    }

    static Dsn ofUrl(String url) {
        return ofFile(url.substring(PREFIX.length()), "The data source name is \"" + url + "\"");
    }

    /**
     * The file may be followed by {@code ?…}, which other programs understand and MES ignores. What begins with a colon
     * is a database in memory, or a resource that the driver copies to a temporary file.
     */
    private static Dsn ofFile(String path, String finding) {
        int query = path.indexOf('?');
        String file = query < 0 ? path : path.substring(0, query);
        if (file.isBlank() || file.startsWith(":") || file.contains(":memory:")) {
            throw new ConfigException(finding + ", which is no file; MES reads and writes through several connections"
                    + " and needs one, for example mes.db");
        }
        return new Dsn(Engine.SQLITE, PREFIX + file, Map.of());
    }
}
