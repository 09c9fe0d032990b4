package io.mes.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.docs.DocPage;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Verifies that a database is addressed on the server that was meant, with everything else as it was said. */
final class ServerAddressTest {

    @Test
    void shouldAddressPostgreSqlThatWasStartedHere() {
        ServerAddress server = ServerAddress.local(Engine.POSTGRESQL, 5, "mes", "secret");

        assertThat(server.dsnText("db")).isEqualTo("postgres://mes:secret@127.0.0.1:5/db");
        assertThat(server.admin().jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:5/postgres");
    }

    @Test
    void shouldAddressMySqlThatWasStartedHere() {
        ServerAddress server = ServerAddress.local(Engine.MYSQL, 5, "mes", "secret");

        assertThat(server.dsnText("db")).isEqualTo("mes:secret@tcp(127.0.0.1:5)/db");
        assertThat(server.admin().jdbcUrl()).isEqualTo("jdbc:mysql://127.0.0.1:5/mysql");
    }

    @Test
    void shouldKeepEverythingButTheDatabaseOfAServerThatWasGiven() {
        shouldKeepEverythingButTheDatabase("postgres://me:p%26%20w@db:5433/postgres?sslmode=require");
        shouldKeepEverythingButTheDatabase("me:p&/w@tcp(db:3307)/mysql?timeout=5s");
        shouldKeepEverythingButTheDatabase("jdbc:mysql://db/mysql?useCompression=true&user=me&password=p%2Bw");
    }

    private static void shouldKeepEverythingButTheDatabase(String dsnText) {
        assertThat(Dsn.parse(dsnText, "unused").properties()).containsEntry("user", "me");
        shouldKeepEverythingButTheDatabaseOf(dsnText);
    }

    private static void shouldKeepEverythingButTheDatabaseOf(String dsnText) {
        Dsn given = Dsn.parse(dsnText, "unused");

        Dsn database = Dsn.parse(ServerAddress.given(dsnText).dsnText("mine"), "unused");

        assertThat(database.engine()).isEqualTo(given.engine());
        assertThat(database.jdbcUrl().replace("/mine", "/" + adminDatabase(given)))
                .startsWith(given.jdbcUrl());
        assertThat(database.properties())
                .containsEntry("user", given.properties().get("user"))
                .containsEntry("password", given.properties().get("password"));
        given.properties()
                .forEach((name, value) ->
                        assertThat(database.jdbcUrl() + database.properties()).contains(name + "=" + value));
    }

    /** The names of servers of the person's own, as docs/databases.md shows them. */
    @Test
    void shouldReadWhatThePageShows() throws IOException {
        List<MatchResult> shown = Pattern.compile("(MES_TEST_\\w+)='([^']+)'")
                .matcher(DocPage.of("docs/databases.md").block("MES_TEST_"))
                .results()
                .toList();

        assertThat(shown)
                .extracting(variable -> variable.group(1))
                .containsExactly(
                        TestEngine.POSTGRESQL.dsnVariable(),
                        TestEngine.MARIADB.dsnVariable(),
                        TestEngine.MYSQL.dsnVariable());
        assertThat(shown).allSatisfy(variable -> shouldKeepEverythingButTheDatabaseOf(variable.group(2)));
    }

    private static String adminDatabase(Dsn given) {
        return given.engine() == Engine.POSTGRESQL ? "postgres" : "mysql";
    }
}
