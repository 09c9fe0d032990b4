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
 * What a gateway on this machine says of itself to everybody; no key is needed.
 *
 * @param told what it says, or that it says nothing
 * @param wrong what somebody should look after; a gateway that does not run is not wrong
 */
record GatewayHealth(String told, List<String> wrong) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int OK = 200;

    /** Asks the gateway at a port; 0 if nobody knows which. */
    static GatewayHealth ask(int port) {
        if (port == 0) {
            return right("listens, if it runs, at a port that PORT does not say");
        }
        URI address = URI.create("http://localhost:" + port + "/api/v1/health");
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            return of(
                    address,
                    client.send(
                            HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofString()));
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

    private static GatewayHealth of(URI address, HttpResponse<String> answer) {
        Object status = answer.statusCode() == OK ? status(answer.body()) : null;
        if (status == null) {
            return wrong(address, "gives an answer that is no gateway's, with status " + answer.statusCode());
        }
        return status.equals("ok")
                ? right(answer.body())
                : new GatewayHealth(
                        answer.body(),
                        List.of("The gateway at " + address + " is " + status
                                + "; GET /api/v1/admin/status tells an administrator more"));
    }

    private static @Nullable Object status(String body) {
        try {
            return JsonValues.read(body) instanceof Map<?, ?> fields ? fields.get("status") : null;
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
