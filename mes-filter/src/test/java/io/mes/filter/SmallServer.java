package io.mes.filter;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.exchange.ExchangeSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server with the filter in a process of its own, whose memory is the test's choice. Says its port, waits for a word, and
 * says what it has recorded.
 */
final class SmallServer {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private SmallServer() {}

    /**
     * Serves.
     *
     * @param args the file of the database
     */
    public static void main(String[] args) throws IOException {
        AtomicInteger truncated = new AtomicInteger();
        AtomicInteger offered = new AtomicInteger();
        ConversationStore store = ConversationStore.open(
                StorageConfig.builder(Dsn.parse("local", args[0])).build());
        ExchangeSink sink = exchange -> {
            offered.incrementAndGet();
            if (exchange.request().truncated()) {
                truncated.incrementAndGet();
            }
            return store.offer(exchange);
        };
        MesFilter filter = new MesFilter(new Capture(
                sink,
                store.captureBudget(),
                CaptureConfig.DEFAULT,
                List.of(),
                IdentityResolver.ofAttributes(),
                Clock.systemUTC()));
        Application application = new Application()
                .filter(filter)
                .servlet(
                        Application.CHAT_PATH,
                        new WayServlet((request, response) ->
                                response.getOutputStream().print(count(request.getInputStream()))));
        try (store;
                RunningContainer server = TestContainer.JETTY.start(application)) {
            OUT.println(server.port());
            System.in.read();
        }
        OUT.println("offered " + offered + ", truncated " + truncated + ", lost "
                + store.stats().lost() + ", held " + store.captureBudget().reserved());
    }

    private static long count(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 14];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
        }
        return total;
    }
}
