package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Identity;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies who asks where a stream is answered by a thread that the container's has left the request to. */
@OnEveryContainer
@Timeout(60)
final class ThreadBoundIdentityTest {

    private static final IdentityResolver BY_THREAD =
            request -> Optional.ofNullable(Security.CALLER.get()).map(Identity::ofUser);

    private final TestContainer container;
    private final RecordedExchanges recorded = new RecordedExchanges();
    private final CountDownLatch left = new CountDownLatch(1);

    ThreadBoundIdentityTest(TestContainer container) {
        this.container = container;
    }

    /** Knows who asks by the thread that asks, as Spring Security does. */
    private static final class Security {

        static final ThreadLocal<Long> CALLER = new ThreadLocal<>();

        private Security() {}

        static Filter of(Consumer<HttpServletRequest> entrance, CountDownLatch left) {
            return (request, response, chain) -> {
                entrance.accept((HttpServletRequest) request);
                try {
                    chain.doFilter(request, response);
                } finally {
                    CALLER.remove();
                    left.countDown();
                }
            };
        }
    }

    /**
     * What is recorded of a stream.
     *
     * @param entrance what happens before the filter
     * @param late what happens on the thread that answers, when the container's has gone
     */
    private Exchange record(
            IdentityResolver identity, Consumer<HttpServletRequest> entrance, Consumer<HttpServletRequest> late)
            throws IOException {
        Way streaming = (request, response) -> {
            WaysToAnswer.readAll(request);
            AsyncContext context = request.startAsync();
            new Thread(() -> answer(context, late)).start();
        };
        Application application = new Application()
                .servlet(Application.CHAT_PATH, new WayServlet(streaming))
                .filter(Security.of(entrance, left))
                .filter(recorded.filter(CaptureConfig.DEFAULT, identity));
        try (RunningContainer server = container.start(application);
                RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection
                            .send(SideBySide.chat("streamed"))
                            .readResponse()
                            .text())
                    .contains("[DONE]");
            return recorded.await1("streamed");
        }
    }

    private void answer(AsyncContext context, Consumer<HttpServletRequest> late) {
        try {
            assertThat(left.await(15, TimeUnit.SECONDS)).isTrue();
            late.accept((HttpServletRequest) context.getRequest());
            context.getResponse().setContentType("text/event-stream");
            context.getResponse().getOutputStream().print("data: {\"choices\":[]}\n\n");
            context.getResponse().flushBuffer();
            context.getResponse().getOutputStream().print("data: [DONE]\n\n");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            context.complete();
        }
    }

    @Test
    void shouldRememberWhomTheThreadOfTheRequestKnew() throws IOException {
        Exchange exchange = record(BY_THREAD, request -> Security.CALLER.set(7L), request -> {});

        assertThat(exchange.identity()).isEqualTo(Identity.ofUser(7));
    }

    @Test
    void shouldNotTakeWhomAnotherThreadKnows() throws IOException {
        Exchange exchange = record(BY_THREAD, request -> Security.CALLER.set(7L), request -> Security.CALLER.set(8L));

        assertThat(exchange.identity()).isEqualTo(Identity.ofUser(7));
    }

    @Test
    void shouldNotTakeWhomAnotherThreadKnowsForNobody() throws IOException {
        Exchange exchange = record(BY_THREAD, request -> {}, request -> Security.CALLER.set(8L));

        assertThat(exchange.identity()).isEqualTo(Identity.UNKNOWN);
    }

    @Test
    void shouldSeeAttributesThatAreSetLate() throws IOException {
        Exchange exchange = record(
                IdentityResolver.ofAttributes(),
                request -> {},
                request -> request.setAttribute(IdentityResolver.USER_ID, 7));

        assertThat(exchange.identity()).isEqualTo(Identity.ofUser(7));
    }

    @Test
    void shouldSeeTheChannelThatIsChosenLate() throws IOException {
        Exchange exchange = record(
                IdentityResolver.ofAttributes(),
                request -> request.setAttribute(IdentityResolver.USER_ID, 7),
                request -> request.setAttribute(IdentityResolver.CHANNEL_ID, 3));

        assertThat(exchange.identity()).isEqualTo(new Identity(7, 0, 3, false));
    }
}
