package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.Page;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the tables of conversations and usage. */
public final class ConversationReader {

    private static final String SELECT =
            "SELECT conversation_id, title, model_name, message_count, total_tokens, created_at, updated_at FROM "
                    + Tables.CONVERSATIONS + " WHERE user_id = ? AND message_count > 0";

    private final DataSource database;
    private final Dialect dialect;
    private final ConversationTable table;

    /** A reader of one database. */
    public ConversationReader(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.table = new ConversationTable(dialect);
    }

    /** The entry of a conversation; null if there is none. */
    public @Nullable ConversationEntry find(ConversationKey key) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return table.find(connection, key);
        }
    }

    /** A page of a user's conversations. */
    public Page<ConversationSummary> list(long userId, ConversationQuery asked) throws SQLException {
        ConversationCursor after = ConversationCursor.parse(asked.after());
        Query query = new Query(SELECT, userId);
        if (after != null) {
            query.and(" AND updated_at <= ?", after.updatedAt())
                    .and(" AND (updated_at < ? OR conversation_id < ?)", after.updatedAt(), after.conversationId());
        }
        query.andIf(seconds(asked.from()), " AND updated_at >= ?")
                .andIf(secondsUpTo(asked.to()), " AND created_at < ?")
                .andIf(asked.model(), " AND model_name = ?")
                .andIf(pattern(asked.text()), " AND " + dialect.holdsText("title"))
                .and(" ORDER BY updated_at DESC, conversation_id DESC")
                .and(" LIMIT ? OFFSET ?", asked.limit() + 1, asked.offset());
        try (Connection connection = database.getConnection()) {
            return page(query.list(connection, ConversationReader::summary), asked.limit());
        }
    }

    private static Page<ConversationSummary> page(List<ConversationSummary> found, int limit) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        ConversationSummary last = found.get(limit - 1);
        String next = new ConversationCursor(last.updatedAt(), last.conversationId()).toString();
        return new Page<>(found.subList(0, limit), next);
    }

    private static @Nullable Long seconds(@Nullable Instant moment) {
        return moment == null ? null : moment.getEpochSecond();
    }

    /** What began in a second that the moment lies in may have begun before it. */
    private static @Nullable Long secondsUpTo(@Nullable Instant moment) {
        return moment == null ? null : moment.getEpochSecond() + (moment.getNano() > 0 ? 1 : 0);
    }

    private @Nullable String pattern(@Nullable String text) {
        return text == null ? null : dialect.textPattern(text);
    }

    private static ConversationSummary summary(ResultSet row) throws SQLException {
        return new ConversationSummary(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7));
    }

    /** What a user has said and spent. */
    public ConversationStats stats(long userId) throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<Long> conversations = new Query(
                            "SELECT COUNT(*) FROM " + Tables.CONVERSATIONS + " WHERE user_id = ? AND message_count > 0",
                            userId)
                    .list(connection, row -> row.getLong(1));
            Map<String, Long> models = new LinkedHashMap<>();
            List<Long> tokens = sums(connection, userId, "model_name", "SUM(messages) DESC, model_name", models);
            Map<String, Long> days = new LinkedHashMap<>();
            sums(connection, userId, "day", "day", days);
            return new ConversationStats(conversations.get(0), total(models.values()), total(tokens), models, days);
        }
    }

    /** Adds up usage by one column: messages, where there are any, into the map, tokens into the result. */
    private static List<Long> sums(
            Connection connection, long userId, String column, String order, Map<String, Long> messages)
            throws SQLException {
        String sql = "SELECT " + column + ", SUM(messages), SUM(tokens) FROM " + Tables.USAGE
                + " WHERE user_id = ? GROUP BY " + column + " ORDER BY " + order;
        return new Query(sql, userId).list(connection, row -> {
            if (row.getLong(2) > 0) {
                messages.put(row.getString(1), row.getLong(2));
            }
            return row.getLong(3);
        });
    }

    private static long total(Iterable<Long> numbers) {
        long total = 0;
        for (long number : numbers) {
            total += number;
        }
        return total;
    }
}
