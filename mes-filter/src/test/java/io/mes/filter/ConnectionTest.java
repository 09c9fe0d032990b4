package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies in every container that whatever a client does with a connection, the filter changes nothing of it. */
@OnEveryContainer
@Timeout(60)
final class ConnectionTest {

    /** Answers with what it has read. */
    private static final Way ECHO = (request, response) -> {
        byte[] read = request.getInputStream().readAllBytes();
        response.setContentLength(read.length);
        response.getOutputStream().write(read);
    };

    private static final Way ECHO_IN_CHUNKS = (request, response) -> {
        byte[] read = request.getInputStream().readAllBytes();
        for (int half = 0; half < 2; half++) {
            response.getOutputStream().write(read, half * read.length / 2, read.length / 2);
            response.flushBuffer();
        }
    };

    private final SideBySide servers;

    ConnectionTest(SideBySide servers) {
        this.servers = servers;
    }

    private static String requestText(Exchange exchange) {
        return new String(exchange.request().toByteArray(), StandardCharsets.UTF_8);
    }

    private static String responseText(Exchange exchange) {
        return new String(exchange.response().toByteArray(), StandardCharsets.UTF_8);
    }

    private static String chat(String name, String body, String... headers) {
        return SideBySide.head(name, "Content-Length: " + body.length(), String.join("\r\n", headers)) + body;
    }

