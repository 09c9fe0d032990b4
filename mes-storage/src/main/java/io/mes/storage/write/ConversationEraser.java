package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Deletes conversations: all rows of messages and errors, and what catalogue and usage say of them.
 *
 * <p>What remains is a tombstone, the bare fact that and when it was deleted, so that an exchange which began before does
 * not bring it back.
 */
public final class ConversationEraser {

    private final Transactions transactions;
    private final PartitionCatalog partitions;
    private final Calendar calendar;
    private final ConversationTable conversations;
    private final UsageTable usage;

    /** An eraser for one database. */
    public ConversationEraser(DataSource database, Dialect dialect, PartitionCatalog partitions, Calendar calendar) {
        this.transactions = new Transactions(database);
        this.partitions = partitions;
        this.calendar = calendar;
        this.conversations = new ConversationTable(dialect);
        this.usage = new UsageTable(dialect);
    }

    /**
     * Deletes a conversation in one transaction.
     *
     * @param deletedAt exchanges that began until then belong to what is deleted
     * @return how many messages were deleted; empty if there is no such conversation
     */
    public OptionalLong erase(ConversationKey key, Instant deletedAt) throws SQLException {
        // Tables may have been dropped by hand; what they held is gone as it should be.
        Set<Partition> existing = Set.copyOf(partitions.list());
        return transactions.run(connection -> {
            Map<ConversationKey, ConversationEntry> found = conversations.lock(connection, List.of(key));
            ConversationEntry entry = found.get(key);
            if (entry == null
                    || (entry.messageCount() == 0 && entry.errorPartitions().isEmpty())) {
                return OptionalLong.empty();
            }
            UsageChange change = new UsageChange();
            long messages = 0;
            for (Partition partition : present(entry.partitions(), existing)) {
                count(connection, partition, Tables.MESSAGES, key, change);
                messages += delete(connection, partition.table(Tables.MESSAGES), key);
            }
            for (Partition partition : present(entry.errorPartitions(), existing)) {
                count(connection, partition, Tables.ERRORS, key, change);
                delete(connection, partition.table(Tables.ERRORS), key);
            }
            usage.remove(connection, change);
            conversations.save(connection, List.of(entry.deleted(deletedAt.toEpochMilli())), found.keySet());
            return OptionalLong.of(messages);
        });
    }

    private static List<Partition> present(List<Partition> partitions, Set<Partition> existing) {
        return partitions.stream().filter(existing::contains).toList();
    }

    private void count(Connection connection, Partition partition, String base, ConversationKey key, UsageChange change)
            throws SQLException {
        String sql = "SELECT created_at, model_name, COUNT(*), SUM(total_tokens) FROM " + partition.table(base)
                + " WHERE user_id = ? AND conversation_id = ? GROUP BY created_at, model_name";
        boolean messages = base.equals(Tables.MESSAGES);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, key.userId());
            query.setString(2, key.conversationId());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    long count = rows.getLong(3);
                    change.add(
                            new UsageChange.Key(key.userId(), day(partition, rows.getLong(1)), rows.getString(2)),
                            new UsageChange.Count(
                                    messages ? count : 0, messages ? rows.getLong(4) : 0, messages ? 0 : count));
                }
            }
        }
    }

    /** The day under which a row counts: its table's, or for the base tables that of its moment. */
    private String day(Partition partition, long createdAt) {
        LocalDate day = partition.day();
        return (day != null ? day : calendar.dayOf(Instant.ofEpochSecond(createdAt))).toString();
    }

    private static long delete(Connection connection, String table, ConversationKey key) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE user_id = ? AND conversation_id = ?";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, key.userId());
            delete.setString(2, key.conversationId());
            return delete.executeUpdate();
        }
    }
}
