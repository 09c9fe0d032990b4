package io.mes.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Verifies that every engine is the one it claims to be, and that tests do not meet each other on it. */
@OnEveryEngine
final class EnginesTest {

    private final TestEngine engine;

    EnginesTest(TestEngine engine) {
        this.engine = engine;
    }

    @Test
    void shouldBeWhatItClaims() throws SQLException {
        try (TestDatabase database = TestDatabase.create(engine)) {
            String version = database.rows(
                            engine == TestEngine.SQLITE ? "SELECT 'SQLite ' || sqlite_version()" : "SELECT version()")
                    .get(0);
            switch (engine) {
                case SQLITE -> assertThat(version).startsWith("SQLite 3.");
                case POSTGRESQL -> assertThat(version).startsWith("PostgreSQL ");
                case MARIADB -> assertThat(version).contains("MariaDB");
                case MYSQL -> assertThat(version).matches("[89]\\..*").doesNotContain("MariaDB");
            }
            assertThat(database.engine()).isEqualTo(engine);
            assertThat(database.dsn().engine()).isEqualTo(engine.engine());
        }
    }

    @Test
    void shouldKeepCharactersOfFourBytes() throws SQLException {
        try (TestDatabase database = TestDatabase.create(engine)) {
            database.execute("CREATE TABLE said (text VARCHAR(20))", "INSERT INTO said VALUES ('\uD83D\uDE00 ä')");

            assertThat(database.rows("SELECT text, 1 FROM said")).containsExactly("\uD83D\uDE00 ä|1");
        }
    }

    @Test
    void shouldKeepDatabasesApart() throws SQLException {
        try (TestDatabase one = TestDatabase.create(engine);
                TestDatabase other = TestDatabase.create(engine)) {
            one.execute("CREATE TABLE said (text VARCHAR(20))");

            other.execute("CREATE TABLE said (text VARCHAR(20))", "INSERT INTO said VALUES ('other')");

            assertThat(one.rows("SELECT * FROM said")).isEmpty();
            assertThat(other.query("SELECT text AS word FROM said"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("word", "other"));
        }
    }

    @Test
    void shouldGiveConnections() throws SQLException {
        try (TestDatabase database = TestDatabase.create(engine);
                Connection one = database.dataSource().getConnection();
                Connection other = database.dataSource().getConnection()) {
            assertThat(one).isNotSameAs(other);
            assertThat(other.isValid(10)).isTrue();
        }
    }

    @Test
    void shouldBeGoneWhenClosedEvenIfInUse() throws SQLException {
        TestDatabase database = TestDatabase.create(engine);
        database.execute("CREATE TABLE said (text VARCHAR(20))");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO said VALUES ('pending')");

            database.close();
        } catch (SQLException e) {
            // Closing a connection that the server has ended may fail.
            assertThat(engine.isServer()).isTrue();
        }

        if (engine == TestEngine.SQLITE) {
            assertThat(Path.of(database.dsnText().substring("jdbc:sqlite:".length()))
                            .getParent())
                    .doesNotExist();
        } else {
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
        }
    }
}
