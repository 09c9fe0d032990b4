package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies that a record ends exactly once, however the request ends: it keeps what was there until then, and says how it
 * ended. That no second record comes is asserted when the containers have stopped.
 */
@OnEveryContainer
@Timeout(60)
final class EndingsTest {

    private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n";
    private static final int MANY = 1_000_000;

    private final SideBySide servers;

    EndingsTest(SideBySide servers) {
        this.servers = servers;
    }

    private static void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        WaysToAnswer.readAll(request);
        response.setContentType("text/event-stream");
        response.getOutputStream().print(EVENT);
        response.flushBuffer();
    }

    /** Writes until that fails, as it does soon after the client has gone. */
    private static void writeOn(ServletOutputStream out) throws IOException {
        for (int i = 0; i < MANY; i++) {
            out.print(EVENT);
            out.flush();
        }
    }

    private static void printOn(PrintWriter writer) {
        for (int i = 0; i < MANY && !writer.checkError(); i++) {
            writer.print(EVENT);
            writer.flush();
        }
    }

    /** What is recorded of a stream whose client goes after the first event. */
    private Exchange exchangeOfClientThatGoes(Way way) throws IOException {
        return exchangeOfClientThatGoes(servers, way);
    }

    private static Exchange exchangeOfClientThatGoes(SideBySide servers, Way way) throws IOException {
        String name = servers.serve(way);
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name)).readHead();
            assertThat(connection.readChunk()).contains(EVENT);
            connection.reset();
        }
        return servers.recorded().await1(name);
    }

    private static String text(Exchange exchange) {
        return new String(exchange.response().toByteArray(), StandardCharsets.UTF_8);
    }

    private static void assertBroken(Exchange exchange, Outcome outcome) {
        assertThat(text(exchange)).startsWith(EVENT);
        assertThat(exchange.request().toByteArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(SideBySide.CHAT);
        assertThat(exchange.outcome()).isEqualTo(outcome);
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.firstByte()).isPositive().isLessThanOrEqualTo(exchange.latency());
    }

    @Test
    void shouldEndWithAnExceptionInMidStream() throws Exception {
        String name = servers.serve((request, response) -> {
            begin(request, response);
            throw new Application.PlainException();
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name)).readHead();
            assertThat(connection.readChunk()).contains(EVENT);
            assertBroken(servers.recorded().await1(name), Outcome.UPSTREAM_ERROR);
            assertThat(servers.recorded().await1(name).failure()).endsWith("PlainException: on purpose");
        }
    }

    private Exchange exchangeThatFails(Way way) throws IOException {
        String name = servers.serve(way);
        try (RawConnection connection = servers.connectRecording(name)) {
            assertThat(connection.send(SideBySide.chat(name)).readHead().status())
                    .isEqualTo(500);
        }
        return servers.recorded().await1(name);
    }

    /** The container's page comes in place of what was not yet sent, and tells nobody but the client why. */
    @Test
    void shouldTellWhatWasThrownInPlaceOfWhatWasNotSent() throws Exception {
        Exchange exchange = exchangeThatFails((request, response) -> {
            WaysToAnswer.readAll(request);
            response.setContentType("application/json");
            response.getOutputStream().print("{\"choices\":[]}");
            throw new ServletException("wrapped", new Application.PlainException());
        });
        assertThat(exchange.status()).isEqualTo(500);
        assertThat(exchange.outcome()).isEqualTo(Outcome.UPSTREAM_ERROR);
        assertThat(exchange.response().length()).isZero();
        assertThat(exchange.failure()).isEqualTo("io.mes.filter.Application$PlainException: on purpose");
    }

    @Test
    void shouldTellWhatWasThrownInADispatch() throws Exception {
        Exchange exchange = exchangeThatFails((request, response) -> {
            if (WaysToWait.pass(request) == 1) {
                WaysToAnswer.readAll(request);
                request.startAsync().dispatch();
            } else {
                throw new Application.PlainException();
            }
        });
        assertThat(exchange.failure()).isEqualTo("io.mes.filter.Application$PlainException: on purpose");
    }

    @Test
    void shouldTellOfNothingThrownWhereTheApplicationSendsAnError() throws Exception {
        Exchange exchange = exchangeThatFails((request, response) -> {
            WaysToAnswer.readAll(request);
            response.sendError(500);
        });
        assertThat(exchange.failure()).isNull();
        assertThat(exchange.response().length()).isZero();
    }

    @Test
    void shouldEndWithAnExceptionAfterTheStartOfAsynchronousProcessing() throws Exception {
        String name = servers.serve((request, response) -> {
            begin(request, response);
            request.startAsync().setTimeout(300);
            throw new Application.PlainException();
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name)).readHead();
            assertThat(connection.readChunk()).contains(EVENT);
            assertBroken(servers.recorded().await1(name), Outcome.UPSTREAM_ERROR);
        }
    }

    /** Containers handle that differently; some wait for the time-out. */
    @Test
    void shouldEndWithAnExceptionOfAStartedTask() throws Exception {
        String name = servers.serve((request, response) -> {
            begin(request, response);
            AsyncContext async = request.startAsync();
            async.setTimeout(300);
            async.start(() -> {
                throw new Application.PlainException();
            });
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name)).readHead();
            Exchange exchange = servers.recorded().await1(name);
            assertThat(text(exchange)).isEqualTo(EVENT);
            assertThat(exchange.outcome()).isIn(Outcome.UPSTREAM_ERROR, Outcome.TIMEOUT);
        }
    }

    @Test
    void shouldEndWithATimeoutInMidStream() throws Exception {
        String name = servers.serve((request, response) -> {
            begin(request, response);
            request.startAsync().setTimeout(200);
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name)).readHead();
            assertBroken(servers.recorded().await1(name), Outcome.TIMEOUT);
        }
    }

    @Test
    void shouldEndWithTheClientWhenItGoesWhileItIsWrittenTo() throws Exception {
        assertBroken(
                exchangeOfClientThatGoes((request, response) -> {
                    begin(request, response);
                    writeOn(response.getOutputStream());
                }),
                Outcome.CLIENT_CLOSED);
    }

    @Test
    void shouldEndWithTheClientWhenAWriterNoticesIt() throws Exception {
        Exchange exchange = exchangeOfClientThatGoes((request, response) -> {
            WaysToAnswer.readAll(request);
            printOn(response.getWriter());
        });
        assertBroken(exchange, Outcome.CLIENT_CLOSED);
    }

    /** Tomcat ends the request of its own accord when the write fails, and refuses the application's completion. */
    @Test
    void shouldEndWithTheClientWhenItGoesWhileAnotherThreadWrites(TestContainer container) throws Exception {
        assertEndsWithAnotherThreadsClient(container, async -> {
            writeOnUntilOver(async);
            try {
                async.complete();
            } catch (IllegalStateException over) {
                // The container was faster.
            }
        });
    }

    /** Not every container says something to those that listen. */
    @Test
    void shouldEndWithTheClientWhenAnotherThreadWritesAndNobodyCompletes(TestContainer container) throws Exception {
        assertEndsWithAnotherThreadsClient(container, EndingsTest::writeOnUntilOver);
    }

    @Test
    void shouldEndWithTheClientWhenAnotherThreadsWriterNoticesItAndNobodyCompletes(TestContainer container)
            throws Exception {
        assertEndsWithAnotherThreadsClient(container, async -> {
            try {
                printOn(async.getResponse().getWriter());
            } catch (IOException | NullPointerException over) {
                // As when a stream is written to.
            }
        });
    }

    private static void writeOnUntilOver(AsyncContext async) {
        try {
            writeOn(async.getResponse().getOutputStream());
        } catch (IOException | NullPointerException over) {
            // Tomcat has it null where it has already ended the request.
        }
    }

    /**
     * In a container of its own: if Tomcat's own thread is just leaving the request when another thread's write fails, it
     * may end and recycle the request before the failure has been noted, which then befalls the next ones.
     */
    private static void assertEndsWithAnotherThreadsClient(TestContainer container, Consumer<AsyncContext> task)
            throws Exception {
        try (SideBySide own = new SideBySide(container)) {
            Way way = (request, response) -> {
                WaysToAnswer.readAll(request);
                response.setContentType("text/event-stream");
                AsyncContext async = request.startAsync();
                async.setTimeout(0);
                async.start(() -> task.accept(async));
            };
            assertBroken(exchangeOfClientThatGoes(own, way), Outcome.CLIENT_CLOSED);
        }
    }

    @Test
    void shouldEndWithTheClientWhenItGoesWhileItIsWrittenToWithoutBlocking() throws Exception {
        byte[] endless = EVENT.repeat(MANY / 10).getBytes(StandardCharsets.US_ASCII);
        Way way = (request, response) -> {
            begin(request, response);
            NonBlockingWriter.start(request.startAsync(), endless, 1000);
        };
        assertBroken(exchangeOfClientThatGoes(way), Outcome.CLIENT_CLOSED);
    }

    static Stream<Arguments> lastEvents() {
        String stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
        String completed = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n";
        String failed = "data: {\"type\":\"response.failed\",\"response\":{}}\n\n";
        return Stream.of(true, false)
                .flatMap(byWriter -> Stream.of(
                        arguments(Application.CHAT_PATH, "data: [DONE]\n\n", byWriter),
                        arguments(Application.MESSAGES_PATH, stop, byWriter),
                        arguments(Application.RESPONSES_PATH, completed, byWriter),
                        arguments(Application.RESPONSES_PATH, failed, byWriter)));
    }

    /** It has got everything, and only the application does not know. */
    @ParameterizedTest
    @MethodSource("lastEvents")
    void shouldNotCallAStreamBrokenThatHasComeToItsLastEvent(String path, String last, boolean byWriter)
            throws Exception {
        String name = servers.serve((request, response) -> {
            WaysToAnswer.readAll(request);
            response.setContentType("text/event-stream");
            if (byWriter) {
                response.getWriter().print(EVENT + last);
                for (int i = 0; i < MANY && !response.getWriter().checkError(); i++) {
                    response.getWriter().print(": still there\n\n");
                }
            } else {
                response.getOutputStream().print(EVENT + last);
                response.flushBuffer();
                writeOn(response.getOutputStream());
            }
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection
                    .send(SideBySide.chat(name).replace(Application.CHAT_PATH, path))
                    .readHead();
            assertThat(connection.readChunk())
                    .hasValueSatisfying(chunk -> assertThat(chunk).startsWith(EVENT + last));
            connection.reset();
        }
        Exchange exchange = servers.recorded().await1(name);
        assertThat(text(exchange)).startsWith(EVENT + last);
        assertThat(exchange.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    /** Sends part of a request, and goes when the application has read that. */
    private Exchange exchangeOfClientThatGoesHalfway(Way way, CountDownLatch read) throws Exception {
        String name = servers.serve(way);
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.head(name, "Content-Length: 10000") + "{\"model\"");
            assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
            connection.reset();
        }
        return servers.recorded().await1(name);
    }

    private static void assertHalfRead(Exchange exchange) {
        assertThat(exchange.request().toByteArray()).asString().isEqualTo("{\"model\"");
        assertThat(exchange.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
    }

    @Test
    void shouldEndWithTheClientWhenItGoesWhileItIsReadFrom() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        assertHalfRead(exchangeOfClientThatGoesHalfway(
                (request, response) -> {
                    ServletInputStream in = request.getInputStream();
                    assertThat(in.read(new byte[8])).isEqualTo(8);
                    read.countDown();
                    in.readAllBytes();
                },
                read));
    }

    @Test
    void shouldEndWithTheClientWhenItGoesWhileItIsReadFromByAReader() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        assertHalfRead(exchangeOfClientThatGoesHalfway(
                (request, response) -> {
                    char[] chars = new char[8];
                    assertThat(request.getReader().read(chars)).isEqualTo(8);
                    read.countDown();
                    request.getReader().transferTo(Writer.nullWriter());
                },
                read));
    }

    @Test
    void shouldEndWithTheClientWhenItGoesWhileItIsReadFromWithoutBlocking() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        assertHalfRead(exchangeOfClientThatGoesHalfway(
                (request, response) -> NonBlockingReader.start(request.startAsync(), read::countDown), read));
    }

    @Test
    void shouldEndWhenTheContainerStops(TestContainer container) throws Exception {
        try (SideBySide own = new SideBySide(container)) {
            CountDownLatch stopped = new CountDownLatch(1);
            String waiting = own.serve((request, response) -> {
                begin(request, response);
                stopped.await(8, TimeUnit.SECONDS);
            });
            String asynchronous = own.serve((request, response) -> {
                begin(request, response);
                request.startAsync().setTimeout(0);
            });
            try (RawConnection first = own.connectRecording(waiting);
                    RawConnection second = own.connectRecording(asynchronous)) {
                first.send(SideBySide.chat(waiting)).readHead();
                assertThat(first.readChunk()).contains(EVENT);
                second.send(SideBySide.chat(asynchronous)).readHead();
                assertThat(second.readChunk()).contains(EVENT);
                own.stopRecording();
                stopped.countDown();
                assertStopped(own.recorded().await1(waiting));
                assertStopped(own.recorded().await1(asynchronous));
            }
        }
    }

    /** Jetty closes connections and interrupts threads first, which may look as if the client had gone. */
    private static void assertStopped(Exchange exchange) {
        assertThat(exchange.outcome()).isIn(Outcome.UPSTREAM_ERROR, Outcome.CLIENT_CLOSED);
        assertBroken(exchange, exchange.outcome());
    }
}
