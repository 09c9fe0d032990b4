package io.mes.all;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** Verifies that an application on a plain Tomcat is recorded once two jars lie in its {@code WEB-INF/lib}. */
@Timeout(120)
final class PlainTomcatIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private void deploy() throws Exception {
        Path app = directory.resolve("webapps/ROOT/WEB-INF");
        Path lib = Files.createDirectories(app.resolve("lib"));
        Files.copy(Path.of(System.getProperty("mes.jar")), lib.resolve("mes-all.jar"));
        Path driver = Path.of(
                JDBC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Files.copy(driver, lib.resolve("sqlite-jdbc.jar"));
        Path classes = Files.createDirectories(app.resolve("classes/io/mes/all"));
        try (InputStream servlet = ModelServlet.class.getResourceAsStream("ModelServlet.class")) {
            Files.copy(servlet, classes.resolve("ModelServlet.class"));
        }
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static List<String> rows(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1) + ": " + result.getString(2));
            }
            return rows;
        }
    }

    @Test
    void shouldRecordWithoutALineOfCode() throws Exception {
        deploy();
        Path file = directory.resolve("mes.db");
        Map<String, String> environment = Map.of("SQLITE_PATH", file.toString(), "MES_DAILY_PARTITION", "false");
        Path home = Path.of(System.getProperty("tomcat.home"));
        try (TomcatProcess tomcat = new TomcatProcess(home, directory, environment)) {
            String base = "http://localhost:" + tomcat.port();
            String answer = send(HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
                    .POST(BodyPublishers.ofString("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));
            assertThat(answer).contains("grüß dich");
            await().until(() -> send(HttpRequest.newBuilder(URI.create(base + "/api/v1/health")))
                    .contains("\"stored\":1"));
            // Nobody has told who asks.
            assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/conversations"))))
                    .contains("unauthenticated");
            assertThat(tomcat.log())
                    .anySatisfy(line -> assertThat(line).contains("MES records what is POSTed to", file.toString()));
            tomcat.stop();
            // Tomcat says of every driver in a WEB-INF/lib that it had to unregister it, and would say so of threads.
            assertThat(tomcat.log())
                    .filteredOn(line -> line.contains("SEVERE") || line.contains("clearReferences"))
                    .allSatisfy(line -> assertThat(line).contains("registered the JDBC driver [org.sqlite.JDBC]"));
        }
        assertThat(rows(file, "SELECT role, content FROM conversation_histories ORDER BY id"))
                .containsExactly("user: hi", "assistant: grüß dich");
    }
}
