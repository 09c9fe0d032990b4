package io.mes.demo.command;

import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonValues;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway on this machine says of itself: all that an administrator may know where its settings have an administrator's
 * key, else what it tells everybody.
 *
 * @param told what it says, or that it says nothing
 * @param wrong what somebody should look after; a gateway that does not run is not wrong
 */
record GatewayHealth(String told, List<String> wrong) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int OK = 200;

    /** Asks the gateway, without the key first: what else listens there must not get it. */
    static GatewayHealth ask(LocalGateway gateway) {
        if (gateway.port() == 0) {
            return right("listens, if it runs, at a port that PORT does not say");
        }
        URI address = URI.create("http://localhost:" + gateway.port() + "/api/v1/health");
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            HttpResponse<String> health = client.send(request(address).build(), BodyHandlers.ofString());
            Object status = status(health);
            if (status == null) {
                return wrong(address, "gives an answer that is no gateway's, with status " + health.statusCode());
            }
            String told = gateway.administratorKey().isEmpty()
                    ? health.body()
                    : more(
                            client,
                            address.resolve("admin/status"),
                            gateway.administratorKey().get(),
                            health.body());
            return status.equals("ok")
                    ? right(told)
                    : new GatewayHealth(told, List.of("The gateway at " + address + " is " + status));
        } catch (HttpConnectTimeoutException e) {
            return wrong(address, "takes no connection within " + PATIENCE.toSeconds() + " seconds");
        } catch (ConnectException e) {
            return right("does not answer at " + address);
        } catch (IOException e) {
            return wrong(address, "takes connections, but gives no answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return wrong(address, "was not waited for");
        }
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(PATIENCE);
    }

    /** What administrators are told, where the gateway takes the key; it may run with other keys than these settings have. */
    private static String more(HttpClient client, URI address, String key, String health)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(address).header("Authorization", "Bearer " + key).build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        return status(answer) == null ? health : answer.body();
    }

    /** How it is in its own word; null where it is no gateway that answers, or where it refuses. */
    private static @Nullable Object status(HttpResponse<String> answer) {
        try {
            return answer.statusCode() == OK && JsonValues.read(answer.body()) instanceof Map<?, ?> fields
                    ? fields.get("status")
                    : null;
        } catch (JsonSyntaxException noJson) {
            return null;
        }
    }

    private static GatewayHealth right(String told) {
        return new GatewayHealth(told, List.of());
    }

    private static GatewayHealth wrong(URI address, String finding) {
        return new GatewayHealth(finding, List.of("What listens at " + address + " " + finding));
    }
}
