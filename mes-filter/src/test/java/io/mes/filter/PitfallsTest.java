package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies in every container that the filter avoids what breaks others, as far as the contract does not show it. */
@OnEveryContainer
@Timeout(60)
final class PitfallsTest {

    private final SideBySide servers;

    PitfallsTest(SideBySide servers) {
        this.servers = servers;
    }

    private static String requestText(Exchange exchange) {
        return new String(exchange.request().toByteArray(), StandardCharsets.UTF_8);
    }

    private static String responseText(Exchange exchange) {
        return new String(exchange.response().toByteArray(), StandardCharsets.UTF_8);
    }

    private static HttpServletRequest unwrapped(HttpServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper
                ? unwrapped((HttpServletRequest) wrapper.getRequest())
                : request;
    }

    private static HttpServletResponse unwrapped(HttpServletResponse response) {
        return response instanceof ServletResponseWrapper wrapper
                ? unwrapped((HttpServletResponse) wrapper.getResponse())
                : response;
    }

    @Test
    void shouldWrapAgainOntoItsRecordWhenItsWrappersAreLost() throws Exception {
        SideBySide.Answer answer = servers.chat((request, response) -> {
            if (WaysToWait.pass(request) == 1) {
                WaysToAnswer.readAll(request);
                unwrapped(request).startAsync().dispatch();
            } else {
                WaysToWait.write(response);
            }
        });

        assertThat(requestText(answer.exchange())).isEqualTo(SideBySide.CHAT);
        assertThat(answer.exchange().response().toByteArray()).isEqualTo(WaysToAnswer.ANSWER);
    }

    @Test
    void shouldWrapWhatIsStartedWithoutItsWrappers() throws Exception {
        SideBySide.Answer answer = servers.chat((request, response) -> {
            WaysToAnswer.readAll(request);
            AsyncContext async = request.startAsync(unwrapped(request), unwrapped(response));
            async.start(() -> WaysToWait.writeAndComplete(async));
        });

        assertThat(answer.exchange().response().toByteArray()).isEqualTo(WaysToAnswer.ANSWER);
    }

    @Test
    void shouldKeepNothingOfTheRequestInTheRecord() throws Exception {
        try (RawConnection connection = servers.connectUnrecorded()) {
            String first = servers.serve((request, response) -> {
                WaysToAnswer.readAll(request);
                response.setStatus(201);
                response.setContentLength(5);
                response.getOutputStream().print("first");
            });
            String second = servers.serve((request, response) -> {
                response.setContentLength(6);
                response.getOutputStream().print("second");
            });
            connection.send(SideBySide.chat(first)).readResponse();
            Exchange exchange = servers.recorded().await1(first);
            connection.send(SideBySide.chat(second)).readResponse();
            Exchange next = servers.recorded().await1(second);

            assertThat(exchange.status()).isEqualTo(201);
            assertThat(responseText(exchange)).isEqualTo("first");
            assertThat(next.status()).isEqualTo(200);
            assertThat(responseText(next)).isEqualTo("second");
            assertThat(Reachable.from(exchange)).noneMatch(Reachable::isOfTheContainer);
        }
    }

    @Test
    void shouldDoWithoutAsynchronousSupport(TestContainer container) throws Exception {
        RecordedExchanges recorded = new RecordedExchanges();
        Application application = new Application()
                .withoutAsyncInFilters()
                .filter(recorded.filter())
                .servlet(Application.CHAT_PATH, new WayServlet((request, response) -> {
                    WaysToAnswer.readAll(request);
                    response.getOutputStream().print(request.isAsyncSupported());
                }));
        try (RunningContainer server = container.start(application);
                RawConnection connection = new RawConnection(server.port())) {
            connection.send(SideBySide.chat("x"));
            assertThat(connection.readResponse().text()).isEqualTo("false");
            assertThat(responseText(recorded.await1("x"))).isEqualTo("false");
        }
        recorded.assertOneFor(List.of("x"));
    }

    @Test
    void shouldPassOnALengthBeyondAnInteger() throws Exception {
        String name = servers.serve((request, response) -> {
            WaysToAnswer.readAll(request);
            response.setContentLengthLong(5_000_000_000L);
            response.getOutputStream().print("begun");
            response.flushBuffer();
            throw new Application.PlainException();
        });
        try (RawConnection connection = servers.connectRecording(name)) {
            connection.send(SideBySide.chat(name));
            assertThat(connection.readHead().header("Content-Length")).isEqualTo("5000000000");
        }
        assertThat(responseText(servers.recorded().await1(name))).isEqualTo("begun");
    }

