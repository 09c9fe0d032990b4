package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.Imported;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import io.mes.storage.stats.StoreCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

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
        for (Partition partition : partitionsOf(part)) {
            partitions.ensure(partition);
        }
        try {
            Imported imported = database.write(connection -> store(connection, part));
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
        LongStream.concat(
                        part.messages().stream().mapToLong(MessageRow::createdAt),
                        part.errors().stream().mapToLong(ErrorRow::createdAt))
                .forEach(createdAt -> needed.add(config.calendar().partitionOf(Instant.ofEpochSecond(createdAt))));
        return needed;
    }

    private Imported store(Connection connection, ConversationPart part) throws SQLException {
        ConversationKey key = new ConversationKey(part.userId(), part.conversationId());
        Map<ConversationKey, ConversationEntry> entries = tables.lock(connection, List.of(key));
        ConversationEntry entry = entries.getOrDefault(key, ConversationEntry.empty(key));
        Fresh<MessageRow> messages = fresh(
                stored(connection, part, entry, Tables.MESSAGES),
                entry,
                part.messages(),
                MessageRow::messageId,
                MessageRow::createdAt);
        Fresh<ErrorRow> errors = fresh(
                stored(connection, part, entry, Tables.ERRORS),
                entry,
                part.errors(),
                ErrorRow::messageId,
                ErrorRow::createdAt);
        Imported imported = messages.count().plus(errors.count());
        if (imported.added() > 0) {
            PlacedBatch placed = new PlacedBatch(config, entries, new KnownReplies(Map.of()));
            placed.add(key, part.withRows(messages.rows(), errors.rows()));
            tables.apply(connection, placed);
        }
        if (entry.deletedAt() == null) {
            List<ReplyTable.Row> replies = part.replies().stream()
                    .map(reply -> new ReplyTable.Row(key, reply))
                    .toList();
            tables.replies().addIfAbsent(connection, replies);
        }
        return imported;
    }

    /** Rows that are to be stored, and how many are and are not. */
    private record Fresh<R>(List<R> rows, Imported count) {}

    private static <R> Fresh<R> fresh(
            Set<String> stored,
            ConversationEntry entry,
            List<R> rows,
            Function<R, String> messageId,
            ToLongFunction<R> createdAt) {
        List<R> fresh = new ArrayList<>();
        long deleted = 0;
        for (R row : rows) {
            if (!stored.add(messageId.apply(row))) {
                continue;
            }
            if (entry.wasDeletedAfter(createdAt.applyAsLong(row) * 1000)) {
                deleted++;
            } else {
                fresh.add(row);
            }
        }
        return new Fresh<>(fresh, new Imported(fresh.size(), rows.size() - fresh.size() - deleted, deleted));
    }

    /** Ids of the rows that are there already, wherever the conversation or the rows themselves may have them. */
    private Set<String> stored(Connection connection, ConversationPart part, ConversationEntry entry, String base)
            throws SQLException {
        boolean messages = base.equals(Tables.MESSAGES);
        List<String> ids = messages
                ? part.messages().stream().map(MessageRow::messageId).toList()
                : part.errors().stream().map(ErrorRow::messageId).toList();
        Set<Partition> where = new TreeSet<>(partitionsOf(part));
        where.addAll(messages ? entry.partitions() : entry.errorPartitions());
        where.retainAll(partitions.list(connection));
        return ids.isEmpty() ? new TreeSet<>() : StoredIds.find(connection, entry.key(), base, where, ids);
    }
}
