package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.EntryContent;
import io.mes.storage.conversation.ConversationState;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.Imported;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Row;
import io.mes.storage.stats.StoreCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Stores rows that were exported, at the moments that they name, each once however often they come.
 *
 * <p>Called by the writer thread. What belongs to a conversation that was deleted after it stays away.
 */
public final class RowImport {

    private final Database database;
    private final PartitionCatalog partitions;
    private final WriterConfig config;
    private final StoreCounters counters;
    private final BatchTables tables;

    /** An import into one database. */
    public RowImport(Database database, PartitionCatalog partitions, WriterConfig config, StoreCounters counters) {
        this.database = database;
        this.partitions = partitions;
        this.config = config;
        this.counters = counters;
        this.tables = new BatchTables(database.dialect());
    }

    /**
     * Stores a part of a conversation in one transaction.
     *
     * @throws InvalidQueryException if the database takes no such rows, or has one of their ids in another conversation
     * @throws SQLException if it fails; what was stored before is found when the same part comes again
     */
    public Imported store(ConversationPart part) throws SQLException {
        Set<Partition> days = partitionsOf(part);
        for (Partition partition : days) {
            partitions.ensure(partition);
        }
        try {
            Imported imported = database.write(connection -> store(connection, part, days));
            counters.recordWritten(0, 0, imported.added());
            return imported;
        } catch (SQLException e) {
            Failure failure = database.dialect().classify(e);
            if (failure == Failure.MISSING_TABLE) {
                partitions.forget();
            }
            if (failure == Failure.DATA) {
                throw new InvalidQueryException("messages", "The database does not take these rows: " + e.getMessage());
            }
            throw e;
        }
    }

    private Set<Partition> partitionsOf(ConversationPart part) {
        Set<Partition> needed = new TreeSet<>();
        Stream.<Row>concat(part.messages().stream(), part.errors().stream())
                .map(row -> partitionOf(row.createdAt()))
                .forEach(needed::add);
        return needed;
    }

    private Partition partitionOf(long createdAt) {
        return config.calendar().partitionOf(Instant.ofEpochSecond(createdAt));
    }

    private Imported store(Connection connection, ConversationPart part, Set<Partition> days) throws SQLException {
        ConversationKey key = new ConversationKey(part.userId(), part.conversationId());
        Map<ConversationKey, ConversationEntry> entries = tables.lock(connection, List.of(key));
        ConversationEntry entry = entries.getOrDefault(key, ConversationEntry.empty(key));
        List<Partition> existing = partitions.list(connection);
        ImportedPart imported = new ImportedPart(part, entry, days, new StoredIds(connection, key, existing));
        ConversationState state = imported.state();
        PlacedBatch placed = new PlacedBatch(config, entries, new KnownReplies(Map.of()));
        placed.add(key, imported.fresh());
        boolean older = placed.stateOf(key).isNewerThan(state);
        if (!older) {
            placed.takeOver(key, EntryContent.of(part), state);
        }
        tables.apply(connection, placed);
        if (older) {
            tables.replies().addIfAbsent(connection, imported.replies());
        } else {
            tables.replies().add(connection, imported.replies());
        }
        if (config.completions()) {
            Set<Partition> where = imported.partitions();
            where.retainAll(existing);
            noteCompletions(connection, key, where, imported.fresh().messages());
        }
        return imported.count();
    }

    private void noteCompletions(
            Connection connection, ConversationKey key, Set<Partition> where, List<MessageRow> rows)
            throws SQLException {
        ImportedCompletions completions = new ImportedCompletions(connection, database.dialect(), key, where);
        rows.forEach(row -> completions.add(row, partitionOf(row.createdAt())));
        completions.store();
    }
}
