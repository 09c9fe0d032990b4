package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies in every container that a chat is recorded, once, that the application forwards to its path from another one. */
@OnEveryContainer
@Timeout(60)
final class ForwardedChatTest {

    private static final Way FORWARD = (request, response) -> {
        request.setAttribute(IdentityResolver.USER_ID, 7);
        request.setAttribute(MesFilter.CONVERSATION_ID, "asked");
        request.getRequestDispatcher(Application.CHAT_PATH).forward(request, response);
    };

    private final SideBySide servers;

    ForwardedChatTest(SideBySide servers) {
        this.servers = servers;
    }

    /** The record of a request to the other path, whose answer is the same with the filter and without it. */
    private Exchange ask(Way model, Way asked) throws Exception {
        String name = servers.serve(model, asked);
        return servers.exchange(name, request(name)).exchange();
    }

    private static String request(String name) {
        return SideBySide.chat(name).replaceFirst(Application.CHAT_PATH, SideBySide.OTHER_PATH);
    }

    private static void assertAnswered(Exchange exchange) {
        assertThat(new String(exchange.request().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo(SideBySide.CHAT);
        assertThat(exchange.response().toByteArray()).isEqualTo(WaysToAnswer.ANSWER);
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(exchange.identity().userId()).isEqualTo(7);
        assertThat(exchange.conversationId()).isEqualTo("asked");
    }

    @Test
    void shouldRecordWhatIsForwarded() throws Exception {
        assertAnswered(ask(
                (request, response) -> {
                    WaysToAnswer.readAll(request);
                    response.getOutputStream().write(WaysToAnswer.ANSWER);
                },
                FORWARD));
    }

    /** Undertow frames an answer anew behind a forward whose response is wrapped. */
    @Test
    void shouldRecordWhatIsForwardedOnceMore() throws Exception {
        String name = servers.serve(
                (request, response) -> {
                    if (WaysToWait.pass(request) == 1) {
                        request.getRequestDispatcher(Application.RESPONSES_PATH).forward(request, response);
                    } else {
                        WaysToAnswer.readAll(request);
                        response.getOutputStream().write(WaysToAnswer.ANSWER);
                    }
                },
                FORWARD);
        assertAnswered(servers.exchange(name, request(name), true).exchange());
    }

    @Test
    void shouldRecordWhatIsAnsweredByAnotherThread() throws Exception {
        assertAnswered(ask(
                (request, response) -> {
                    WaysToAnswer.readAll(request);
                    AsyncContext async = request.startAsync();
                    async.start(() -> WaysToWait.writeAndComplete(async));
                },
                FORWARD));
    }

    /** Which leads to the path that the client asked for. */
    @Test
    void shouldRecordWhatIsDispatchedAgain() throws Exception {
        assertAnswered(ask(
                (request, response) -> {
                    WaysToAnswer.readAll(request);
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        response.getOutputStream().print("at the path of the forward");
                    } else {
                        request.startAsync().dispatch();
                    }
                },
                (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.ASYNC) {
                        WaysToWait.write(response);
                    } else {
                        FORWARD.answer(request, response);
                    }
                }));
    }

    @Test
    void shouldRecordAnErrorThatHasAPage() throws Exception {
        Exchange exchange = ask((request, response) -> response.sendError(Application.PAGED_STATUS), FORWARD);

        assertThat(exchange.status()).isEqualTo(Application.PAGED_STATUS);
    }

    /** Undertow shows where it was thrown, so that the answers differ in that. */
    @Test
    void shouldRecordAnException() throws Exception {
        String name = servers.serve(
                (request, response) -> {
                    WaysToAnswer.readAll(request);
                    throw new Application.PlainException();
                },
                FORWARD);
        try (RawConnection connection = servers.connectRecording(name)) {
            assertThat(connection.send(request(name)).readResponse().status()).isEqualTo(500);
        }
        Exchange exchange = servers.recorded().await1(name);

        assertThat(exchange.status()).isEqualTo(500);
        assertThat(exchange.outcome()).isEqualTo(Outcome.UPSTREAM_ERROR);
    }
}
