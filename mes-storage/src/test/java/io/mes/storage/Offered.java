package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.conversation.MessageIds;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.exchange.Exchange;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps account of chats with one message each, and of the rows that must come of them. Thread-safe. */
final class Offered {

    private final ZoneId zone;
    private final Queue<String> rows = new ConcurrentLinkedQueue<>();

    /** For stores whose days this zone divides. */
    Offered(ZoneId zone) {
        this.zone = zone;
    }

    /** Offers a chat that was answered. */
    void chat(ConversationStore store, Exchange exchange) {
        assertThat(store.offer(exchange)).isTrue();
        String table = store.getConversationHistoryTableName(day(exchange.completedAt()));
        rows.add(table + " " + MessageIds.of(exchange.id(), 0));
        rows.add(table + " " + MessageIds.of(exchange.id(), 1));
    }

    /** Offers a chat that failed. */
    void failure(ConversationStore store, Exchange exchange) {
        assertThat(store.offer(exchange)).isTrue();
        String table = store.getErrorConversationHistoryTableName(day(exchange.completedAt()));
        rows.add(table + " " + MessageIds.of(exchange.id(), 0));
    }

    private LocalDate day(Instant moment) {
        return moment.atZone(zone).toLocalDate();
    }

    /** Fails unless each row is there once, in the table of its day, and no other row is anywhere. */
    void assertStored(TestDatabase database, ConversationStore store) throws SQLException {
        List<StoredRow> stored = StoredRow.all(database, store);
        assertThat(stored.stream().map(row -> row.table() + " " + row.messageId()))
                .containsExactlyInAnyOrderElementsOf(rows);
        assertThat(stored).allSatisfy(row -> assertThat(row.day(zone)).isEqualTo(row.momentsDay(zone)));
    }
}
