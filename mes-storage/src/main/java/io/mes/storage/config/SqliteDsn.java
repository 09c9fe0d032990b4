package io.mes.storage.config;

import java.util.Map;

/** SQLite by its file. */
final class SqliteDsn {

    private SqliteDsn() {}

    /** The file may be followed by {@code ?…}, which other programs understand and MES ignores. */
    static Dsn ofFile(String path) {
        int query = path.indexOf('?');
        String file = query < 0 ? path : path.substring(0, query);
        if (file.isBlank() || file.contains(":memory:")) {
            throw new ConfigException("SQLITE_PATH is \"" + path + "\", which is no file; MES reads and writes through"
                    + " several connections and needs one, for example mes.db");
        }
        return new Dsn(Engine.SQLITE, "jdbc:sqlite:" + file, Map.of());
    }
}
