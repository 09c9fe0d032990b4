package io.mes.storage.write;

import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.catalogue.TokenSum;
import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.catalogue.UsageChange.Count;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.Coverage;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.partition.PartitionTable;
import io.mes.storage.query.ConflictException;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deletes conversations: all rows of messages and errors, and what catalogue and usage say of them.
 *
 * <p>What remains is a tombstone, the bare fact that and when it was deleted, so that an exchange which began before does not
 * bring it back. Safe on any thread.
 */
public final class ConversationEraser {

    private final Database database;
    private final PartitionCatalog partitions;
    private final PartitionTable coverage;
    private final Calendar calendar;
    private final ConversationTable conversations;
    private final UsageTable usage;
    private final ReplyTable replies;
    private final KeyCondition ofConversation;

    /** An eraser for one database. */
    public ConversationEraser(Database database, PartitionCatalog partitions, Calendar calendar) {
        this.database = database;
        this.coverage = new PartitionTable(database.dialect());
        this.partitions = partitions;
        this.calendar = calendar;
        this.conversations = new ConversationTable(database.dialect());
        this.usage = new UsageTable(database.dialect());
        this.replies = new ReplyTable(database.dialect());
        this.ofConversation = new KeyCondition(database.dialect());
    }

    /**
     * Deletes a conversation in one transaction.
     *
     * @param deletedAt exchanges that began until then belong to what is deleted
     * @return how many messages were deleted; empty if there is no such conversation
     */
    public OptionalLong erase(ConversationKey key, Instant deletedAt) throws SQLException {
        return erase(key, deletedAt, (connection, partition) -> {});
    }

    /**
     * Likewise, if a conversation holds messages of one exchange only.
     *
     * @param messageId one of the exchange's
     * @throws ConflictException if it holds others
     */
    public OptionalLong eraseAlone(ConversationKey key, String messageId, Instant deletedAt) throws SQLException {
        return erase(key, deletedAt, (connection, partition) -> checkAlone(connection, partition, key, messageId));
    }

    /** Looks at a table of messages before any of them is deleted. */
    private interface Check {
        void run(Connection connection, Partition partition) throws SQLException;
    }

    private OptionalLong erase(ConversationKey key, Instant deletedAt, Check check) throws SQLException {
        // Tables may have been dropped by hand; what they held is gone as it should be.
        Set<Partition> existing = Set.copyOf(partitions.list());
        List<Partition> uncatalogued = partitions.uncatalogued();
        return database.write(connection -> {
            Map<Partition, Coverage> legacy = lock(connection, uncatalogued);
            Map<ConversationKey, ConversationEntry> found = conversations.lock(connection, List.of(key));
            ConversationEntry entry = found.getOrDefault(key, ConversationEntry.empty(key));
            UsageChange change = new UsageChange();
            long messages = 0;
            Set<Partition> held = present(entry.partitions(), legacy.keySet(), existing);
            for (Partition partition : held) {
                check.run(connection, partition);
            }
            for (Partition partition : held) {
                messages += erase(connection, partition, Tables.MESSAGES, key, legacy.get(partition), change);
            }
            for (Partition partition : present(entry.errorPartitions(), legacy.keySet(), existing)) {
                erase(connection, partition, Tables.ERRORS, key, legacy.get(partition), change);
            }
            if (messages == 0 && entry.content().isEmpty()) {
                return OptionalLong.empty();
            }
            conversations.save(connection, List.of(entry.deleted(deletedAt.toEpochMilli())), found.keySet());
            replies.markDeleted(connection, key);
            CompletionTable.markDeleted(connection, key);
            usage.add(connection, change);
            return OptionalLong.of(messages);
        });
    }

    private void checkAlone(Connection connection, Partition partition, ConversationKey key, String messageId)
            throws SQLException {
        String exchange = MessageIds.exchangeOf(messageId) + "-";
        String sql = "SELECT 1 FROM " + partition.table(Tables.MESSAGES) + " WHERE " + ofConversation.sql()
                + " AND SUBSTR(message_id, 1, ?) <> ? LIMIT 1";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int next = ofConversation.bind(query, key);
            query.setInt(next, exchange.length());
            query.setString(next + 1, exchange);
            try (ResultSet others = query.executeQuery()) {
                if (others.next()) {
                    throw new ConflictException("The completion is part of a conversation with others, which hold its"
                            + " messages too; delete the conversation " + key.conversationId() + " as a whole");
                }
            }
        } catch (SQLException e) {
            if (database.dialect().classify(e) != Failure.INCOMPARABLE) {
                throw e;
            }
        }
    }

    /** What nobody has catalogued yet belongs to the conversation all the same. */
    private Map<Partition, Coverage> lock(Connection connection, List<Partition> uncatalogued) throws SQLException {
        Map<Partition, Coverage> locked = new TreeMap<>();
        for (Partition partition : uncatalogued) {
            Optional<Coverage> found = coverage.lock(connection, partition);
            found.filter(one -> !one.isComplete()).ifPresent(one -> locked.put(partition, one));
        }
        return locked;
    }

    private static Set<Partition> present(List<Partition> known, Set<Partition> legacy, Set<Partition> existing) {
        Set<Partition> present = new TreeSet<>(known);
        present.addAll(legacy);
        present.retainAll(existing);
        return present;
    }

    /** Deletes rows of one table and counts what the catalogue has counted of them. */
    private long erase(
            Connection connection,
            Partition partition,
            String base,
            ConversationKey key,
            @Nullable Coverage legacy,
            UsageChange change)
            throws SQLException {
        try {
            count(connection, partition, base, key, legacy, change);
            return delete(connection, partition.table(base), key);
        } catch (SQLException e) {
            if (database.dialect().classify(e) == Failure.INCOMPARABLE) {
                return 0;
            }
            throw e;
        }
    }

    /** Counts what the catalogue counts of the rows. */
    private void count(
            Connection connection,
            Partition partition,
            String base,
            ConversationKey key,
            @Nullable Coverage legacy,
            UsageChange change)
            throws SQLException {
        boolean messages = base.equals(Tables.MESSAGES);
        String sql = "SELECT created_at, " + database.dialect().byBytes("COALESCE(model_name, '')")
                + " AS model, COUNT(*), " + TokenSum.SQL + " FROM " + partition.table(base) + " WHERE "
                + ofConversation.sql() + (legacy == null ? "" : legacy.covered(base))
                + " GROUP BY created_at, model";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            ofConversation.bind(query, key);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    long count = rows.getLong(3);
                    change.remove(
                            new UsageChange.Key(
                                    key.userId(),
                                    calendar.dayOf(partition, rows.getLong(1)).toString(),
                                    rows.getString(2)),
                            messages ? Count.ofMessages(count, TokenSum.of(rows, 4)) : Count.ofErrors(count));
                }
            }
        }
    }

    private long delete(Connection connection, String table, ConversationKey key) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE " + ofConversation.sql();
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            ofConversation.bind(delete, key);
            return delete.executeUpdate();
        }
    }
}
