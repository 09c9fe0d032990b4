package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.config.Settings;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.ConversationQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that whatever is wrong with the database stops the start with a message that names place and remedy. */
@OnEveryEngine
@Timeout(60)
final class StartUpTest {

    private static final String TODAY = "conversation_histories_2026_11_22";
    private static final String PASSWORD = "pa55-s3cret";
    private static final Pattern ADDRESS = Pattern.compile("//(?<server>[^/]+)/(?<database>[^?]+)");

    private final TestEngine engine;
    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    /** Of the server, which outlives the database. */
    private final String name = "mes_" + UUID.randomUUID().toString().substring(0, 8);

    private final Deque<String> cleaning = new ArrayDeque<>();

    @TempDir
    private Path directory;

    StartUpTest(TestEngine engine) {
        this.engine = engine;
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() throws SQLException {
        database.execute(cleaning.toArray(String[]::new));
        database.close();
    }

    private void onServers() {
        assumeThat(engine).isNotEqualTo(TestEngine.SQLITE);
    }

    private boolean isMySql() {
        return engine.engine() == Engine.MYSQL;
    }

    private String part(String group) {
        Matcher address = ADDRESS.matcher(database.dsn().jdbcUrl());
        assertThat(address.find()).isTrue();
        return address.group(group);
    }

    private String dsn(String user, String server, String databaseName) {
        String credentials = user + ":" + PASSWORD;
        return isMySql()
                ? credentials + "@tcp(" + server + ")/" + databaseName + "?timeout=2s&readTimeout=2s"
                : "postgres://" + credentials + "@" + server + "/" + databaseName
                        + "?connect_timeout=2&socketTimeout=2";
    }

    /** A user who may connect, and nothing else. */
    private void createUser() throws SQLException {
        if (isMySql()) {
            database.execute("CREATE USER " + name + " IDENTIFIED BY '" + PASSWORD + "'");
            cleaning.push("DROP USER " + name);
        } else {
            database.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "'");
            database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            cleaning.push("DROP ROLE " + name);
        }
    }

    private ConversationStore open(Map<String, String> settings) {
        return ConversationStore.open(
                StorageConfig.of(Settings.of(
                        wanted -> wanted.equals("MES_TIMEZONE") ? "UTC" : settings.getOrDefault(wanted, null))),
                clock);
    }

    private String refusal(Map<String, String> settings) {
        return String.valueOf(
                catchThrowableOfType(ConfigException.class, () -> open(settings).close())
                        .getMessage());
    }

    private String refusal(String dsn) {
        return refusal(Map.of("MES_SQL_DSN", dsn));
    }

    /** The refusal of a store whose connections the application brings. */
    private static String refusalOf(DataSource source) {
        return String.valueOf(catchThrowableOfType(
                        ConfigException.class,
                        () -> ConversationStore.open(
                                        source,
                                        StorageConfig.of(Settings.of(
                                                wanted -> wanted.equals("MES_DAILY_PARTITION") ? "false" : null)))
                                .close())
                .getMessage());
    }

    private static DataSource source(Dsn dsn) {
        BasicDataSource source = new BasicDataSource();
        source.setUrl(dsn.jdbcUrl());
        dsn.properties().forEach(source::addConnectionProperty);
        return source;
    }

    @Test
    void shouldTellThatTheServerCannotBeReached() throws IOException {
        onServers();
        String server;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server = "127.0.0.1:" + socket.getLocalPort();
        }

