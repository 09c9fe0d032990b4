package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.TestDatabase;
import io.mes.storage.query.Recount;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What catalogue and usage must say, counted here from all rows that there are. */
final class CountedRows {

    private static final String CATALOGUE = "SELECT user_id, conversation_id, message_count, total_tokens, created_at,"
            + " updated_at, first_day, last_day, days FROM mes_conversations WHERE message_count > 0";
    private static final String WITH_ERRORS =
            "SELECT user_id, conversation_id, error_days FROM mes_conversations WHERE error_days <> ''";
    private static final String USAGE =
            "SELECT user_id, day, model_name, messages, tokens - unstored_tokens, errors FROM mes_daily_usage"
                    + " WHERE messages <> 0 OR errors <> 0 OR tokens <> unstored_tokens";
    private static final String COUNTS_NOTHING =
            "SELECT * FROM mes_daily_usage WHERE messages = 0 AND errors = 0 AND tokens = 0";

    private final List<StoredRow> rows;
    private final ZoneId zone;

    private CountedRows(List<StoredRow> rows, ZoneId zone) {
        this.rows = rows;
        this.zone = zone;
    }

    /** Fails unless everything adds up, here and to the store's own recount. Nobody must write meanwhile. */
    static void assertAddUp(TestDatabase database, ConversationStore store) throws SQLException {
        CountedRows counted =
                new CountedRows(StoredRow.all(database, store), store.config().zone());
        assertThat(database.rows(CATALOGUE)).containsExactlyInAnyOrderElementsOf(counted.catalogue());
        assertThat(database.rows(WITH_ERRORS)).containsExactlyInAnyOrderElementsOf(counted.withErrors());
        assertThat(database.rows(USAGE)).containsExactlyInAnyOrderElementsOf(counted.usage());
        assertThat(database.rows(COUNTS_NOTHING)).isEmpty();
        Recount recount = store.administration().recount(false);
        assertThat(recount.wrongConversations()).isZero();
        assertThat(recount.wrongUsage()).isZero();
    }

    private List<String> catalogue() {
        return grouped(messages(), CountedRows::key).values().stream()
                .map(this::entry)
                .toList();
    }

    private String entry(List<StoredRow> conversation) {
        List<LocalDate> days =
                conversation.stream().map(row -> row.day(zone)).sorted().toList();
        return String.join(
                "|",
                key(conversation.get(0)),
                String.valueOf(conversation.size()),
                String.valueOf(tokens(conversation)),
                String.valueOf(conversation.stream()
                        .mapToLong(StoredRow::createdAt)
                        .min()
                        .orElseThrow()),
                String.valueOf(conversation.stream()
                        .mapToLong(StoredRow::createdAt)
                        .max()
                        .orElseThrow()),
                days.get(0).toString(),
                days.get(days.size() - 1).toString(),
                partitions(conversation));
    }

    private List<String> withErrors() {
        List<StoredRow> errors = rows.stream().filter(StoredRow::error).toList();
        return grouped(errors, CountedRows::key).values().stream()
                .map(some -> key(some.get(0)) + "|" + partitions(some))
                .toList();
    }

    private List<String> usage() {
        return grouped(rows, row -> row.user() + "|" + row.day(zone) + "|" + row.model()).entrySet().stream()
                .map(row -> row.getKey() + "|" + counts(row.getValue()))
                .toList();
    }

    private static String counts(List<StoredRow> rows) {
        List<StoredRow> messages = rows.stream().filter(row -> !row.error()).toList();
        return messages.size() + "|" + tokens(messages) + "|" + (rows.size() - messages.size());
    }

    private List<StoredRow> messages() {
        return rows.stream().filter(row -> !row.error()).toList();
    }

    private static Map<String, List<StoredRow>> grouped(List<StoredRow> rows, Function<StoredRow, String> key) {
        return rows.stream().collect(Collectors.groupingBy(key));
    }

    private static String key(StoredRow row) {
        return row.user() + "|" + row.conversation();
    }

    private static long tokens(List<StoredRow> rows) {
        return rows.stream().mapToLong(StoredRow::tokens).sum();
    }

    private static String partitions(List<StoredRow> rows) {
        return rows.stream()
                .map(StoredRow::partition)
                .distinct()
                .sorted()
                .map(Partition::key)
                .collect(Collectors.joining(","));
    }
}
