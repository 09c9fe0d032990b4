package com.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Verifies that an application without a line about MES records, because the jar is there. */
@Timeout(120)
class GatewayApplicationTest {

    @TempDir
    Path directory;

    private ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=jdbc:sqlite:" + directory.resolve("application.db"),
                "--mes.sqlite.path=" + directory.resolve("mes.db")));
        arguments.addAll(List.of(properties));
        return SpringApplication.run(GatewayApplication.class, arguments.toArray(String[]::new));
    }

    @Test
    void shouldDependOnMesAsThePageSays() throws Exception {
        String page = Files.readString(Path.of("../../docs/spring-boot.md"));
        int begin = page.indexOf("<dependency>");
        String dependency = page.substring(begin, page.indexOf("```", begin));

        assertThat(Files.readString(Path.of("pom.xml")).replaceAll("\\s+", ""))
                .contains(dependency.replaceAll("\\s+", ""));
    }

    @Test
    void shouldRecordBehindSpringSecurityAndTellHowItIs() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            GatewayClient client = new GatewayClient(application);
            assertThat(client.chatOfNobody().statusCode()).isEqualTo(401);
            assertThat(client.chat("plain", false).body()).contains("grüß dich");
            assertThat(client.chat("streamed", true).body()).contains("by piece").contains("[DONE]");

            assertThat(client.get("/api/v1/conversations/plain").body())
                    .contains("\"content\":\"hi\"", "\"content\":\"grüß dich\"");
            assertThat(client.get("/api/v1/conversations/streamed").body())
                    .contains("\"content\":\"hi\"", "\"content\":\"piece by piece\"");
            assertThat(client.get("/actuator/health").body())
                    .contains("\"mes\":{", "\"database\":\"ok\"", "\"stored\":2", "\"lost\":0")
                    .doesNotContain("DEGRADED");
            assertThat(client.get("/actuator/metrics/mes.exchanges?tag=outcome:stored")
                            .body())
                    .contains("\"statistic\":\"COUNT\",\"value\":2.0");
            assertThat(client.get("/actuator/metrics/mes.commit").body()).contains("\"baseUnit\":\"seconds\"");
        }
        assertThat(directory.resolve("mes.db")).exists();
        // A store that is closed has put everything into its file.
        assertThat(directory.resolve("mes.db-wal")).doesNotExist();
    }

    /** Spring Security knows who asks on the thread of the request alone. */
    @Test
    void shouldRecordAStreamForWhomABeanNames() throws Exception {
        try (ConfigurableApplicationContext application = start("--spring.profiles.active=principal")) {
            GatewayClient client = new GatewayClient(application);
            assertThat(client.chatAt("/late/v1/chat/completions", "late", true).body())
                    .contains("late", "[DONE]");

            assertThat(client.get("/api/v1/conversations/late").body())
                    .contains("\"content\":\"hi\"", "\"content\":\"late\"");
        }
    }

    @Test
    void shouldLeaveTheRestOfItsPathToTheApplication() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            GatewayClient client = new GatewayClient(application);

            assertThat(client.chatAt("/api/v1/chat/completions", "own", false).body())
                    .contains("grüß dich");
            assertThat(client.get("/api/v1/conversations/own").body()).contains("grüß dich");
            assertThat(client.get("/api/v1/stats/nothing").body()).contains("There is nothing at this address");
            assertThat(client.get("/api/v1/nothing").statusCode()).isEqualTo(404);
            assertThat(client.get("/api/v1/nothing").body()).doesNotContain("There is nothing at this address");
        }
    }

    @Test
    void shouldRecordNothingOfWhatAFilterWithoutAnOrderTurnsAway() throws Exception {
        try (ConfigurableApplicationContext application = start("--spring.profiles.active=turnstile")) {
            GatewayClient client = new GatewayClient(application);
            assertThat(client.chat("turned away", false).statusCode()).isEqualTo(401);

            assertThat(client.get("/actuator/metrics/mes.accepted").body()).contains("\"value\":0.0");
        }
    }

    /** Spring Boot closes the store before it stops its server. */
    @Test
    void shouldKeepWhatIsUnderWayWhenItStops() throws Exception {
        try {
            stopWhileAChatHangs();
        } finally {
            HangingModel.END.countDown();
        }

        assertThat(rows("SELECT content FROM conversation_histories WHERE conversation_id = 'hanging' ORDER BY id"))
                .containsExactly("hi", "begun");
    }

    private void stopWhileAChatHangs() throws Exception {
        try (ConfigurableApplicationContext application = start(
                "--spring.profiles.active=hanging", "--server.shutdown=immediate", "--mes.daily-partition=false")) {
            assertThat(new GatewayClient(application).beginChatAt("/hanging/v1/chat/completions", "hanging"))
                    .contains("begun");
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                ResultSet found = database.createStatement().executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    /** Flyway and its like take a database for somebody else's if tables are there before theirs. */
    @Test
    void shouldMakeItsTablesBehindThoseOfTheApplication() throws Exception {
        Path script = Files.writeString(
                directory.resolve("schema.sql"),
                "CREATE TABLE found AS SELECT name FROM sqlite_master WHERE name LIKE '%conversation%';");
        try (ConfigurableApplicationContext application = start(
                "--mes.datasource=application",
                "--spring.sql.init.mode=always",
                "--spring.sql.init.schema-locations=file:" + script)) {
            JdbcTemplate database = application.getBean(JdbcTemplate.class);

            assertThat(database.queryForList("SELECT name FROM found")).isEmpty();
            assertThat(database.queryForList("SELECT * FROM mes_conversations")).isEmpty();
        }
    }

    private static String[] healthOfThePage(String... more) throws IOException {
        String page = Files.readString(Path.of("../../docs/spring-boot.md"));
        int begin = page.indexOf("management.endpoint.health.status.order");
        return Stream.concat(
                        page.substring(begin, page.indexOf("```", begin)).lines().map(line -> "--" + line),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void shouldAnswerWithAnErrorWhereSomethingElseIsDown() throws Exception {
        String[] full = healthOfThePage("--management.health.diskspace.threshold=8000000TB");
        try (ConfigurableApplicationContext application = start(full)) {
            HttpResponse<String> health = new GatewayClient(application).get("/actuator/health");

            assertThat(health.body()).contains("\"status\":\"DOWN\"");
            assertThat(health.statusCode()).isEqualTo(503);
        }
    }

    @Test
    void shouldStayUpWhileItsStoreIsDegraded() throws Exception {
        HttpResponse<String> health = healthWhileDegraded();

        assertThat(health.body()).contains("\"status\":\"DEGRADED\"").containsPattern(ofTheWhole("UP"));
        assertThat(health.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotStayUpWhileItsStoreIsDegradedWhereThatCounts() throws Exception {
        HttpResponse<String> health = healthWhileDegraded(healthOfThePage());

        assertThat(health.body()).containsPattern(ofTheWhole("DEGRADED"));
        assertThat(health.statusCode()).isEqualTo(503);
    }

    /** Spring Boot 3 begins with it, 4 ends with it. */
    private static String ofTheWhole(String status) {
        return "^\\{\"status\":\"" + status + "\"|,\"status\":\"" + status + "\"\\}$";
    }

    /** What is told while somebody else holds the file of the database. */
    private HttpResponse<String> healthWhileDegraded(String... properties) throws Exception {
        String[] spooling = Stream.concat(
                        Stream.of(properties),
                        Stream.of("--mes.spool.dir=" + directory.resolve("spool"), "--mes.durability=commit"))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext application = start(spooling);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                Statement lock = other.createStatement()) {
            GatewayClient client = new GatewayClient(application);
            lock.execute("BEGIN IMMEDIATE");
            client.chat("spooled", false);
            HttpResponse<String> health = client.get("/actuator/health");
            lock.execute("ROLLBACK");
            return health;
        }
    }

    @Test
    void shouldRecordIntoTheDatabaseOfTheApplicationWhenToldTo() throws Exception {
        try (ConfigurableApplicationContext application = start(
                "--mes.datasource=application",
                "--mes.daily-partition=false",
                "--mes.query.enabled=false",
                // Somebody else's.
                "--SQL_DSN=no@data@source")) {
            GatewayClient client = new GatewayClient(application);
            client.chat("own", false);

            JdbcTemplate database = application.getBean(JdbcTemplate.class);
            String count = "SELECT COUNT(*) FROM conversation_histories WHERE user_id = 7 AND conversation_id = 'own'";
            await().until(() -> database.queryForObject(count, Integer.class) == 2);
            assertThat(client.get("/api/v1/health").statusCode()).isEqualTo(404);
        }
        assertThat(directory.resolve("mes.db")).doesNotExist();
    }

    @Test
    void shouldAnswerForStoredCompletionsWhenToldTo() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            GatewayClient client = new GatewayClient(application);
            client.chat("plain", false);

            assertThat(client.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        }
        try (ConfigurableApplicationContext application = start("--mes.completions.enabled=true")) {
            GatewayClient client = new GatewayClient(application);
            client.chat("plain", false);

            assertThat(client.get("/v1/chat/completions").body())
                    .contains("\"object\":\"list\"", "grüß dich", "\"conversation_id\":\"plain\"");
        }
    }

    @Test
    void shouldDoNothingWhenSwitchedOff() throws Exception {
        try (ConfigurableApplicationContext application = start("--mes.enabled=false")) {
            GatewayClient client = new GatewayClient(application);

            assertThat(client.chat("off", false).body()).contains("grüß dich");
            assertThat(application.getBeanDefinitionNames()).noneMatch(name -> name.matches("mes[A-Z].*"));
            assertThat(client.get("/actuator/health").body()).doesNotContain("mes");
        }
        assertThat(directory.resolve("mes.db")).doesNotExist();
    }

    @Test
    void shouldSayWhichSettingIsWrong() {
        assertThat(saidByAStartThatFails("--mes.retention.days=soon"))
                .contains("APPLICATION FAILED TO START")
                .contains("MES_RETENTION_DAYS is \"soon\"; set it to a whole number from 1 to 36500");
    }

    @Test
    void shouldSayAtTheStartWhatIsRecordedWhereAndWhatIsMasked() {
        String said = saidBy(() ->
                start("--mes.query.enabled=false", "--mes.redact=email,EMP-\\d{5}").close());

        assertThat(said)
                .containsPattern("MES records what is POSTed to .*/chat/completions.* of the application / into SQLite at .*mes.db")
                .containsOnlyOnce("masked in them: email, the expression EMP-\\d{5}");
    }

    @Test
    void shouldRecordWhatIsForwardedToAChat() throws Exception {
        try (ConfigurableApplicationContext application = start("--spring.profiles.active=ask")) {
            GatewayClient client = new GatewayClient(application);
            assertThat(client.chatAt("/ask", "asked", false).body()).contains("grüß dich");

            assertThat(client.get("/api/v1/conversations/asked").body())
                    .contains("\"content\":\"hi\"", "\"content\":\"grüß dich\"");
        }
    }

    @Test
    void shouldAskWhichOfSeveralStoresItIsToUse() {
        assertThat(saidByAStartThatFails("--spring.profiles.active=stores"))
                .contains("several beans of ConversationStore, none of which is primary: [audit, support]")
                .contains("Mark the one with @Primary");
    }

    @Test
    void shouldLeaveSeveralStoresToTheApplicationThatRegistersThem() throws Exception {
        try (ConfigurableApplicationContext application = start("--spring.profiles.active=stores,registered")) {
            GatewayClient client = new GatewayClient(application);
            client.chat("own", false);

            assertThat(client.get("/api/v1/conversations/own").body()).contains("grüß dich");
            assertThat(client.get("/actuator/health").body()).doesNotContain("mes");
        }
    }

    @Test
    void shouldSayWhyTheDatabaseOfTheApplicationGivesNoConnection() {
        assertThat(saidByAStartThatFails(
                        "--mes.datasource=application",
                        "--mes.spool.dir=" + directory.resolve("spool"),
                        "--spring.datasource.url=jdbc:sqlite:" + directory.resolve("none/x.db"),
                        "--spring.datasource.hikari.connection-timeout=250"))
                .contains("The DataSource gives MES no connection (")
                .contains("set MES_SQL_DSN in its place")
                .doesNotContain("start its database first");
    }

    private String saidByAStartThatFails(String... properties) {
        return saidBy(() -> assertThat(catchThrowable(() -> start(properties).close()))
                .isNotNull());
    }

    private static String saidBy(Runnable start) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            start.run();
        } finally {
            System.setOut(console);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
