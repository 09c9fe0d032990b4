package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies in every container that the filter takes nothing of a request that the application does not, as far as the contract does not show it. */
@OnEveryContainer
@Timeout(60)
final class RequestPitfallsTest {

    private final SideBySide servers;

    RequestPitfallsTest(SideBySide servers) {
        this.servers = servers;
    }

    private static String requestText(Exchange exchange) {
        return new String(exchange.request().toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldLeaveTheParametersOfAFormToTheContainer() throws Exception {
        String name = servers.serve((request, response) -> {
            response.getOutputStream().print(String.join(",", new TreeMap<>(request.getParameterMap()).keySet()));
            response.getOutputStream().print(request.getParameter("a"));
        });
        String form = SideBySide.head(name, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 7");
        SideBySide.Answer answer = servers.exchange(name, form + "a=1&b=2");

        assertThat(answer.response().text()).isEqualTo("a,b1");
        assertThat(answer.exchange().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void shouldNotReadOnBehindTheApplication(int read) throws Exception {
        String name = servers.serve((request, response) -> {
            if (read > 0) {
                assertThat(request.getInputStream().read(new byte[read])).isEqualTo(read);
            }
            response.setStatus(413);
            response.setContentLength(9);
            response.getOutputStream().print("too large");
        });
        String part = SideBySide.head(name, "Content-Length: 3000000", "Connection: close") + SideBySide.CHAT;
        SideBySide.Answer answer = servers.exchange(name, part);

        assertThat(answer.response().text()).isEqualTo("too large");
        assertThat(answer.exchange().request().seen()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveItToTheApplicationToAskForTheBody(boolean reading) throws Exception {
        String name = servers.serve((request, response) -> {
            if (reading) {
                WaysToAnswer.readAll(request);
            }
            response.setContentLength(2);
            response.getOutputStream().print("ok");
        });
        String length = "Content-Length: " + (reading ? 0 : 100);
        SideBySide.Answer answer =
                servers.exchange(name, SideBySide.head(name, "Expect: 100-continue", length, "Connection: close"));

        assertThat(answer.response().text()).isEqualTo("ok");
    }

    @Test
    void shouldSend100ContinueWhenTheApplicationReads() throws Exception {
        Way way = (request, response) -> {
            WaysToAnswer.readAll(request);
            response.getOutputStream().print("ok");
        };
        String name = servers.serve(way);
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.head(name, "Expect: 100-continue", "Content-Length: 2"));
            assertThat(connection.readInterim()).startsWith("HTTP/1.1 100");
            assertThat(connection.send("{}").readResponse().text()).isEqualTo("ok");
        }
        assertThat(requestText(servers.recorded().await1(name))).isEqualTo("{}");
    }

    @Test
    void shouldNotBelieveALengthBeforeTheBytesAreThere() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        AtomicLong held = new AtomicLong();
        String name = servers.serve((request, response) -> {
            assertThat(request.getInputStream().read(new byte[8])).isEqualTo(8);
            held.set(servers.recorded().budget().reserved());
            looked.countDown();
            WaysToAnswer.readAll(request);
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.head(name, "Content-Length: 2000000000") + "{\"model\"");
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
            connection.reset();
        }

        assertThat(servers.recorded().await1(name).request().length()).isEqualTo(8);
        assertThat(held).hasValueLessThan(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-MES-Store: true\r\nX-MES-Store: false",
                "X-MES-Store: false\r\nx-mes-store: true",
                "X-MES-Store: false"
            })
    void shouldHandOverEveryRefusalToBeStored(String headers) throws Exception {
        String name =
                servers.serve((request, response) -> response.getOutputStream().print("ok"));
        SideBySide.Answer answer = servers.exchange(name, SideBySide.chat(name, headers, "Connection: close"));

        assertThat(answer.exchange().header("x-mes-store").split(", ")).contains("false");
    }

    @Test
    void shouldLetTrailersOfTheRequestThrough() throws Exception {
        String name = servers.serve((request, response) -> {
            WaysToAnswer.readAll(request);
            response.getOutputStream()
                    .print(request.isTrailerFieldsReady() + " "
                            + request.getTrailerFields().get("x-sum"));
        });
        String chunked = SideBySide.head(name, "Transfer-Encoding: chunked", "Trailer: X-Sum")
                + "2\r\n{}\r\n0\r\nX-Sum: 42\r\n\r\n";

        assertThat(requestText(servers.exchange(name, chunked).exchange())).isEqualTo("{}");
    }
}
