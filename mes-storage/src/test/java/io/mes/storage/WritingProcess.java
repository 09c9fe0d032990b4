package io.mes.storage;

import io.mes.storage.config.Settings;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A gateway in a process of its own, set up by its environment. Says when it is ready, waits for a word, writes, and ends
 * with a line for each warning that it had.
 */
final class WritingProcess {

    static final int EXCHANGES = 300;
    static final int CONVERSATIONS = 5;

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private WritingProcess() {}

    /**
     * Writes.
     *
     * @param args a name that no other process has, the moment at which the exchanges begin to end, the milliseconds between
     *     two
     */
    public static void main(String[] args) throws IOException {
        Instant begin = Instant.parse(args[1]);
        long step = Long.parseLong(args[2]);
        TickingClock clock = new TickingClock(args[1]);
        try (Warnings warnings = new Warnings()) {
            ConversationStore store = ConversationStore.open(StorageConfig.of(Settings.ofEnvironment()), clock);
            OUT.println("ready");
            System.in.read();
            for (int i = 0; i < EXCHANGES; i++) {
                clock.set(begin.plusMillis(i * step));
                store.offer(exchange(args[0], i, clock.instant()));
            }
            store.close();
            OUT.println("stored " + store.stats().stored() + ", lost "
                    + store.stats().lost());
            List<String> complaints = warnings.all();
            complaints.forEach(OUT::println);
            if (!complaints.isEmpty() || store.stats().stored() != EXCHANGES) {
                System.exit(1);
            }
        }
    }

    private static Exchange exchange(String name, int number, Instant completedAt) {
        String said = question(name, number);
        ExchangeIds ids = new ExchangeIds();
        return Exchange.builder(ids.next(completedAt.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, completedAt)
                .caller(new Identity(1 + number % 2, 0, 0, false), "10.0.0.1")
                .conversationId("c" + number % CONVERSATIONS)
                .ended(200, Outcome.COMPLETED)
                .request(
                        TestStore.body("{\"model\":\"m\",\"messages\":[" + TestStore.message("user", said) + "]}"),
                        null)
                .response(TestStore.body(TestStore.reply("answer to " + said, 10)), null)
                .build();
    }

    /** What is asked in an exchange. */
    static String question(String name, int number) {
        return name + "-" + number;
    }
}