    @Test
    void shouldKeepCompressedBodiesAsTheyAre() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(WaysToAnswer.ANSWER);
        }
        String name = servers.serve((request, response) -> {
            WaysToAnswer.readAll(request);
            response.setHeader("Content-Encoding", "gzip");
            response.getOutputStream().write(compressed.toByteArray());
        });
        Exchange exchange = servers.exchange(
                        name, SideBySide.head(name, "Content-Encoding: x-none", "Content-Length: 2") + "{}")
                .exchange();

        assertThat(exchange.response().toByteArray()).isEqualTo(compressed.toByteArray());
        assertThat(exchange.responseEncoding()).isEqualTo("gzip");
        assertThat(exchange.requestEncoding()).isEqualTo("x-none");
    }

    @Test
    void shouldRecordOnceWhateverItIsMappedTo(TestContainer container) throws Exception {
        RecordedExchanges recorded = new RecordedExchanges();
        Application application = new Application()
                .filterDispatchers(EnumSet.allOf(DispatcherType.class))
                .filter(recorded.filter())
                .servlet(
                        "/other",
                        new WayServlet(
                                (request, response) -> response.getWriter().print("once")))
                .servlet("/failing", new WayServlet((request, response) -> response.sendError(418)))
                .servlet(
                        Application.ERROR_PAGE,
                        new WayServlet(
                                (request, response) -> response.getWriter().print("page")))
                .servlet(Application.CHAT_PATH, new WayServlet((request, response) -> {
                    String path = request.getHeader("X-Path");
                    request.getRequestDispatcher(path).forward(request, response);
                }));
        try (RunningContainer server = container.start(application)) {
            for (String path : List.of("/other", "/failing")) {
                try (RawConnection connection = new RawConnection(server.port())) {
                    RawResponse response = connection
                            .send(SideBySide.chat(path, "X-Path: " + path, "Connection: close"))
                            .readResponse();
                    assertThat(recorded.await1(path).status()).isEqualTo(response.status());
                }
            }
            assertThat(responseText(recorded.await1("/other"))).isEqualTo("once");
        }
        recorded.assertOneFor(List.of("/other", "/failing"));
    }

    /** What no chat is keeps the container's own objects. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/chat/completions",
                "HEAD /v1/chat/completions",
                "PUT /v1/chat/completions",
                "POST /other",
                "GET /other"
            })
    void shouldLeaveAloneWhatIsNoChat(String requestLine) throws Exception {
        Way way = (request, response) -> response.setHeader("X-Seen", request.getClass() + " " + response.getClass());
        String name = servers.serve(way, way);
        String request = requestLine + " HTTP/1.1\r\nHost: x\r\n" + RecordedExchanges.CASE + ": " + name
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n";
        try (RawConnection plain = servers.connectPlain();
                RawConnection recording = servers.connectUnrecorded()) {
            RawResponse without = plain.send(request).readHead();
            assertThat(recording.send(request).readHead()).isEqualTo(without);
            assertThat(without.header("X-Seen")).isNotEmpty();
        }
        assertThat(servers.recorded().of(name)).isEmpty();
    }

    @Test
    void shouldRecordAChatThatAsksForAnUpgrade() throws Exception {
        String name = servers.serve((request, response) -> {
            WaysToAnswer.readAll(request);
            response.getOutputStream().print("no upgrade");
        });
        SideBySide.Answer answer =
                servers.exchange(name, SideBySide.chat(name, "Connection: Upgrade", "Upgrade: unheard-of"));

        assertThat(responseText(answer.exchange())).isEqualTo("no upgrade");
    }

    @Test
    void shouldBeWrappersThatCanBeTakenOff() throws Exception {
        AtomicBoolean wrapped = new AtomicBoolean();
        SideBySide.Answer answer = servers.chat((request, response) -> {
            WaysToAnswer.readAll(request);
            wrapped.set(request instanceof HttpServletRequestWrapper && response instanceof HttpServletResponseWrapper);
            response.getOutputStream()
                    .print(unwrapped(request).getClass() + " "
                            + unwrapped(response).getClass());
        });

        assertThat(answer.exchange().status()).isEqualTo(200);
        assertThat(wrapped).isTrue();
    }

    @Test
    void shouldKeepAsUtf8WhatIsPrintedInAnyCharset() throws Exception {
        SideBySide.Answer answer = servers.chat((request, response) -> {
            WaysToAnswer.readAll(request);
            response.setContentType("text/plain;charset=UTF-8");
            response.getOutputStream().print("grüß");
        });

        assertThat(responseText(answer.exchange())).isEqualTo("grüß");
    }

    @Test
    void shouldNotTakeTextThatCannotBePrintedForAClientThatIsGone() throws Exception {
        SideBySide.Answer answer = servers.chat((request, response) -> {
            WaysToAnswer.readAll(request);
            try {
                response.getOutputStream().print("\u4e2d");
            } catch (IOException unprintable) {
                response.reset();
                response.getOutputStream().print("unprintable");
            }
        });

        assertThat(answer.exchange().outcome().finishReason()).isNull();
    }

    /** What an include says of the head is ignored, as is a length that comes too late. */
    @Test
    void shouldNotBelieveWhatTheContainerIgnores() throws Exception {
        List<Way> ignored = List.of(
                (request, response) -> response.sendError(500),
                (request, response) -> response.setContentLength(3),
                (request, response) -> response.setHeader("Content-Length", "3"));
        for (Way inside : ignored) {
            String name = servers.serve(
                    (request, response) -> {
                        response.getOutputStream().print("before ");
                        request.getRequestDispatcher(SideBySide.OTHER_PATH).include(request, response);
                        response.getOutputStream().print("behind it ");
                        response.getOutputStream().print("after");
                    },
                    inside);
            assertAllKept(servers.exchange(name, SideBySide.chat(name)), "before behind it after");
        }
        SideBySide.Answer late = servers.chat((request, response) -> {
            response.getOutputStream().print("sent ");
            response.flushBuffer();
            response.setContentLength(3);
            response.getOutputStream().print("behind it ");
            response.getOutputStream().print("after");
        });
        assertAllKept(late, "sent behind it after");
    }

    private static void assertAllKept(SideBySide.Answer answer, String text) {
        assertThat(answer.response().text()).isEqualTo(text);
        assertThat(new String(answer.exchange().response().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(answer.exchange().status()).isEqualTo(200);
    }
}
