package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies in every container that the response behind the filter is that without it, byte for byte and chunk for chunk,
 * and that each request is recorded exactly once, with what was read and what was sent.
 */
@OnEveryContainer
@Timeout(60)
final class ContainerContractTest {

    private final SideBySide servers;

    ContainerContractTest(SideBySide servers) {
        this.servers = servers;
    }

    static Stream<String> waysToAnswer() {
        return WaysToAnswer.all().keySet().stream();
    }

    static Stream<String> waysToForward() {
        return WaysToForward.all().keySet().stream();
    }

    static Stream<String> waysToFail() {
        return WaysToFail.all().keySet().stream();
    }

    static Stream<String> waysInsideAnInclude() {
        return WaysInsideAnInclude.all().keySet().stream();
    }

    static Stream<String> waysToOverrun() {
        return WaysToOverrun.all().keySet().stream();
    }

    static Stream<String> waysToRead() {
        return WaysToRead.all().keySet().stream();
    }

    static Stream<String> waysToWait() {
        return WaysToWait.all().keySet().stream();
    }

    static Stream<String> nonBlockingWays() {
        return NonBlockingWays.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("waysToAnswer")
    void shouldChangeNoAnswer(String way) throws Exception {
        assertRecorded(servers.chat(WaysToAnswer.all().get(way)));
    }

    /** Undertow flushes behind every forward whose response is wrapped, by whomever: a length becomes a chunk. */
    @ParameterizedTest
    @MethodSource("waysToForward")
    void shouldChangeNoForwardedAnswer(String way, TestContainer container) throws Exception {
        Way other = (request, response) -> {
            try {
                response.getOutputStream().print("from the other path");
            } catch (IllegalStateException writing) {
                response.getWriter().print("from the other path");
            }
        };
        String name = servers.serve(WaysToForward.all().get(way), other);
        assertRecorded(servers.exchange(name, SideBySide.chat(name), container == TestContainer.UNDERTOW));
    }

    @ParameterizedTest
    @MethodSource("waysToFail")
    void shouldChangeNoFailureBehindAForward(String way, TestContainer container) throws Exception {
        Way forwarding = WaysToAnswer.having(
                (request, response) -> WaysToAnswer.other(request).forward(request, response));
        String name = servers.serve(forwarding, WaysToFail.all().get(way));
        assertRecorded(servers.exchange(name, SideBySide.chat(name), container == TestContainer.UNDERTOW));
    }

    @ParameterizedTest
    @MethodSource("waysInsideAnInclude")
    void shouldChangeNothingThatIsIncluded(String way, TestContainer container) throws Exception {
        Way including = WaysToAnswer.having((request, response) -> {
            response.getOutputStream().print("before ");
            WaysToAnswer.other(request).include(request, response);
            response.getOutputStream().print("behind it ");
            response.getOutputStream().print("after");
        });
        String name = servers.serve(including, WaysInsideAnInclude.all().get(way));
        assertIncluded(
                servers.exchange(name, SideBySide.chat(name), container == TestContainer.UNDERTOW), way, container);
    }

    @ParameterizedTest
    @MethodSource("waysInsideAnInclude")
    void shouldChangeNothingThatIsIncludedLast(String way, TestContainer container) throws Exception {
        Way including = WaysToAnswer.having((request, response) -> {
            response.getOutputStream().print("before ");
            WaysToAnswer.other(request).include(request, response);
        });
        String name = servers.serve(including, WaysInsideAnInclude.all().get(way));
        assertIncluded(
                servers.exchange(name, SideBySide.chat(name), container == TestContainer.UNDERTOW), way, container);
    }

    @ParameterizedTest
    @MethodSource("waysToOverrun")
    void shouldKeepNoMoreThanItsLength(String way, TestContainer container) throws Exception {
        if (container == TestContainer.JETTY) {
            assertRefusedWritesAreNotKept(WaysToOverrun.all().get(way));
        } else {
            assertRecorded(servers.chat(WaysToOverrun.all().get(way)));
        }
    }

    /** Jetty sends nothing of a write that exceeds the length, but an error, whose page tells of the filter, or nothing more. */
    private void assertRefusedWritesAreNotKept(Way way) throws IOException {
        String name = servers.serve(way);
        try (RawConnection connection = servers.connectRecording(name)) {
            RawResponse head = connection.send(SideBySide.chat(name)).readHead();
            Exchange exchange = servers.recorded().await1(name);
            String kept = new String(exchange.response().toByteArray(), StandardCharsets.UTF_8);
            assertThat(exchange.status()).isEqualTo(head.status());
            if (head.status() == 500) {
                assertThat(kept).isIn("", "0123");
            } else if (exchange.outcome() == Outcome.UPSTREAM_ERROR) {
                assertThat(kept).isEqualTo("0123");
                assertThat(connection.read(4)).isEqualTo(kept);
            } else {
                assertThat(kept).isEqualTo("0123456");
                assertThat(connection.read(7)).isEqualTo(kept);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("waysToRead")
    void shouldChangeNothingForWhoReads(String way) throws Exception {
        SideBySide.Answer answer = servers.chat(WaysToRead.all().get(way));
        assertRecorded(answer);
        assertThat(answer.response().text()).contains("role");
    }

    @ParameterizedTest
    @MethodSource("waysToRead")
    void shouldChangeNothingForWhoReadsChunks(String way) throws Exception {
        String name = servers.serve(WaysToRead.all().get(way));
        assertRecorded(servers.exchange(name, chunked(name)));
    }

    @ParameterizedTest
    @MethodSource("waysToWait")
    void shouldChangeNoAsynchronousAnswer(String way) throws Exception {
        String name = servers.serve(WaysToWait.all().get(way), (request, response) -> {
            if (way.equals("dispatch behind a forward") && WaysToWait.pass(request) == 2) {
                request.startAsync().dispatch();
            } else {
                response.getOutputStream().print("from the other path");
            }
        });
        SideBySide.Answer answer = servers.exchange(name, SideBySide.chat(name));
        assertRecorded(answer);
        assertThat(answer.exchange().outcome() == Outcome.TIMEOUT).isEqualTo(way.startsWith("timeout"));
    }

    @ParameterizedTest
    @MethodSource("nonBlockingWays")
    void shouldChangeNoNonBlockingAnswer(String way) throws Exception {
        String name = servers.serve(NonBlockingWays.all().get(way));
        assertRecorded(servers.exchange(name, SideBySide.chat(name)));
        String chunked = servers.serve(NonBlockingWays.all().get(way));
        assertRecorded(servers.exchange(chunked, chunked(chunked)));
    }

    /** Where Jetty includes or forwards to a servlet, that gets Jetty's own dispatchers, which tell nobody what is thrown away. */
    private static void assertIncluded(SideBySide.Answer answer, String way, TestContainer container)
            throws IOException {
        if (container == TestContainer.JETTY && way.equals("a forward")) {
            assertThat(answer.exchange().response().toByteArray())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("before included " + answer.response().text());
        } else {
            assertRecorded(answer);
        }
    }

    private static String chunked(String name) {
        StringBuilder request = new StringBuilder(SideBySide.head(name, "Transfer-Encoding: chunked"));
        String rest = SideBySide.CHAT;
        for (int size = 1; !rest.isEmpty(); size *= 2) {
            String chunk = rest.substring(0, Math.min(size, rest.length()));
            rest = rest.substring(chunk.length());
            int bytes = chunk.getBytes(StandardCharsets.UTF_8).length;
            request.append(Integer.toHexString(bytes))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    private static void assertRecorded(SideBySide.Answer answer) throws IOException {
        RawResponse response = answer.response();
        Exchange exchange = answer.exchange();
        assertThat(exchange.status()).isEqualTo(response.status());
        assertThat(new String(exchange.request().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo(SideBySide.CHAT);
        assertThat(exchange.latency()).isPositive();
        if (response.status() <= 400) {
            assertThat(new String(exchange.response().toByteArray(), StandardCharsets.UTF_8))
                    .as("but for the line ends that Undertow prints")
                    .isEqualToNormalizingNewlines(response.text());
        }
        if (exchange.response().length() > 0) {
            assertThat(exchange.firstByte()).isPositive().isLessThanOrEqualTo(exchange.latency());
        }
        if (response.status() < 400) {
            assertThat(exchange.outcome()).isIn(Outcome.COMPLETED, Outcome.TIMEOUT, Outcome.UPSTREAM_ERROR);
        }
    }
}
