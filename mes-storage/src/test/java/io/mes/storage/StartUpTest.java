package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final String PASSWORD = LimitedUser.PASSWORD;

    private final TestEngine engine;
    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    /** Of the server, which outlives the database. */
    private final List<LimitedUser> users = new ArrayList<>();

    @TempDir
    private Path directory;

    StartUpTest(TestEngine engine) {
        this.engine = engine;
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() throws SQLException {
        for (LimitedUser user : users) {
            user.close();
        }
        database.close();
    }

    private void onServers() {
        assumeThat(engine).isNotEqualTo(TestEngine.SQLITE);
    }

    private boolean isMySql() {
        return engine.engine() == Engine.MYSQL;
    }

    /** A user who may connect, and nothing else. */
    private LimitedUser user() throws SQLException {
        LimitedUser created = LimitedUser.create(database);
        users.add(created);
        return created;
    }

    /** The address of somebody whom the server does not know. */
    private String unknown(String server) {
        return LimitedUser.dsn(engine, "mes", server, "mes");
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

        assertThat(refusal(unknown(server)))
                .startsWith("MES_SQL_DSN leads to " + engine.engine().displayName() + " at ")
                .contains("//" + server + "/mes, which cannot be reached (")
                .endsWith("; start the server, or correct host and port in MES_SQL_DSN")
                .doesNotContain(PASSWORD);
        assertThat(refusal(Map.of("SQL_DSN", unknown(server))))
                .startsWith("SQL_DSN leads to ")
                .endsWith("correct host and port in SQL_DSN");
    }

    @Test
    @Timeout(20)
    void shouldNotWaitForAServerThatNeverAnswers() throws IOException {
        onServers();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String server = "127.0.0.1:" + silent.getLocalPort();

            assertThat(refusal(unknown(server)))
                    .contains("//" + server + "/mes, which cannot be reached (")
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void shouldTellThatThePasswordIsWrong() throws SQLException {
        onServers();
        LimitedUser user = user();

        assertThat(refusal(user.dsn().replace(PASSWORD, "wrong-s3cret")))
                .contains("//" + user.server() + "/" + user.databaseName() + ", which does not let MES in")
                .contains("; correct user and password in MES_SQL_DSN")
                .contains(user.name())
                .doesNotContain("wrong-s3cret");
    }

    @Test
    void shouldTellThatTablesMayNotBeMade() throws SQLException {
        onServers();
        LimitedUser user = user();
        if (isMySql()) {
            database.execute("GRANT SELECT ON " + user.databaseName() + ".* TO " + user.name());
        }

        assertThat(refusal(user.dsn()))
                .contains("//" + user.server() + "/" + user.databaseName()
                        + ", which does not let MES in or does not let")
                .endsWith(
                        isMySql()
                                ? "GRANT ALL ON `" + user.databaseName() + "`.* TO '" + user.name() + "'"
                                : "GRANT CREATE, USAGE ON SCHEMA public TO \"" + user.name() + "\"")
                .doesNotContain(PASSWORD);
    }

    /** Tables that somebody else made, and rights that lack one of those that it takes to change them. */
    @ParameterizedTest
    @ValueSource(strings = {"SELECT, UPDATE, DELETE", "SELECT, INSERT, DELETE", "SELECT, INSERT, UPDATE"})
    void shouldTellThatTablesMayNotBeChanged(String rights) throws SQLException {
        onServers();
        LimitedUser user = user();
        String dsn = user.dsn();
        if (isMySql()) {
            open(Map.of("MES_SQL_DSN", database.dsnText())).close();
            database.execute("GRANT CREATE, " + rights + " ON " + user.databaseName() + ".* TO " + user.name());
        } else {
            new GoTables(database).create(TODAY.substring(TODAY.indexOf("_2026")));
            database.execute(
                    "GRANT CREATE, USAGE ON SCHEMA public TO " + user.name(),
                    "GRANT " + rights + " ON ALL TABLES IN SCHEMA public TO " + user.name());
        }

        assertThat(refusal(dsn))
                .contains("which does not let MES in or does not let it make its tables (")
                .contains(user.name())
                .doesNotContain(PASSWORD);
        assertThat(database.rows("SELECT * FROM " + TODAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode", "channel_binding", "gssencmode", "target_session_attrs"})
    void shouldTellWhichWordsAParameterTakes(String parameter) throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);

        LimitedUser user = user();
        assertThat(refusal(user.dsn() + "&" + parameter + "=banana"))
                .startsWith("MES_SQL_DSN: The data source name for PostgreSQL at postgresql://" + user.server())
                .contains("=banana; set it to one of ", "prefer")
                .endsWith(", or leave it out")
                .doesNotContain(PASSWORD);
    }

    @Test
    void shouldTellHowToMakeTheDatabase() throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);
        LimitedUser user = user();

        assertThat(refusal(user.dsn(user.name() + "-x")))
                .contains("//" + user.server() + "/" + user.name() + "-x, which has no such database (")
                .endsWith("; make it, for example: CREATE DATABASE \"" + user.name() + "-x\"")
                .doesNotContain(PASSWORD);
    }

    @Test
    void shouldMakeTheDatabase() throws SQLException {
        assumeThat(isMySql()).isTrue();
        LimitedUser user = user();
        String missing = user.name() + "-x";
        database.execute("GRANT ALL ON `" + missing + "`.* TO " + user.name());
        user.alsoDrop("DATABASE IF EXISTS `" + missing + "`");

        try (ConversationStore store = open(Map.of("MES_SQL_DSN", user.dsn(missing)))) {
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
        LimitedUser user = user();
        database.execute("GRANT SELECT ON `" + user.name() + "-x`.* TO " + user.name());

        for (String missing : new String[] {user.name() + "-x", user.name() + "-y"}) {
            assertThat(refusal(user.dsn(missing)))
                    .contains("//" + user.server() + "/" + missing + ", which does not let MES in")
                    .endsWith("GRANT ALL ON `" + missing + "`.* TO '" + user.name() + "'")
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

    /** Whoever opened it knows what it is called; MES does not even know yet what kind of database it leads to. */
    @Test
    void shouldLeaveItToTheCallerToTellThatTheServerOfADataSourceCannotBeReached() throws IOException {
        onServers();
        Dsn dsn;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dsn = Dsn.parse(unknown("127.0.0.1:" + socket.getLocalPort()), "unused");
        }

        assertThat(catchThrowable(
                        () -> ConversationStore.open(source(dsn), StorageConfig.of(Settings.of(name -> null)))))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void shouldTellWhyADataSourceGivesNoConnectionAlthoughItsServerIsThere() throws SQLException {
        onServers();
        LimitedUser user = user();

        assertThat(refusalOf(source(Dsn.parse(user.dsn().replace(PASSWORD, "wrong-s3cret"), "unused"))))
                .startsWith("The DataSource gives MES no connection (")
                .contains(user.name())
                .endsWith(
                        "); correct it so that by its connections MES can read, write and make tables, or set MES_SQL_DSN"
                                + " in its place")
                .doesNotContain("reached", "wrong-s3cret");
    }

    @Test
    void shouldTellInTheDriversWordsWhyAFileGivesNoConnection() {
        assumeThat(engine).isEqualTo(TestEngine.SQLITE);
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(database.dsn().jdbcUrl());
        pool.setDefaultReadOnly(true);

        assertThat(refusalOf(pool))
                .startsWith("The DataSource gives MES no connection (")
                .contains("read-only")
                .doesNotContain("reached");
    }

    @Test
    void shouldShowNothingOfAUrlThatNoDriverTakes() {
        BasicDataSource source = new BasicDataSource();
        source.setUrl("jdbc:nosuch://host/db?password=s3cret");

        assertThat(refusalOf(source)).contains("jdbc:nosuch***").doesNotContain("s3cret");
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
        LimitedUser user = user();
        if (isMySql()) {
            database.execute("GRANT SELECT ON " + user.databaseName() + ".* TO " + user.name());
        }
        Dsn dsn = Dsn.parse(user.dsn(), "unused");

        assertThat(refusalOf(source(dsn)))
                .startsWith("The DataSource leads to " + dsn.displayAddress())
                .contains("; correct user and password in the DataSource, or give " + user.name()
                        + " the right to make tables")
                .endsWith(
                        isMySql()
                                ? "GRANT ALL ON `" + user.databaseName() + "`.* TO '" + user.name() + "'"
                                : "GRANT CREATE, USAGE ON SCHEMA public TO \"" + user.name() + "\"")
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
