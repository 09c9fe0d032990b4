package io.mes.storage.upkeep;

import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.partition.PartitionTable;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Deletes old rows from the base tables, which cannot be dropped by day, and makes the catalogue follow. It may break off
 * anywhere; several gateways may do it at once.
 */
final class BasePruner {

    private static final int KEYS_A_TRANSACTION = 100;

    private final Database database;
    private final PartitionTable coverages;
    private final EntryRefresher entries;
    private final KeyPages keyPages;
    private final KeyCondition ofConversation;

    BasePruner(Database database, PartitionCatalog partitions, Calendar calendar) {
        this.database = database;
        this.coverages = new PartitionTable(database.dialect());
        this.entries = new EntryRefresher(database.dialect(), partitions, calendar);
        this.keyPages = new KeyPages(database.dialect());
        this.ofConversation = new KeyCondition(database.dialect());
    }

    /** Deletes what was written before a moment, in unix seconds. */
    void prune(long before) throws SQLException {
        for (String base : List.of(Tables.MESSAGES, Tables.ERRORS)) {
            while (pruneSome(base, before)) {
                // Each time some conversations more.
            }
            database.write(connection -> {
                holdTakeOver(connection);
                return deleteUnnamed(connection, base, before);
            });
        }
    }

    /**
     * Waits for whoever is taking rows over, and keeps them from more until the transaction ends: they would enter in
     * catalogue and usage what they have read, though it is deleted meanwhile.
     */
    private void holdTakeOver(Connection connection) throws SQLException {
        coverages.lock(connection, Partition.BASE);
    }

    /** Whether anything was deleted, so that there may be more. */
    private boolean pruneSome(String base, long before) throws SQLException {
        // Not in the transaction: where that sees everything as at its first question, it must be one that locks.
        List<ConversationKey> keys =
                database.read(connection -> keyPages.before(connection, base, before, KEYS_A_TRANSACTION));
        return database.write(connection -> {
            holdTakeOver(connection);
            long[] deleted = {0};
            entries.refresh(
                    connection,
                    keys,
                    (c, entry) -> deleted[0] += delete(c, base, entry.key(), before),
                    BasePruner::everywhere);
            return deleted[0] > 0;
        });
    }

    /** Rows of no conversation, of which no entry knows. */
    private static long deleteUnnamed(Connection connection, String base, long before) throws SQLException {
        String sql = "DELETE FROM " + Partition.BASE.table(base)
                + " WHERE created_at < ? AND (user_id IS NULL OR conversation_id IS NULL)";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, before);
            return delete.executeUpdate();
        }
    }

    private static EntryRefresher.Places everywhere(ConversationEntry entry) {
        return new EntryRefresher.Places(entry.partitions(), entry.errorPartitions());
    }

    private long delete(Connection connection, String base, ConversationKey key, long before) throws SQLException {
        String sql =
                "DELETE FROM " + Partition.BASE.table(base) + " WHERE " + ofConversation.sql() + " AND created_at < ?";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            int next = ofConversation.bind(delete, key);
            delete.setLong(next, before);
            CompletionTable.removeOld(connection, key, before);
            return delete.executeUpdate();
        }
    }
}
