package io.mes.demo;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.mes.storage.config.Settings;
import io.mes.storage.json.JsonValues;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway in this process, with a database of its own, and clients for it. */
final class RunningGateway implements AutoCloseable {

    static final String ALICE = "sk-a";
    static final String BOB = "sk-b";
    static final String ADMIN = "sk-root";

    private final Gateway gateway;
    private final Path database;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningGateway(Gateway gateway, Path database) {
        this.gateway = gateway;
        this.database = database;
    }

    /** Starts a gateway before an upstream (null for the simulated model), with its database in a directory. */
    static RunningGateway start(Path directory, @Nullable URI upstream, Map<String, String> more) throws Exception {
        Path database = directory.resolve("mes.db");
        Map<String, String> settings = new HashMap<>();
        settings.put("PORT", "0");
        settings.put("GATEWAY_KEYS", ALICE + "=1," + BOB + "=2," + ADMIN + "=99:admin");
        settings.put("SQLITE_PATH", database.toString());
        settings.put("MES_TIMEZONE", "UTC");
        if (upstream != null) {
            settings.put("UPSTREAM_BASE_URL", upstream.toString());
            settings.put("UPSTREAM_API_KEY", "sk-upstream");
        }
        settings.putAll(more);
        return new RunningGateway(Gateway.start(Settings.of(settings::get)), database);
    }

    int port() {
        return gateway.port();
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    /** The official client, with the key of a user. */
    OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(uri("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Asks with a user's key and reads the JSON that comes back. */
    Map<String, Object> get(String key, String path) throws IOException, InterruptedException {
        return object(send(request(key, path).GET()).body());
    }

    /** A number of the health answer. */
    long health(String name) throws IOException, InterruptedException {
        return (Long) object(send(HttpRequest.newBuilder(uri("/api/v1/health"))).body())
                .getOrDefault(name, 0L);
    }

    int status(String key, String method, String path) throws IOException, InterruptedException {
        return send(request(key, path).method(method, HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(@Nullable String json) {
        return (Map<String, Object>) JsonValues.read(String.valueOf(json));
    }

    /** The rows of a query on the database itself. */
    List<Map<String, @Nullable Object>> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (found.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.put(found.getMetaData().getColumnName(i), found.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