    private static List<RawResponse> read(RawConnection connection, int count) throws IOException {
        List<RawResponse> responses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            responses.add(connection.readResponse());
        }
        return responses;
    }

    /** Sends the same to both at once, and asserts that the responses are equal. */
    private List<RawResponse> exchange(String requests, int count, String... names) throws IOException {
        List<RawResponse> without;
        try (RawConnection connection = servers.connectPlain()) {
            without = read(connection.send(requests), count);
        }
        try (RawConnection connection = servers.connectRecording(names)) {
            assertThat(read(connection.send(requests), count)).isEqualTo(without);
        }
        return without;
    }

    private void assertRecorded(String name, String request, String response) {
        Exchange exchange = servers.recorded().await1(name);
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(requestText(exchange)).isEqualTo(request);
        assertThat(responseText(exchange)).isEqualTo(response);
    }

    @Test
    void shouldTellPipelinedRequestsApart() throws Exception {
        String first = servers.serve(ECHO);
        String second = servers.serve(ECHO_IN_CHUNKS);
        String third =
                servers.serve((request, response) -> response.getOutputStream().print("without reading"));
        String requests = chat(first, "{\"n\":1}") + chat(second, "{\"n\":22}") + chat(third, "{\"n\":333}");

        List<RawResponse> responses = exchange(requests, 3, first, second, third);

        assertThat(responses)
                .extracting(RawResponse::text)
                .containsExactly("{\"n\":1}", "{\"n\":22}", "without reading");
        assertRecorded(first, "{\"n\":1}", "{\"n\":1}");
        assertRecorded(second, "{\"n\":22}", "{\"n\":22}");
        assertRecorded(third, "", "without reading");
    }

    @Test
    void shouldTellPipelinedAsynchronousRequestsApart() throws Exception {
        String first = servers.serve(NonBlockingWays.all().values().iterator().next());
        String second = servers.serve(ECHO);
        String requests = chat(first, "{\"n\":1}") + chat(second, "{\"n\":22}");

        List<RawResponse> responses = exchange(requests, 2, first, second);

        assertRecorded(first, "{\"n\":1}", responses.get(0).text());
        assertRecorded(second, "{\"n\":22}", "{\"n\":22}");
    }

    @ParameterizedTest
    @CsvSource({"length, keep-alive", "length, close", "chunks, keep-alive", "chunks, close", "length, ''"})
    void shouldSpeakHttp10(String way, String connection) throws Exception {
        boolean again = way.equals("length") && connection.equals("keep-alive");
        Way answer = way.equals("length") ? ECHO : ECHO_IN_CHUNKS;
        String[] names = {servers.serve(answer), servers.serve(answer)};
        String header = connection.isEmpty() ? "" : "Connection: " + connection;
        String request = chat(names[0], "{\"a\":10}", header).replace("HTTP/1.1", "HTTP/1.0");
        String next = chat(names[1], "{\"b\":20}", header).replace("HTTP/1.1", "HTTP/1.0");

        List<RawResponse> responses = again ? exchange(request + next, 2, names) : exchange(request, 1, names[0]);

        assertThat(responses.get(0).text()).isEqualTo("{\"a\":10}");
        assertRecorded(names[0], "{\"a\":10}", "{\"a\":10}");
        if (again) {
            assertRecorded(names[1], "{\"b\":20}", "{\"b\":20}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "read with trailers", "not read"})
    void shouldPassOnTrailersOfChunksAndGoOnBehindThem(String way) throws Exception {
        String name = servers.serve((request, response) -> {
            String read = "";
            if (!way.equals("not read")) {
                read = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
            if (way.equals("read with trailers")) {
                read += request.getTrailerFields().get("x-sum")
                        + request.getTrailerFields().get("x-more");
            }
            response.setContentLength(read.length());
            response.getOutputStream().print(read);
        });
        String next = servers.serve(ECHO);
        String chunked = SideBySide.head(name, "Transfer-Encoding: chunked", "Trailer: X-Sum, X-More")
                + "3;ext=1\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nX-Sum: 42\r\nX-More: {}\r\n\r\n";

        List<RawResponse> responses = exchange(chunked + chat(next, "{\"b\":20}"), 2, name, next);

        String body = way.equals("not read") ? "" : "{\"a\":1}";
        String sent = responses.get(0).text();
        assertThat(sent)
                .as("with trailers where the container hands them out")
                .isIn(body, body + "42{}", body + "nullnull");
        assertThat(responses.get(1).text()).isEqualTo("{\"b\":20}");
        assertRecorded(name, body, sent);
        assertRecorded(next, "{\"b\":20}", "{\"b\":20}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldContinueWhereTheApplicationExpectsIt(boolean chunked) throws Exception {
        String name = servers.serve(ECHO);
        String head = SideBySide.head(
                name, "Expect: 100-continue", chunked ? "Transfer-Encoding: chunked" : "Content-Length: 7");
        String body = chunked ? "7\r\n{\"a\":1}\r\n0\r\n\r\n" : "{\"a\":1}";
        List<Object> without = new ArrayList<>();
        List<Object> with = new ArrayList<>();
        try (RawConnection connection = servers.connectPlain()) {
            without.add(connection.send(head).readInterim());
            without.add(connection.send(body).readResponse());
        }
        try (RawConnection connection = servers.connectRecording(name)) {
            with.add(connection.send(head).readInterim());
            with.add(connection.send(body).readResponse());
        }

        assertThat(with).isEqualTo(without);
        assertRecorded(name, "{\"a\":1}", "{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 417})
    void shouldRefuseAsTheContainerDoesWhatIsNotReadYet(int status) throws Exception {
        String name = servers.serve((request, response) -> {
            response.setStatus(status);
            response.setContentLength(2);
            response.getOutputStream().print("no");
        });
        String head = SideBySide.head(name, "Expect: 100-continue", "Content-Length: 7", "Connection: close");
        SideBySide.Answer answer = servers.exchange(name, head);

        assertThat(answer.exchange().status()).isEqualTo(status);
        assertThat(requestText(answer.exchange())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "GET", "PUT", "TRACE", "BREW"})
    void shouldPassByOtherMethodsOfThePath(String method) throws Exception {
        String name = servers.serve((request, response) -> {
            response.setHeader("Allow", "POST");
            response.setContentLength(3);
            response.getOutputStream().print("yes");
        });
        String chat = servers.serve(ECHO);
        String requests = SideBySide.head(name).replaceFirst("POST", method) + chat(chat, "{}");
        List<RawResponse> without = new ArrayList<>();
        List<RawResponse> with = new ArrayList<>();
        try (RawConnection connection = servers.connectPlain()) {
            without.add(first(method, connection.send(requests)));
            without.add(connection.readResponse());
        }
        try (RawConnection connection = servers.connectRecording(chat)) {
            with.add(first(method, connection.send(requests)));
            with.add(connection.readResponse());
        }

        assertThat(with).isEqualTo(without);
        assertThat(servers.recorded().of(name)).isEmpty();
        assertRecorded(chat, "{}", "{}");
    }

    private static RawResponse first(String method, RawConnection connection) throws IOException {
        return method.equals("HEAD") ? connection.readHead() : connection.readResponse();
    }
}
