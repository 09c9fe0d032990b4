package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies which file SQLite is to open, and that nothing else is taken for SQLite. */
final class SqliteDsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"local", "LOCAL", "Local"})
    void shouldTakeLocalForThePathOfItsSetting(String dsn) {
        assertThat(Dsn.parse(dsn, "/data/mes.db"))
                .isEqualTo(Dsn.parse("jdbc:sqlite:/data/mes.db", "elsewhere.db").ofSetting("SQLITE_PATH"));
    }

    @ParameterizedTest
    @CsvSource({
        "/data/mes.db,jdbc:sqlite:/data/mes.db",
        "mes.db?_busy_timeout=5000,jdbc:sqlite:mes.db",
        "mes.db?enable_load_extension=true,jdbc:sqlite:mes.db",
        "file:mes.db?cache=shared,jdbc:sqlite:file:mes.db",
        "C:\\data\\mes.db,jdbc:sqlite:C:\\data\\mes.db",
        "with space & at@.db,jdbc:sqlite:with space & at@.db"
    })
    void shouldTakeThePathWithoutItsParameters(String path, String url) {
        Dsn dsn = Dsn.parse("local", path);

        assertThat(dsn.engine()).isEqualTo(Engine.SQLITE);
        assertThat(dsn.jdbcUrl()).isEqualTo(url);
        assertThat(dsn.properties()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":memory:",
                "file::memory:?cache=shared",
                "?mode=memory",
                " ",
                "",
                ":resource:http://evil/mes.db",
                ":"
            })
    void shouldRefuseWhatIsNoFile(String path) {
        assertThatThrownBy(() -> Dsn.parse("local", path))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("SQLITE_PATH is \"" + path + "\", which is no file")
                .hasMessageEndingWith("needs one, for example mes.db");
        assertThatThrownBy(() -> Dsn.parse("jdbc:sqlite:" + path, "mes.db"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The data source name is \"jdbc:sqlite:" + path + "\", which is no file");
    }

    /** Written to a file on this machine, nobody would find what was meant for a server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:3306/db",
                "local.db",
                "locale",
                "local/db",
                "sqlite",
                "sqlite:mes.db",
                "mes.db",
                "mysql://u:p@h/db",
                "mysql://u:p@tcp(h:3306)/db",
                "mongodb://h/db",
                "host=h dbname=db",
                ""
            })
    void shouldTakeNothingElseForSqlite(String dsn) {
        assertThatThrownBy(() -> Dsn.parse(dsn, "mes.db")).isInstanceOf(ConfigException.class);
    }

    @Test
    void shouldNotTakeAUserWhoseNameBeginsSoForSqlite() {
        assertThat(Dsn.parse("local_gateway:p@tcp(h:3306)/db", "mes.db").engine())
                .isEqualTo(Engine.MYSQL);
    }

    @Test
    void shouldNameAllFormsWhereItKnowsNone() {
        assertThatThrownBy(() -> Dsn.parse("nonsense", "mes.db"))
                .hasMessage("The data source name \"nonsense\" has no form that MES knows; write it as"
                        + " user:password@tcp(host:3306)/database, postgres://user:password@host:5432/database,"
                        + " jdbc:… or local");
    }
}