        assertThat(refusal(dsn("mes", server, "mes")))
                .startsWith("MES_SQL_DSN leads to " + engine.engine().displayName() + " at ")
                .contains("//" + server + "/mes, which cannot be reached (")
                .endsWith("; start the server, or correct host and port in MES_SQL_DSN")
                .doesNotContain(PASSWORD);
        assertThat(refusal(Map.of("SQL_DSN", dsn("mes", server, "mes"))))
                .startsWith("SQL_DSN leads to ")
                .endsWith("correct host and port in SQL_DSN");
    }

    @Test
    @Timeout(20)
    void shouldNotWaitForAServerThatNeverAnswers() throws IOException {
        onServers();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String server = "127.0.0.1:" + silent.getLocalPort();

            assertThat(refusal(dsn("mes", server, "mes")))
                    .contains("//" + server + "/mes, which cannot be reached (")
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void shouldTellThatThePasswordIsWrong() throws SQLException {
        onServers();
        createUser();

        assertThat(refusal(dsn(name, part("server"), part("database")).replace(PASSWORD, "wrong-s3cret")))
                .contains("//" + part("server") + "/" + part("database") + ", which does not let MES in")
                .contains("; correct user and password in MES_SQL_DSN")
                .contains(name)
                .doesNotContain("wrong-s3cret");
    }

    @Test
    void shouldTellThatTablesMayNotBeMade() throws SQLException {
        onServers();
        createUser();
        if (isMySql()) {
            database.execute("GRANT SELECT ON " + part("database") + ".* TO " + name);
        }

        assertThat(refusal(dsn(name, part("server"), part("database"))))
                .contains(
                        "//" + part("server") + "/" + part("database") + ", which does not let MES in or does not let")
                .endsWith(
                        isMySql()
                                ? "GRANT ALL ON `" + part("database") + "`.* TO '" + name + "'"
                                : "GRANT CREATE, USAGE ON SCHEMA public TO \"" + name + "\"")
                .doesNotContain(PASSWORD);
    }

    /** Tables that somebody else made, and rights that lack one of those that it takes to change them. */
    @ParameterizedTest
    @ValueSource(strings = {"SELECT, UPDATE, DELETE", "SELECT, INSERT, DELETE", "SELECT, INSERT, UPDATE"})
    void shouldTellThatTablesMayNotBeChanged(String rights) throws SQLException {
        onServers();
        createUser();
        String dsn = dsn(name, part("server"), part("database"));
        if (isMySql()) {
            open(Map.of("MES_SQL_DSN", database.dsnText())).close();
            database.execute("GRANT CREATE, " + rights + " ON " + part("database") + ".* TO " + name);
        } else {
            new GoTables(database).create(TODAY.substring(TODAY.indexOf("_2026")));
            database.execute(
                    "GRANT CREATE, USAGE ON SCHEMA public TO " + name,
                    "GRANT " + rights + " ON ALL TABLES IN SCHEMA public TO " + name);
            cleaning.push("DROP OWNED BY " + name);
        }

        assertThat(refusal(dsn))
                .contains("which does not let MES in or does not let it make its tables (")
                .contains(name)
                .doesNotContain(PASSWORD);
        assertThat(database.rows("SELECT * FROM " + TODAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode", "channel_binding", "gssencmode", "target_session_attrs"})
    void shouldTellWhichWordsAParameterTakes(String parameter) {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);

        assertThat(refusal(dsn(name, part("server"), part("database")) + "&" + parameter + "=banana"))
                .startsWith("MES_SQL_DSN: The data source name for PostgreSQL at postgresql://" + part("server"))
                .contains("=banana; set it to one of ", "prefer")
                .endsWith(", or leave it out")
                .doesNotContain(PASSWORD);
    }

    @Test
    void shouldTellHowToMakeTheDatabase() throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);
        createUser();

        assertThat(refusal(dsn(name, part("server"), name + "-x")))
                .contains("//" + part("server") + "/" + name + "-x, which has no such database (")
                .endsWith("; make it, for example: CREATE DATABASE \"" + name + "-x\"")
                .doesNotContain(PASSWORD);
    }

    @Test
    void shouldMakeTheDatabase() throws SQLException {
        assumeThat(isMySql()).isTrue();
        createUser();
        String missing = name + "-x";
        database.execute("GRANT ALL ON `" + missing + "`.* TO " + name);
        cleaning.push("DROP DATABASE IF EXISTS `" + missing + "`");

        try (ConversationStore store = open(Map.of("MES_SQL_DSN", dsn(name, part("server"), missing)))) {
            assertThat(store.queries()
                            .conversations(1, ConversationQuery.newest(1, 0))
                            .items())
                    .isEmpty();
        }
        assertThat(database.rows("SELECT default_character_set_name FROM information_schema.schemata"
                        + " WHERE schema_name = '" + missing + "'"))
                .containsExactly("utf8mb4");
    }

    @Test
    void shouldTellThatTheDatabaseMayNotBeMade() throws SQLException {
        assumeThat(isMySql()).isTrue();
        createUser();
        database.execute("GRANT SELECT ON `" + name + "-x`.* TO " + name);

        for (String missing : new String[] {name + "-x", name + "-y"}) {
            assertThat(refusal(dsn(name, part("server"), missing)))
                    .contains("//" + part("server") + "/" + missing + ", which does not let MES in")
                    .endsWith("GRANT ALL ON `" + missing + "`.* TO '" + name + "'")
                    .doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE " + TODAY + " (id INTEGER, user_id INTEGER, content VARCHAR(10))",
                "CREATE TABLE " + TODAY + " (what INTEGER)",
                "CREATE TABLE error_" + TODAY + " (what INTEGER)",
                "CREATE VIEW " + TODAY + " AS SELECT 1 AS id",
                "CREATE TABLE conversation_histories_2020_01_01 (what INTEGER)",
                "CREATE TABLE mes_conversations (what INTEGER)",
                "CREATE VIEW mes_conversations AS SELECT 1 AS what",
                "CREATE TABLE mes_daily_usage (user_id INTEGER)",
                "CREATE TABLE mes_partitions (what INTEGER)"
            })
    void shouldTellThatATableIsSomebodyElses(String statement) throws SQLException {
        database.execute(statement);
        String table = statement.split(" ")[2];

        assertThat(refusal(database.dsnText()))
                .startsWith("MES_SQL_DSN leads to " + database.dsn().displayAddress()
                        + ", which holds a table of another shape (")
                .contains("The table " + table + " has no column ")
                .contains("rename that table, or point MES to another database or schema")
                .doesNotContain(":" + database.dsn().properties().getOrDefault("password", "none") + "@");
        assertThat(database.rows("SELECT * FROM " + table).size()).isLessThan(2);
    }

    @Test
    void shouldDescribeTheDataSourceOfAnApplication() throws SQLException {
        database.execute("CREATE TABLE conversation_histories (what INTEGER)");

        assertThat(refusalOf(database.dataSource()))
                .startsWith("The DataSource leads to " + database.dsn().displayAddress()
                        + ", which holds a table of another shape (The table conversation_histories has no column ");
    }

    @Test
    void shouldTellWhichRightsTheDataSourceOfAnApplicationLacks() throws SQLException {
        onServers();
        createUser();
        if (isMySql()) {
            database.execute("GRANT SELECT ON " + part("database") + ".* TO " + name);
        }
        Dsn dsn = Dsn.parse(dsn(name, part("server"), part("database")), "unused");

        assertThat(refusalOf(source(dsn)))
                .startsWith("The DataSource leads to " + dsn.displayAddress())
                .contains(
                        "; correct user and password in the DataSource, or give " + name + " the right to make tables")
                .endsWith(
                        isMySql()
                                ? "GRANT ALL ON `" + part("database") + "`.* TO '" + name + "'"
                                : "GRANT CREATE, USAGE ON SCHEMA public TO \"" + name + "\"")
                .doesNotContain(PASSWORD);
    }

    @Test
    void shouldTellThatTheFileIsNone() throws IOException {
        assumeThat(engine).isEqualTo(TestEngine.SQLITE);
        Path text = Files.writeString(directory.resolve("text.db"), "This is not a database. ".repeat(100));
        Path nowhere = directory.resolve("nowhere").resolve("mes.db");

        for (Path path : new Path[] {directory, text, nowhere, text.resolve("mes.db")}) {
            assertThat(refusal(Map.of("SQLITE_PATH", path.toString())))
                    .startsWith("SQLITE_PATH leads to SQLite at sqlite:" + path + ", which cannot be opened (")
                    .endsWith("; name a file in an existing directory that this process may write to");
            assertThat(refusal("jdbc:sqlite:" + path))
                    .startsWith("MES_SQL_DSN leads to SQLite at sqlite:" + path + ", which cannot be opened (");
        }
        assertThat(text).content().startsWith("This is not");
    }
}
