package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies in every container that two filters in front of one application change nothing, and that each store has one record
 * of an exchange, however many filters lead to it.
 */
@OnEveryContainer
@Timeout(60)
final class TwoFiltersTest {

    private final TestContainer container;

    TwoFiltersTest(TestContainer container) {
        this.container = container;
    }

    static Stream<String> ways() {
        return all().keySet().stream();
    }

    private static Map<String, Way> all() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("plain", (request, response) -> {
            response.setContentLength(2);
            response.getOutputStream().print("ok");
        });
        ways.put("in chunks", (request, response) -> {
            for (int i = 0; i < 3; i++) {
                response.getOutputStream().print("piece " + i);
                response.flushBuffer();
            }
        });
        ways.put("by a writer", (request, response) -> response.getWriter().print("written"));
        ways.put("an error", (request, response) -> response.sendError(404, "none"));
        ways.put("an exception", (request, response) -> {
            throw new Application.PlainException();
        });
        ways.put("reset", (request, response) -> {
            response.getOutputStream().print("never");
            response.reset();
            response.getOutputStream().print("sent");
        });
        ways.put(
                "forward",
                (request, response) ->
                        request.getRequestDispatcher(SideBySide.OTHER_PATH).forward(request, response));
        WaysToWait.all().forEach((name, way) -> {
            if (List.of(
                            "start without arguments",
                            "dispatch",
                            "dispatch twice",
                            "complete by another thread before return")
                    .contains(name)) {
                ways.put(name, way);
            }
        });
        return ways;
    }

    private Application application(Way way) {
        WayServlet chat = new WayServlet((request, response) -> {
            WaysToAnswer.readAll(request);
            way.answer(request, response);
        });
        return new Application()
                .servlet(Application.CHAT_PATH, chat)
                .servlet(
                        SideBySide.OTHER_PATH,
                        new WayServlet((request, response) ->
                                response.getOutputStream().print("from the other path")))
                .servlet(
                        Application.ERROR_PAGE,
                        new WayServlet((request, response) ->
                                response.getOutputStream().print("the error page")));
    }

    private static RawResponse ask(RunningContainer server) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            return connection.send(SideBySide.chat("two")).readResponse();
        }
    }

    private void assertOne(RecordedExchanges store, RawResponse response) {
        Exchange exchange = store.await1("two");
        store.assertOneFor(List.of("two"));
        assertThat(exchange.status()).isEqualTo(response.status());
        assertThat(new String(exchange.request().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo(SideBySide.CHAT);
        if (response.status() < 400) {
            assertThat(exchange.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(new String(exchange.response().toByteArray(), StandardCharsets.UTF_8))
                    .isEqualTo(response.text());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldRecordOnceForEachStore(String way) throws Exception {
        RecordedExchanges one = new RecordedExchanges();
        RecordedExchanges other = new RecordedExchanges();
        RawResponse without;
        try (RunningContainer plain = container.start(application(all().get(way)))) {
            without = ask(plain);
        }
        RawResponse with;
        try (RunningContainer both =
                container.start(application(all().get(way)).filter(one.filter()).filter(other.filter()))) {
            with = ask(both);
        }

        assertSame(with, without, way);
        assertOne(one, with);
        assertOne(other, with);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldRecordOnceWhereBothLeadToOneStore(String way) throws Exception {
        RecordedExchanges store = new RecordedExchanges();
        RawResponse without;
        try (RunningContainer plain = container.start(application(all().get(way)))) {
            without = ask(plain);
        }
        RawResponse with;
        try (RunningContainer both = container.start(
                application(all().get(way)).filter(store.filter()).filter(store.filter()))) {
            with = ask(both);
        }

        assertSame(with, without, way);
        assertOne(store, with);
        store.of("two").get(0).release();
        assertThat(store.budget().reserved()).isZero();
    }

    /** Undertow flushes behind every forward whose response is wrapped, by whomever. */
    private void assertSame(RawResponse with, RawResponse without, String way) {
        if (container == TestContainer.UNDERTOW && way.equals("forward")) {
            assertThat(with.text()).isEqualTo(without.text());
        } else {
            assertThat(with).isEqualTo(without);
        }
    }
}
