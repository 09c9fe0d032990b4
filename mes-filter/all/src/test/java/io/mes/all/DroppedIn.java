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
import org.sqlite.JDBC;

/** An application of one servlet, into whose {@code WEB-INF/lib} two jars have been dropped, and a client of it. */
final class DroppedIn {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path file;

    /** Puts it where containers look for the application of all paths, below a base directory of theirs. */
    DroppedIn(Path base) throws Exception {
        this.file = base.resolve("mes.db");
        Path app = base.resolve("webapps/ROOT/WEB-INF");
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

    /** All that is set. */
    Map<String, String> environment() {
        return Map.of("SQLITE_PATH", file.toString(), "MES_DAILY_PARTITION", "false");
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    /** Has a chat, and requires that it is answered and recorded. */
    void requireRecording(int port) throws IOException, InterruptedException {
        String base = "http://localhost:" + port;
        String answer = send(HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));
        assertThat(answer).contains("grüß dich");
        await().until(() -> send(HttpRequest.newBuilder(URI.create(base + "/api/v1/health")))
                .contains("\"stored\":1"));
        // Nobody has told who asks.
        assertThat(send(HttpRequest.newBuilder(URI.create(base + "/api/v1/conversations"))))
                .contains("unauthenticated");
    }

    /** What was stored. */
    List<String> rows() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT role, content FROM conversation_histories ORDER BY id")) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1) + ": " + result.getString(2));
            }
            return rows;
        }
    }
}
