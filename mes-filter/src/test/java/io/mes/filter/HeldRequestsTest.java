package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies that no client can know that its answer is complete before the store lets the request go. */
@OnEveryContainer
@Timeout(60)
final class HeldRequestsTest {

    /** Long enough for an answer that nothing holds to be here. */
    private static final int MOMENT_MILLIS = 40;

    private final SideBySide servers;

    HeldRequestsTest(SideBySide servers) {
        this.servers = servers;
    }

    private static Map<String, Way> all() {
        Map<String, Way> ways = new TreeMap<>(WaysToAnswer.all());
        ways.putAll(WaysToForward.all());
        ways.putAll(WaysToWait.all());
        ways.putAll(NonBlockingWays.all());
        ways.put("a stream", stream((request, response) -> {
            response.getOutputStream().print("data: {}\n\n");
            response.flushBuffer();
            response.getOutputStream().print("data: [DONE]\n\n");
            response.flushBuffer();
        }));
        ways.put("a stream by a writer", stream((request, response) -> {
            response.getWriter().print("data: {}\n\n");
            response.getWriter().flush();
            response.getWriter().print("data: [DONE]\n");
            response.getWriter().flush();
            response.getWriter().print("\n");
            response.getWriter().flush();
        }));
        return ways;
    }

    private static Way stream(Way way) {
        return WaysToAnswer.having((request, response) -> {
            response.setContentType("text/event-stream");
            way.answer(request, response);
        });
    }

    /** But for those that are no answer: the container breaks a request off in its time, and some send redirects at once. */
    static Stream<String> ways() {
        return all().keySet().stream().filter(way -> !way.startsWith("timeout") && !way.equals("a redirect"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldHoldBackTheEnd(String way) throws Exception {
        String name = servers.serve(all().get(way), (request, response) -> {
            try {
                response.getOutputStream().print("from the other path");
            } catch (IllegalStateException writing) {
                response.getWriter().print("from the other path");
            }
        });
        CountDownLatch hold = servers.recorded().hold(name);
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name));
            servers.recorded().await1(name);
            connection.patience(MOMENT_MILLIS);

            assertThatThrownBy(connection::readResponse, "end of %s", way).isInstanceOf(SocketTimeoutException.class);
        } finally {
            hold.countDown();
        }
    }
}
