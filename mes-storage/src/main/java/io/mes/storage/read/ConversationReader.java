package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.chat.Tokens;
import io.mes.storage.database.Database;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Page;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the tables of conversations and usage. */
public final class ConversationReader {

    private static final String SELECT =
            "SELECT conversation_id, title, model_name, message_count, total_tokens, created_at, updated_at FROM "
                    + Tables.CONVERSATIONS + " WHERE user_id = ? AND message_count > 0";

    private static final String COUNT =
            "SELECT COUNT(*) FROM " + Tables.CONVERSATIONS + " WHERE user_id = ? AND message_count > 0";
    private static final String USAGE =
            "SELECT day, model_name, messages, tokens FROM " + Tables.USAGE + " WHERE user_id = ? ORDER BY day";

    /** With a column that the index of moments does not have, or databases would take all keys from that and sort them. */
    private static final String KEYS =
            "SELECT user_id, conversation_id, created_at FROM " + Tables.CONVERSATIONS + " WHERE ";

    private final Database database;
    private final PartitionCatalog partitions;
    private final ConversationTable table;
    private final Tolerant tolerant;
    private final KeyCondition ofConversation;

    /** A reader of one database. */
    public ConversationReader(Database database, PartitionCatalog partitions) {
        this.database = database;
        this.partitions = partitions;
        this.tolerant = new Tolerant(database.dialect());
        this.ofConversation = new KeyCondition(database.dialect());
        this.table = new ConversationTable(database.dialect());
    }

    /**
     * The entry of a conversation, with those partitions that nobody has catalogued yet if they hold messages of it; null
     * if there is none.
     */
    public @Nullable ConversationEntry find(ConversationKey key) throws SQLException {
        return database.read(connection -> Optional.ofNullable(find(connection, key)))
                .orElse(null);
    }

    private @Nullable ConversationEntry find(Connection connection, ConversationKey key) throws SQLException {
        ConversationEntry entry = table.find(connection, key);
        List<Partition> more = new ArrayList<>();
        for (Partition partition : partitions.uncatalogued()) {
            if (holds(connection, partition, key)) {
                more.add(partition);
            }
        }
        if (more.isEmpty()) {
            return entry;
        }
        return (entry == null ? ConversationEntry.empty(key) : entry).withPartitions(more);
    }

    private boolean holds(Connection connection, Partition partition, ConversationKey key) throws SQLException {
        Query query = new Query(
                "SELECT 1 FROM " + partition.table(Tables.MESSAGES) + " WHERE " + ofConversation.sql() + " LIMIT 1",
                ofConversation.parameters(key));
        return !tolerant.list(query, connection, row -> true).isEmpty();
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
                .andIf(pattern(asked.text()), " AND " + database.dialect().holdsText("title"))
                .and(" ORDER BY updated_at DESC, conversation_id DESC")
                .and(" LIMIT ?", asked.limit() + 1)
                .andIf(asked.offset() == 0 ? null : asked.offset(), " OFFSET ?");
        return page(database.read(connection -> query.list(connection, ConversationReader::summary)), asked.limit());
    }

    /** Whether there are rows of another program that no list knows of yet. */
    public boolean isIncomplete() {
        return !partitions.uncatalogued().isEmpty();
    }

    /**
     * Conversations to be exported, in the order of their keys, which does not change while they go on.
     *
     * @param behind the key to begin behind; null for the first ones
     */
    public List<ConversationKey> keys(ExportQuery asked, @Nullable ConversationKey behind, int limit)
            throws SQLException {
        boolean withErrors = asked.format() == ExportFormat.MES;
        // What is computed is not looked for in an index of moments, from which all would have to be sorted for each
        // page.
        Query query = new Query(KEYS + (withErrors ? "(message_count > 0 OR error_days <> '')" : "message_count > 0"))
                .andIf(asked.userId(), " AND user_id = ?")
                .andIf(seconds(asked.from()), " AND updated_at + 0 >= ?")
                .andIf(secondsUpTo(asked.to()), " AND created_at < ?")
                .andIf(asked.model(), " AND model_name = ?");
        if (behind != null && asked.userId() != null) {
            query.and(" AND conversation_id > ?", behind.conversationId());
        } else if (behind != null) {
            String isBehind = database.dialect().isBehind("user_id", "conversation_id");
            query.and(" AND " + isBehind, behind.userId(), behind.userId(), behind.conversationId());
        }
        query.and(" ORDER BY user_id, conversation_id LIMIT " + limit);
        return database.read(
                connection -> query.list(connection, row -> new ConversationKey(row.getLong(1), row.getString(2))));
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
        return text == null ? null : database.dialect().textPattern(text);
    }

    private static ConversationSummary summary(ResultSet row) throws SQLException {
        return new ConversationSummary(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                Tokens.bounded(row.getLong(5)),
                row.getLong(6),
                row.getLong(7));
    }

    /** What a user has said and spent: one row a day and model, however much that was. */
    public ConversationStats stats(long userId) throws SQLException {
        return database.read(connection -> {
            StatsSum sum = new StatsSum();
            new Query(USAGE, userId).list(connection, row -> {
                sum.add(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
                return sum;
            });
            return sum.stats(new Query(COUNT, userId)
                    .list(connection, row -> row.getLong(1))
                    .get(0));
        });
    }
}
