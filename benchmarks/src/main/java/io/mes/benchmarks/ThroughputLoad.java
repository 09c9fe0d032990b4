package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What every way writes in every round: exchanges of one day, parsed and in batches already.
 *
 * @param batches the batches in order
 * @param exchanges how many exchanges they hold
 * @param conversations how many conversations those belong to
 * @param meanBytes the mean size of what a row says, in bytes of UTF-8
 */
record ThroughputLoad(List<List<Chat>> batches, int exchanges, int conversations, double meanBytes) {

    static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

    private static final int USERS = 200;
    private static final int SEED = 20261122;
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** The question and the answer; what is sent again is stored already. */
    private static final int ROWS_AN_EXCHANGE = 2;

    /** Makes so many exchanges, the same each time. */
    static ThroughputLoad of(int exchanges) {
        Dialogues dialogues = new Dialogues(SEED, "load-");
        List<List<Chat>> made = new ArrayList<>();
        Batches batches = new Batches(made::add);
        for (int i = 0; i < exchanges; i++) {
            batches.add(dialogues.ofAnyone(USERS, START.plus(PAUSE.multipliedBy(i))));
        }
        batches.flush();
        return new ThroughputLoad(made, exchanges, dialogues.conversations(), dialogues.meanBytes());
    }

    /** The exchanges as they are captured, not yet parsed. */
    List<Exchange> captured() {
        return batches.stream().flatMap(List::stream).map(Chat::exchange).toList();
    }

    /** How many rows they become. */
    int rows() {
        return ROWS_AN_EXCHANGE * exchanges;
    }

    /** How many rows a full batch becomes. */
    int rowsABatch() {
        return ROWS_AN_EXCHANGE * batches.get(0).size();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d exchanges of %d users in %,d conversations: %,d rows of %.0f bytes of content on average, in %d batches",
                exchanges,
                USERS,
                conversations,
                rows(),
                meanBytes,
                batches.size());
    }
}
