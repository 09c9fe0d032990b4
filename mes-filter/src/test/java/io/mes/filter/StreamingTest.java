package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Outcome;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies that an event which an application has flushed is with the client before the next one is written: the
 * application waits until the client has read it. And that the record is there before the client reads the end.
 */
@OnEveryContainer
@Timeout(60)
final class StreamingTest {

    private static final int EVENTS = 4;

    private final SideBySide servers;

    StreamingTest(SideBySide servers) {
        this.servers = servers;
    }

    /** Sends events in some way, and calls for the client's leave before each. */
    private interface Streaming {
        void stream(HttpServletRequest request, HttpServletResponse response, Leave leave) throws Exception;
    }

    /** The client's leave to go on. */
    private static final class Leave {

        private final Semaphore given = new Semaphore(0);

        void await() {
            try {
                if (!given.tryAcquire(8, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("The client has not got the last event");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void give() {
            given.release();
        }
    }

    private static String event(int number) {
        return number == EVENTS - 1 ? "data: [DONE]\n\n" : "data: " + number + "\n\n";
    }

    static Stream<String> styles() {
        return all().keySet().stream();
    }

    private static Map<String, Streaming> all() {
        Map<String, Streaming> styles = new LinkedHashMap<>();
        styles.put("stream", (request, response, leave) -> {
            ServletOutputStream out = response.getOutputStream();
            for (int i = 0; i < EVENTS; i++) {
                leave.await();
                out.print(event(i));
                out.flush();
            }
        });
        styles.put("response", (request, response, leave) -> {
            for (int i = 0; i < EVENTS; i++) {
                leave.await();
                response.getOutputStream().print(event(i));
                response.flushBuffer();
            }
        });
        styles.put("writer", (request, response, leave) -> {
            for (int i = 0; i < EVENTS; i++) {
                leave.await();
                response.getWriter().print(event(i));
                response.getWriter().flush();
            }
        });
        styles.put("another thread", (request, response, leave) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> streamAndComplete(async, leave));
        });
        styles.put("without blocking", (request, response, leave) -> {
            AsyncContext async = request.startAsync();
            response.getOutputStream().setWriteListener(new Writing(async, response.getOutputStream(), leave));
        });
        return styles;
    }

    private static void streamAndComplete(AsyncContext async, Leave leave) {
        try {
            for (int i = 0; i < EVENTS; i++) {
                leave.await();
                async.getResponse().getOutputStream().print(event(i));
                async.getResponse().flushBuffer();
            }
            async.complete();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Writing implements WriteListener {

        private final AsyncContext async;
        private final ServletOutputStream out;
        private final Leave leave;
        private int steps;

        Writing(AsyncContext async, ServletOutputStream out, Leave leave) {
            this.async = async;
            this.out = out;
            this.leave = leave;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                int step = steps++;
                if (step == 2 * EVENTS) {
                    async.complete();
                    return;
                } else if (step % 2 == 1) {
                    out.flush();
                } else {
                    leave.await();
                    out.print(event(step / 2));
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    @ParameterizedTest
    @MethodSource("styles")
    void shouldSendEachEventWhenItIsFlushed(String style) throws Exception {
        Leave leave = new Leave();
        String name = servers.serve((request, response) -> {
            WaysToAnswer.readAll(request);
            response.setContentType("text/event-stream");
            all().get(style).stream(request, response, leave);
        });
        StringBuilder sent = new StringBuilder();
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name));
            leave.give();
            assertThat(connection.readHead().status()).isEqualTo(200);
            for (int i = 0; i < EVENTS; i++) {
                assertThat(connection.readChunk()).contains(event(i));
                sent.append(event(i));
                leave.give();
            }
            assertThat(connection.readChunk()).isEmpty();
        }
        assertThat(servers.recorded().await1(name).response().toByteArray())
                .asString()
                .isEqualTo(sent.toString());
        assertThat(servers.recorded().await1(name).outcome()).isEqualTo(Outcome.COMPLETED);
    }
}
