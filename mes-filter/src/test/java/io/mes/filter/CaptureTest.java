package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies for every way of reading and writing that the response is that without the filter, and the chat is kept. */
@Timeout(60)
final class CaptureTest {

    private static final byte[] ANSWER = ServletServer.ANSWER.getBytes(StandardCharsets.UTF_8);
    private static final String ASKED = "{\"role\":\"user\",\"content\":\"hi\"}";
    private static final String ANSWERED = "{\"role\":\"assistant\",\"content\":\"grüß dich\"}";

    @TempDir
    private Path directory;

    private static void readAll(HttpServletRequest request) throws IOException {
        request.getInputStream().readAllBytes();
    }

    private static void write(HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(ANSWER);
    }

    static Stream<String> ways() {
        return all().keySet().stream();
    }

    private static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("all at once", (request, response) -> {
            readAll(request);
            write(response);
        });
        ways.put("with a length", (request, response) -> {
            readAll(request);
            response.setContentLength(ANSWER.length);
            write(response);
        });
        ways.put("byte by byte", (request, response) -> {
            while (request.getInputStream().read() >= 0) {
                // Reading is all there is to it.
            }
            for (byte b : ANSWER) {
                response.getOutputStream().write(b);
            }
        });
        ways.put("piece by piece, flushed", (request, response) -> {
            byte[] buffer = new byte[5];
            while (request.getInputStream().readLine(buffer, 1, 3) >= 0) {
                // Reading is all there is to it.
            }
            response.setHeader("Content-Type", "application/json");
            for (int i = 0; i < ANSWER.length; i += 7) {
                response.getOutputStream().write(ANSWER, i, Math.min(7, ANSWER.length - i));
                response.flushBuffer();
            }
        });
        ways.put("by reader and writer", (request, response) -> {
            try (BufferedReader reader = request.getReader()) {
                assertThat(reader.readLine()).isEqualTo(ServletServer.CHAT);
            }
            response.setContentType("application/json;charset=UTF-8");
            PrintWriter writer = response.getWriter();
            writer.print(ServletServer.ANSWER.substring(0, 10));
            writer.write(ServletServer.ANSWER, 10, 10);
            writer.append(ServletServer.ANSWER, 20, 30).write(ServletServer.ANSWER.toCharArray(), 30, 10);
            writer.write(ServletServer.ANSWER.charAt(40));
            writer.printf("%s", ServletServer.ANSWER.substring(41));
            writer.println();
        });
        ways.put("printed", (request, response) -> {
            readAll(request);
            response.setContentType("application/json;charset=UTF-8");
            ServletOutputStream out = response.getOutputStream();
            out.print(ServletServer.ANSWER);
            out.println();
            out.close();
        });
        ways.put("after a reset", (request, response) -> {
            readAll(request);
            response.setContentLength(300);
            response.getWriter().write("no!");
            response.reset();
            write(response);
        });
        ways.put("after a reset of the buffer", (request, response) -> {
            readAll(request);
            response.getOutputStream().write(1);
            response.resetBuffer();
            write(response);
        });
        ways.put("asynchronously", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync();
            async.start(() -> complete(async));
        });
        ways.put("asynchronously, with given request and response", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync(request, response);
            new Thread(() -> complete(async)).start();
        });
        ways.put("asynchronously, complete before the thread returns", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync();
            complete(async);
        });
        ways.put("asynchronously, by its own context", (request, response) -> {
            readAll(request);
            request.startAsync();
            complete(request.getAsyncContext());
        });
        ways.put("dispatched", (request, response) -> {
            if (request.getAttribute("again") == null) {
                readAll(request);
                request.setAttribute("again", true);
                request.startAsync().dispatch();
            } else {
                write(response);
            }
        });
        ways.put("dispatched twice", (request, response) -> {
            Integer passes = (Integer) request.getAttribute("passes");
            request.setAttribute("passes", passes == null ? 1 : passes + 1);
            if (passes == null || passes < 2) {
                request.startAsync().dispatch();
            } else {
                readAll(request);
                write(response);
            }
        });
        ways.put("without blocking", (request, response) -> {
            readAll(request);
            AsyncContext async = request.startAsync();
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new PieceByPiece(async, out));
        });
        ways.put("by include", (request, response) -> {
            readAll(request);
            request.getRequestDispatcher("/answer").include(request, response);
        });
        ways.put("by forward", (request, response) -> {
            readAll(request);
            request.getRequestDispatcher("/answer").forward(request, response);
        });
        return ways;
    }

    private static void complete(AsyncContext async) {
        try {
            write((HttpServletResponse) async.getResponse());
            async.complete();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class PieceByPiece implements WriteListener {

        private final AsyncContext async;
        private final ServletOutputStream out;
        private int written;

        PieceByPiece(AsyncContext async, ServletOutputStream out) {
            this.async = async;
            this.out = out;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (written == ANSWER.length) {
                    async.complete();
                    return;
                }
                out.write(ANSWER, written++, 1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    private ServletServer start(Way way, boolean recording) throws Exception {
        ServletServer server = new ServletServer(directory);
        if (recording) {
            server.recording();
        }
        server.serve(new WayServlet((request, response) -> write(response)), "/answer");
        return server.start(new WayServlet(way));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldChangeNothingAndKeepTheChat(String name) throws Exception {
        String without;
        try (ServletServer server = start(all().get(name), false)) {
            without = server.chat();
        }
        try (ServletServer server = start(all().get(name), true)) {
            assertThat(server.chat()).isEqualTo(without);
            assertThat(server.stored()).containsExactly(ASKED, ANSWERED);
            assertThat(server.store().captureBudget().reserved()).isZero();
        }
    }

    @Test
    void shouldKeepAnExceptionAsAnError() throws Exception {
        Way throwing = (request, response) -> {
            readAll(request);
            throw new IllegalStateException("on purpose");
        };
        String without;
        try (ServletServer server = start(throwing, false)) {
            without = server.chat();
        }
        try (ServletServer server = start(throwing, true)) {
            assertThat(server.chat()).isEqualTo(without).startsWith("HTTP/1.1 500");
            assertThat(server.errors()).hasSize(1);
            assertThat(server.errors().get(0).errorCode()).isEqualTo(500);
            assertThat(server.errors().get(0).message().toJson()).isEqualTo(ASKED);
        }
    }

    @Test
    void shouldKeepASentErrorWithItsMessage() throws Exception {
        Way refusing = (request, response) -> {
            readAll(request);
            response.getOutputStream().write(1);
            response.sendError(429, "too many");
        };
        String without;
        try (ServletServer server = start(refusing, false)) {
            without = server.chat();
        }
        try (ServletServer server = start(refusing, true)) {
            assertThat(server.chat()).isEqualTo(without);
            assertThat(server.errors().get(0).errorCode()).isEqualTo(429);
            assertThat(server.errors().get(0).errorMessage()).isEqualTo("too many");
        }
    }

    @Test
    void shouldKeepWhatCameBeforeATimeout() throws Exception {
        Way slow = (request, response) -> {
            readAll(request);
            response.setContentType("text/event-stream");
            response.getOutputStream()
                    .print("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n");
            response.flushBuffer();
            AsyncContext async = request.startAsync();
            async.setTimeout(50);
            async.addListener(new CompleteOnTimeout());
        };
        try (ServletServer server = start(slow, true)) {
            assertThat(server.chat()).contains("half");
            await().until(() -> server.store().stats().stored() == 1);
            assertThat(server.stored()).containsExactly(ASKED, "{\"role\":\"assistant\",\"content\":\"half\"}");
        }
    }

    private static final class CompleteOnTimeout implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) {
            event.getAsyncContext().complete();
        }

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @Test
    void shouldKeepARequestThatNobodyRead() throws Exception {
        try (ServletServer server = start((request, response) -> write(response), true)) {
            assertThat(server.chat()).startsWith("HTTP/1.1 200");
            assertThat(server.stored()).containsExactly(ANSWERED);
        }
    }

    @Test
    void shouldNotTouchOtherRequests() throws Exception {
        List<Class<?>> seen = new ArrayList<>();
        try (ServletServer server = new ServletServer(directory).recording()) {
            server.serve(
                    new WayServlet((request, response) -> {
                        seen.add(request.getClass());
                        seen.add(response.getClass());
                    }),
                    "/v1/embeddings");
            server.start(new WayServlet((request, response) -> {}));
            server.post("/v1/embeddings", ServletServer.CHAT);

            assertThat(seen).hasSize(2).doesNotContain(CapturingRequest.class, CapturingResponse.class);
            assertThat(server.store().stats().accepted()).isZero();
        }
    }

    @Test
    void shouldNotLetItsOwnFailureReachTheRequest() throws Exception {
        try (ServletServer server = new ServletServer(directory)) {
            MesFilter filter = new MesFilter(server.store(), CaptureConfig.DEFAULT, request -> {
                throw new IllegalStateException("on purpose");
            });
            server.recording(filter).start(new WayServlet((request, response) -> {
                readAll(request);
                write(response);
            }));

            assertThat(server.chat()).startsWith("HTTP/1.1 200").endsWith(ServletServer.ANSWER);
            assertThat(server.store().stats().captureFailed()).isEqualTo(1);
            assertThat(server.store().stats().lost()).isEqualTo(1);
            assertThat(server.store().captureBudget().reserved()).isZero();
        }
    }

    @Test
    void shouldLetRequestsPassWhenTheStoreIsClosed() throws Exception {
        try (ServletServer server = start(
                (request, response) -> {
                    readAll(request);
                    write(response);
                },
                true)) {
            server.store().close();

            assertThat(server.chat()).startsWith("HTTP/1.1 200").endsWith(ServletServer.ANSWER);
            assertThat(server.store().stats().droppedClosed()).isEqualTo(1);
        }
    }

    @Test
    void shouldMarkWhatTheLimitCutOff() throws Exception {
        try (ServletServer server = new ServletServer(directory)) {
            CaptureConfig config = new CaptureConfig(ServletServer.CHAT.length(), List.of());
            server.recording(new MesFilter(server.store(), config, IdentityResolver.ofAttributes()))
                    .start(new WayServlet((request, response) -> {
                        readAll(request);
                        write(response);
                    }));

            assertThat(server.chat()).endsWith(ServletServer.ANSWER);
            await().until(() -> server.store().stats().stored() == 1);
            assertThat(server.stored()).hasSize(2).first().isEqualTo(ASKED);
        }
    }
}
