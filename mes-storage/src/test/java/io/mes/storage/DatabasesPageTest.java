package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mes.storage.config.Engine;
import io.mes.storage.docs.DocPage;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.io.IOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that what docs/databases.md has administrators say to a server does what it is there for. */
@OnEveryEngine
@Timeout(60)
final class DatabasesPageTest {

    private static final Pattern SERVER = Pattern.compile("//([^/]+)/");

    private final boolean mySql;
    private final TestEngine engine;
    private final TestDatabase database;
    private final DocPage page = DocPage.of("docs/databases.md");

    /** Instead of the page's names, which a server of the person's own may have. */
    private final String mes =
            "mes_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private final String report = mes + "_report";

    DatabasesPageTest(TestEngine engine) throws IOException {
        this.engine = engine;
        this.mySql = engine.engine() == Engine.MYSQL;
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void onServers() {
        assumeThat(engine).isNotEqualTo(TestEngine.SQLITE);
    }

    @AfterEach
    void drop() throws SQLException {
        if (engine != TestEngine.SQLITE) {
            String user = mySql ? "USER" : "ROLE";
            database.execute(
                    "DROP DATABASE IF EXISTS " + mes + (mySql ? "" : " WITH (FORCE)"),
                    "DROP " + user + " IF EXISTS " + report,
                    "DROP " + user + " IF EXISTS " + mes);
        }
        database.close();
    }

    /** The block of the page that begins so, with the names of this test. */
    private String block(String ofMySql, String ofPostgreSql) {
        return page.block(mySql ? ofMySql : ofPostgreSql)
                .replaceAll("\\bmes\\b", mes)
                .replaceAll("\\breport\\b", report);
    }

    private void setUp() throws SQLException {
        execute(database, block("CREATE USER mes", "CREATE ROLE mes"));
    }

    private static void execute(TestDatabase where, String statements) throws SQLException {
        for (String statement : statements.strip().split(";")) {
            where.execute(statement);
        }
    }

    /** The database of the page, as its user or another. */
    private TestDatabase of(String user) {
        Matcher server = SERVER.matcher(database.dsn().jdbcUrl());
        assertThat(server.find()).isTrue();
        String setting = block("MES_SQL_DSN=mes:", "MES_SQL_DSN=postgres:").strip();
        String dsn = setting.substring(setting.indexOf('=') + 1)
                .replaceFirst("host:\\d+", server.group(1))
                .replace(mes + ":", user + ":");
        return TestDatabase.at(engine, dsn);
    }

    /** The database of the page, as its server's administrator. */
    private TestDatabase ofAdministrator() {
        String name = database.dsn().jdbcUrl().replaceFirst(".*//[^/]+/([^?]+).*", "$1");
        return TestDatabase.at(engine, database.dsnText().replace(name, mes));
    }

    @Test
    void shouldStoreAsTheUserWhomThePageMakes() throws Exception {
        setUp();

        try (TestStore store = new TestStore(of(mes), new TickingClock("2026-11-22T10:00:00Z"))) {
            store.offer(store.chat(1, "first", "Hi.", "Hello!"));
            store.settle();
        }
        assertThat(of(mes).rows("SELECT role, content FROM conversation_histories_2026_11_22 ORDER BY id"))
                .containsExactly("user|Hello!", "assistant|Hi.");
    }

    /** By a function that stands in for Citus, which no test has, and notes what it was called with. */
    @Test
    void shouldDistributeEachDayByItsConversationsAndNothingElse() throws Exception {
        assumeThat(mySql).isFalse();
        database.execute(
                "CREATE TABLE distributed (name TEXT, by_column TEXT)",
                "CREATE FUNCTION create_distributed_table(made regclass, by_column text) RETURNS void LANGUAGE sql"
                        + " AS $$ INSERT INTO distributed VALUES (made::text, by_column) $$",
                page.block("CREATE FUNCTION distribute_days"));

        try (TestStore store = new TestStore(database, new TickingClock("2026-11-22T10:00:00Z"))) {
            store.offer(store.chat(1, "first", "Hi.", "Hello!"));
            store.settle();
        }

        // Those of tomorrow may not be there yet.
        assertThat(database.rows("SELECT name, by_column FROM distributed"))
                .contains("conversation_histories_2026_11_22|conversation_id")
                .contains("error_conversation_histories_2026_11_22|conversation_id")
                .allSatisfy(table ->
                        assertThat(table).matches("(error_)?conversation_histories_2026_11_2[23]\\|conversation_id"));
    }

    @Test
    void shouldLetReportsReadWhatIsThereAndWhatComesLaterAndNoMore() throws Exception {
        setUp();
        try (TestStore store = new TestStore(of(mes), new TickingClock("2026-11-22T10:00:00Z"))) {
            store.offer(store.chat(1, "first", "Hi.", "Hello!"));
            store.settle();

            execute(ofAdministrator(), block("CREATE USER report", "CREATE ROLE report"));
            store.store().createTableIfNotExists(LocalDate.of(2026, 12, 24));
        }
        TestDatabase reports = of(report);
        assertThat(reports.rows("SELECT content FROM conversation_histories_2026_11_22 ORDER BY id"))
                .containsExactly("Hello!", "Hi.");
        assertThat(reports.rows("SELECT content FROM conversation_histories_2026_12_24"))
                .isEmpty();
        assertThatThrownBy(() -> reports.execute("DELETE FROM conversation_histories_2026_11_22"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> reports.execute("CREATE TABLE of_report (a INTEGER)"))
                .isInstanceOf(SQLException.class);
    }
}
