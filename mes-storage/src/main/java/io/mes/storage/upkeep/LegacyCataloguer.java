package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.Coverage;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.partition.PartitionTable;
import io.mes.storage.partition.TakeOver;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Takes rows into the catalogue that another program wrote before there was one.
 *
 * <p>Oldest day first, some rows a transaction, which also notes how far it came: it may break off anywhere, and several
 * gateways may do it at once. What was deleted meanwhile is not taken over but deleted.
 */
final class LegacyCataloguer {

    private static final int ROWS_A_TRANSACTION = 500;

    private final Database database;
    private final PartitionCatalog partitions;
    private final PartitionTable coverages;
    private final TakeOver takeOver;
    private final ConversationTable conversations;
    private final UsageTable usage;
    private final Calendar calendar;
    private final EarliestTitle titles;

    /** Partitions whose tables are fit to be read. */
    private final Set<Partition> ready = ConcurrentHashMap.newKeySet();

    LegacyCataloguer(Database database, PartitionCatalog partitions, Calendar calendar) {
        this.database = database;
        this.partitions = partitions;
        this.coverages = new PartitionTable(database.dialect());
        this.takeOver = new TakeOver(database);
        this.conversations = new ConversationTable(database.dialect());
        this.titles = new EarliestTitle(database.dialect());
        this.usage = new UsageTable(database.dialect());
        this.calendar = calendar;
    }

    /**
     * Takes over everything there is.
     *
     * @param ended asked after each transaction whether to break off
     */
    void run(BooleanSupplier ended) throws SQLException {
        run(ended, partition -> true);
    }

    /** Takes over what is wanted. See {@link #run(BooleanSupplier)}. */
    void run(BooleanSupplier ended, Predicate<Partition> wanted) throws SQLException {
        for (Coverage coverage : partitions.refreshUncatalogued()) {
            Partition partition = coverage.partition();
            if (!wanted.test(partition)) {
                continue;
            }
            try {
                run(coverage, ended);
            } catch (SQLException e) {
                if (!database.isMissingTable(e)) {
                    throw e;
                }
                // Dropped, with all that was in it.
                if (!partitions.listAny().contains(partition)) {
                    partitions.unregister(partition);
                }
            }
        }
        partitions.refreshUncatalogued();
    }

    private void run(Coverage coverage, BooleanSupplier ended) throws SQLException {
        Partition partition = coverage.partition();
        // Once for each process, for whoever was at it last may have failed.
        if (!ready.contains(partition) && !ended.getAsBoolean() && takeOver.forReading(partition)) {
            ready.add(partition);
        }
        boolean more = !coverage.isComplete();
        while (more && !ended.getAsBoolean()) {
            more = takeSome(partition);
        }
    }

    /** Whether there may be more. */
    private boolean takeSome(Partition partition) throws SQLException {
        return database.write(connection -> {
            Optional<Coverage> found = coverages.lock(connection, partition);
            if (found.isEmpty() || found.get().isComplete()) {
                return false;
            }
            Coverage before = found.get();
            boolean messages = before.cataloguedMessages() < before.legacyMessages();
            Coverage after = take(connection, before, messages);
            coverages.update(connection, after);
            return !after.isComplete();
        });
    }

    private Coverage take(Connection connection, Coverage before, boolean messages) throws SQLException {
        String base = messages ? Tables.MESSAGES : Tables.ERRORS;
        long done = messages ? before.cataloguedMessages() : before.cataloguedErrors();
        long all = messages ? before.legacyMessages() : before.legacyErrors();
        List<LegacyRow> rows = rows(connection, before.partition(), base, done, all);
        take(connection, before.partition(), base, rows);
        long upTo = upTo(rows, all);
        return messages ? before.withMessages(upTo) : before.withErrors(upTo);
    }

    private static long upTo(List<LegacyRow> rows, long all) {
        return rows.size() < ROWS_A_TRANSACTION
                ? all
                : rows.get(rows.size() - 1).id();
    }

    private List<LegacyRow> rows(Connection connection, Partition partition, String base, long behind, long upTo)
            throws SQLException {
        String sql = "SELECT id, user_id, conversation_id, created_at, model_name, total_tokens, "
                + EarliestTitle.columns(database.dialect()) + " FROM " + partition.table(base)
                + " WHERE id > ? AND id <= ? ORDER BY id LIMIT " + ROWS_A_TRANSACTION;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, behind);
            query.setLong(2, upTo);
            List<LegacyRow> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(LegacyRow.of(rows));
                }
            }
            return found;
        }
    }

    private void take(Connection connection, Partition partition, String base, List<LegacyRow> rows)
            throws SQLException {
        List<ConversationKey> keys =
                rows.stream().map(LegacyRow::key).filter(Objects::nonNull).toList();
        Map<ConversationKey, ConversationEntry> stored = conversations.lock(connection, keys);
        LegacyBatch batch = new LegacyBatch(partition, calendar, stored);
        rows.forEach(row -> batch.add(row, base.equals(Tables.MESSAGES)));
        delete(connection, partition.table(base), batch.deletedIds());
        conversations.save(connection, titled(connection, batch), stored.keySet());
        usage.add(connection, batch.usage());
    }

    /** The entries of a batch, named after their earliest messages in whichever order these are taken over. */
    private Collection<ConversationEntry> titled(Connection connection, LegacyBatch batch) throws SQLException {
        if (batch.unsure().isEmpty()) {
            return batch.changedEntries();
        }
        List<Partition> existing = partitions.list(connection);
        List<ConversationEntry> titled = new ArrayList<>();
        for (ConversationEntry entry : batch.changedEntries()) {
            titled.add(batch.unsure().contains(entry.key()) ? titled(connection, entry, existing) : entry);
        }
        return titled;
    }

    private ConversationEntry titled(Connection connection, ConversationEntry entry, List<Partition> existing)
            throws SQLException {
        Long deletedAt = entry.deletedAt();
        long after = deletedAt == null ? -1 : TimeUnit.MILLISECONDS.toSeconds(deletedAt);
        List<Partition> held =
                entry.partitions().stream().filter(existing::contains).toList();
        String title = titles.find(connection, entry.key(), held, after);
        return title.isEmpty() ? entry : entry.withContent(entry.content().titled(title));
    }

    private static void delete(Connection connection, String table, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (long id : ids) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
