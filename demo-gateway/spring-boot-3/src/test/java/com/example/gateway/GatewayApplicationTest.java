package com.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void shouldRecordIntoTheDatabaseOfTheApplicationWhenToldTo() throws Exception {
        try (ConfigurableApplicationContext application =
                start("--mes.datasource=application", "--mes.daily-partition=false", "--mes.query.enabled=false")) {
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
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        Throwable thrown;
        try {
            thrown = catchThrowable(() -> start("--mes.retention.days=soon").close());
        } finally {
            System.setOut(console);
        }

        assertThat(thrown).isNotNull();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("APPLICATION FAILED TO START")
                .contains("MES_RETENTION_DAYS is \"soon\"; set it to a whole number from 1 to 36500");
    }
}
