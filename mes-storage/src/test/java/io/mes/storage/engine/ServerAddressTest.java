package io.mes.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
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
        Dsn given = Dsn.parse(dsnText, "unused");

        Dsn database = Dsn.parse(ServerAddress.given(dsnText).dsnText("mine"), "unused");

        assertThat(database.engine()).isEqualTo(given.engine());
        assertThat(database.jdbcUrl().replace("/mine", "/" + adminDatabase(given)))
                .startsWith(given.jdbcUrl());
        assertThat(database.properties())
                .containsEntry("user", "me")
                .containsEntry("password", given.properties().get("password"));
        given.properties()
                .forEach((name, value) ->
                        assertThat(database.jdbcUrl() + database.properties()).contains(name + "=" + value));
    }

    private static String adminDatabase(Dsn given) {
        return given.engine() == Engine.POSTGRESQL ? "postgres" : "mysql";
    }
}
