package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One application served twice by one kind of container: as it is, and with the filter in front of it.
 *
 * <p>Closing it stops both and asserts that every request to the latter was recorded exactly once.
 */
final class SideBySide implements AutoCloseable {

    static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hï\"}]}";

    /** A second path of the application, to forward, include and dispatch to. */
    static final String OTHER_PATH = "/other";

    private final Map<String, Way> ways = new ConcurrentHashMap<>();
    private final Map<String, Way> otherWays = new ConcurrentHashMap<>();
    private final AtomicInteger cases = new AtomicInteger();
    private final List<String> expected = new CopyOnWriteArrayList<>();
    private final RecordedExchanges recorded = new RecordedExchanges();
    private final RunningContainer plain;
    private final RunningContainer recording;
    private final AtomicBoolean stopped = new AtomicBoolean();

    SideBySide(TestContainer container) {
        plain = container.start(application());
        recording = container.start(application().filter(recorded.filter()));
    }

    private Application application() {
        Way first = (request, response) ->
                ways.get(request.getHeader(RecordedExchanges.CASE)).answer(request, response);
        return new Application()
                .servlet(Application.CHAT_PATH, new WayServlet(first))
                .servlet(Application.RESPONSES_PATH, new WayServlet(first))
                .servlet(Application.MESSAGES_PATH, new WayServlet(first))
                .servlet(
                        OTHER_PATH,
                        new WayServlet((request, response) -> otherWays
                                .get(request.getHeader(RecordedExchanges.CASE))
                                .answer(request, response)))
                .servlet(Application.ERROR_PAGE, new WayServlet((request, response) -> {
                    response.setContentType("text/plain");
                    response.getOutputStream().print("the error page");
                }));
    }

    /** A case of its own in which the application answers in this way; the name is for the header. */
    String serve(Way way) {
        String name = "case" + cases.incrementAndGet();
        ways.put(name, way);
        otherWays.put(name, (request, response) -> response.getOutputStream().print("from the other path"));
        return name;
    }

    String serve(Way way, Way other) {
        String name = serve(way);
        otherWays.put(name, other);
        return name;
    }

    /** A chat with a length, as clients send it. */
    static String chat(String name, String... headers) {
        return head(name, "Content-Length: " + (CHAT.length() + 1), String.join("\r\n", headers)) + CHAT;
    }

    /** The head of a POST to the chat path. */
    static String head(String name, String... headers) {
        StringBuilder head = new StringBuilder("POST " + Application.CHAT_PATH + " HTTP/1.1\r\nHost: x\r\n");
        head.append(RecordedExchanges.CASE).append(": ").append(name).append("\r\n");
        for (String header : headers) {
            if (!header.isEmpty()) {
                head.append(header).append("\r\n");
            }
        }
        return head.append("\r\n").toString();
    }

    RawConnection connectPlain() throws IOException {
        return new RawConnection(plain.port());
    }

    /** A connection to the application behind the filter, for a request of each of these cases. */
    RawConnection connectRecording(String... names) throws IOException {
        expected.addAll(List.of(names));
        return new RawConnection(recording.port());
    }

    /** A connection to the application behind the filter, for requests that are not recorded. */
    RawConnection connectUnrecorded() throws IOException {
        return new RawConnection(recording.port());
    }

    /** Sends a request to both, and asserts that the answers are equal. */
    Answer exchange(String name, String request) throws IOException {
        return exchange(name, request, false);
    }

    /** The same, but for how the body is framed where that is given up. */
    Answer exchange(String name, String request, boolean anyFraming) throws IOException {
        RawResponse without;
        try (RawConnection connection = connectPlain()) {
            without = connection.send(request).readResponse();
        }
        try (RawConnection connection = connectRecording(name)) {
            RawResponse with = connection.send(request).readResponse();
            if (anyFraming) {
                assertThat(with.statusLine()).isEqualTo(without.statusLine());
                assertThat(with.text()).isEqualTo(without.text());
            } else {
                assertThat(with).isEqualTo(without);
            }
            return new Answer(with, recorded.await1(name));
        }
    }

    Answer chat(Way way) throws IOException {
        String name = serve(way);
        return exchange(name, chat(name));
    }

    /**
     * What came over the wire, and what was recorded of it.
     *
     * @param response the same with the filter and without it
     */
    record Answer(RawResponse response, Exchange exchange) {}

    RecordedExchanges recorded() {
        return recorded;
    }

    /** Stops the container with the filter, whatever is under way. */
    void stopRecording() {
        if (stopped.compareAndSet(false, true)) {
            recording.close();
        }
    }

    @Override
    public void close() {
        plain.close();
        stopRecording();
        recorded.assertOneFor(expected);
    }
}
