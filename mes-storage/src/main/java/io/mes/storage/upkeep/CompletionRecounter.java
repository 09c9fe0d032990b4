package io.mes.storage.upkeep;

import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.CompletionTag;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.database.Database;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for completions that are not listed, because they were stored before completions were, or by something else than the
 * writer; and lists them. Everything goes on meanwhile.
 */
final class CompletionRecounter {

    /** A power of two, so that a page is asked for by one statement. */
    private static final int KEYS_A_PAGE = 128;

    private static final String COLUMNS = ", role, other, model_name, created_at";

    private final Database database;
    private final ConversationTable conversations;
    private final CompletionRowReader rows;

    /**
     * What a first reply says of its completion.
     *
     * @param tags by what it is found, but for metadata that another reply holds
     * @param metadataHolder that reply; null for none
     */
    private record Reply(
            Set<Long> tags,
            long responseTag,
            long createdAt,
            @Nullable CompletionKey metadataHolder) {}

    CompletionRecounter(Database database) {
        this.database = database;
        this.conversations = new ConversationTable(database.dialect());
        this.rows = new CompletionRowReader(database);
    }

    /**
     * Looks through the tables of messages.
     *
     * @return how many are missing, or were
     */
    long run(List<Partition> existing, boolean repair) throws SQLException {
        long missing = 0;
        for (Partition partition : existing) {
            try {
                missing += run(partition, existing, repair);
            } catch (SQLException e) {
                if (!database.isMissingTable(e)) {
                    throw e;
                }
                // Dropped meanwhile.
            }
        }
        return missing;
    }

    private long run(Partition partition, List<Partition> existing, boolean repair) throws SQLException {
        long missing = 0;
        String behind = "";
        List<CompletionKey> page;
        do {
            String last = behind;
            List<CompletionKey> some = database.read(connection -> missing(connection, partition, last));
            if (!some.isEmpty()) {
                missing += repair
                        ? database.write(connection -> add(connection, partition, existing, some))
                        : database.stream(connection ->
                                (long) replies(connection, partition, some).size());
            }
            behind = some.isEmpty() ? last : some.get(some.size() - 1).messageId();
            page = some;
        } while (page.size() == KEYS_A_PAGE);
        return missing;
    }

    /** By the index of message ids; rows that concern a whole exchange say so at their beginning. */
    private List<CompletionKey> missing(Connection connection, Partition partition, String behind) throws SQLException {
        String sql = "SELECT " + CompletionKey.COLUMNS + " FROM " + partition.table(Tables.MESSAGES)
                + " reply WHERE message_id > ? AND " + database.dialect().asText("other") + " LIKE ?"
                + " AND NOT EXISTS (SELECT 1 FROM " + Tables.COMPLETIONS + " known WHERE known.user_id = reply.user_id"
                + " AND known.tag = " + CompletionTag.ALL + " AND known.message_id = "
                + database.dialect().byBytes("reply.message_id") + ") ORDER BY message_id LIMIT " + KEYS_A_PAGE;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, behind);
            query.setString(2, Facts.REQUEST_PATTERN);
            List<CompletionKey> missing = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    missing.add(CompletionKey.of(found));
                }
            }
            return missing;
        }
    }

    /** Whoever deletes one of the conversations comes before or behind. */
    private long add(Connection connection, Partition partition, List<Partition> existing, List<CompletionKey> missing)
            throws SQLException {
        Map<ConversationKey, ConversationEntry> entries = conversations.lock(
                connection, missing.stream().map(CompletionKey::conversation).toList());
        Map<CompletionKey, Reply> replies = replies(connection, partition, missing);
        Map<CompletionKey, Integer> choices = rows.replies(connection, partition, replies.keySet());
        Map<CompletionKey, Set<Long>> held = new HashMap<>();
        Set<CompletionKey> holders = holders(replies.values());
        readMetadata(connection, partition, holders, held);
        holders.removeAll(held.keySet());
        readElsewhere(connection, existing, entries, holders, held);
        List<CompletionRow> added = new ArrayList<>();
        replies.forEach((key, reply) -> {
            Set<Long> tags = new LinkedHashSet<>(reply.tags());
            CompletionKey holder = reply.metadataHolder();
            tags.addAll(holder == null ? Set.of() : held.getOrDefault(holder, Set.of()));
            for (long tag : tags) {
                added.add(new CompletionRow(
                        key.conversation(),
                        tag,
                        key.messageId(),
                        partition,
                        choices.getOrDefault(key, 1),
                        reply.createdAt(),
                        reply.responseTag()));
            }
        });
        CompletionTable.addIfAbsent(connection, database.dialect(), added);
        return replies.size();
    }

    /** Those that really hold a request: a message that was sent may have a field of that name. */
    private Map<CompletionKey, Reply> replies(Connection connection, Partition partition, List<CompletionKey> missing)
            throws SQLException {
        Map<CompletionKey, Reply> replies = new LinkedHashMap<>();
        rows.each(connection, partition, missing, COLUMNS, (key, row) -> {
            StoredMessage message = message(key, row);
            if (message.holdsRequest()) {
                replies.put(key, reply(key, message, row.getString(6), row.getLong(7)));
            }
        });
        return replies;
    }

    private static StoredMessage message(CompletionKey key, ResultSet row) throws SQLException {
        return new StoredMessage(key.messageId(), row.getString(4), null, row.getString(5));
    }

    private static Reply reply(CompletionKey key, StoredMessage message, String model, long createdAt) {
        String holder = message.metadataHolder();
        long responseTag = CompletionTag.ofResponseId(message.responseId());
        return new Reply(
                CompletionTag.all(model, message.responseModel(), responseTag, message.metadata()),
                responseTag,
                createdAt,
                holder == null ? null : new CompletionKey(key.conversation(), holder));
    }

    private static Set<CompletionKey> holders(Collection<Reply> replies) {
        Set<CompletionKey> holders = new LinkedHashSet<>();
        for (Reply reply : replies) {
            CompletionKey holder = reply.metadataHolder();
            if (holder != null) {
                holders.add(holder);
            }
        }
        return holders;
    }

    /** What was written before daily partitioning was switched on or off. */
    private void readElsewhere(
            Connection connection,
            List<Partition> existing,
            Map<ConversationKey, ConversationEntry> entries,
            Set<CompletionKey> holders,
            Map<CompletionKey, Set<Long>> tags)
            throws SQLException {
        for (CompletionKey holder : holders) {
            ConversationEntry entry = entries.get(holder.conversation());
            for (Partition other : entry == null ? List.<Partition>of() : entry.partitions()) {
                // A question to one that was dropped by hand would end the transaction.
                if (existing.contains(other)) {
                    readMetadata(connection, other, Set.of(holder), tags);
                }
            }
        }
    }

    private void readMetadata(
            Connection connection,
            Partition partition,
            Collection<CompletionKey> holders,
            Map<CompletionKey, Set<Long>> tags)
            throws SQLException {
        rows.each(
                connection,
                partition,
                holders,
                COLUMNS,
                (key, row) ->
                        tags.put(key, CompletionTag.ofMetadata(message(key, row).requestMetadata())));
    }
}
