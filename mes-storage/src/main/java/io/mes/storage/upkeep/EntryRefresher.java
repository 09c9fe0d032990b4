package io.mes.storage.upkeep;

import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.EntryContent;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.Coverage;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.partition.PartitionTable;
import io.mes.storage.row.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Writes entries anew from the rows that there are. Thread-safe; the caller owns the transaction.
 *
 * <p>Which tables there are, and which of their rows are catalogued, is asked once the entries are locked: before, a day may
 * begin that they come to lead to, and rows of theirs be catalogued.
 */
final class EntryRefresher {

    private final PartitionCatalog partitions;
    private final PartitionTable coverages;
    private final ConversationTable conversations;
    private final ReplyTable replies;
    private final ContentReader contents;

    EntryRefresher(Dialect dialect, PartitionCatalog partitions, Calendar calendar) {
        this.partitions = partitions;
        this.coverages = new PartitionTable(dialect);
        this.conversations = new ConversationTable(dialect);
        this.replies = new ReplyTable(dialect);
        this.contents = new ContentReader(dialect, calendar);
    }

    /** Where an entry's rows may be; some of it may not be there any more. */
    record Places(Collection<Partition> messages, Collection<Partition> errors) {

        private Places among(Collection<Partition> existing) {
            return new Places(
                    messages.stream().filter(existing::contains).toList(),
                    errors.stream().filter(existing::contains).toList());
        }
    }

    /** What a transaction does to rows once the entries are locked. */
    interface RowChange {
        void apply(Connection connection, ConversationEntry entry) throws SQLException;
    }

    /**
     * Locks entries, changes their rows, and writes them anew.
     *
     * @param places where the rows of an entry may be after the change
     * @return how many entries say something else now
     */
    long refresh(
            Connection connection,
            Collection<ConversationKey> keys,
            RowChange change,
            Function<ConversationEntry, Places> places)
            throws SQLException {
        return refresh(connection, keys, change, places, true);
    }

    /** How many entries do not say what their rows do. */
    long compare(Connection connection, Collection<ConversationKey> keys, Function<ConversationEntry, Places> places)
            throws SQLException {
        return refresh(connection, keys, (c, entry) -> {}, places, false);
    }

    private long refresh(
            Connection connection,
            Collection<ConversationKey> keys,
            RowChange change,
            Function<ConversationEntry, Places> places,
            boolean write)
            throws SQLException {
        Map<ConversationKey, ConversationEntry> stored = conversations.lock(connection, keys);
        Set<Partition> existing = Set.copyOf(partitions.list(connection));
        Map<Partition, Coverage> uncatalogued = coverages.incomplete(connection);
        List<ConversationEntry> saved = new ArrayList<>();
        List<ConversationKey> removed = new ArrayList<>();
        Map<ConversationKey, Set<Partition>> left = new TreeMap<>();
        for (ConversationKey key : keys) {
            ConversationEntry before = stored.getOrDefault(key, ConversationEntry.empty(key));
            change.apply(connection, before);
            Places where = places.apply(before).among(existing);
            ConversationEntry after = before.withContent(content(connection, before, where, uncatalogued));
            if (after.equals(before)) {
                continue;
            }
            Set<Partition> empty = without(before.partitions(), after.partitions());
            if (!empty.isEmpty()) {
                left.put(key, empty);
            }
            if (after.content().isEmpty() && after.deletedAt() == null) {
                removed.add(key);
            } else {
                saved.add(after);
            }
        }
        if (write) {
            conversations.save(connection, saved, stored.keySet());
            conversations.remove(connection, removed);
            replies.remove(connection, removed);
            CompletionTable.remove(connection, removed);
            CompletionTable.leave(connection, left);
        }
        return (long) saved.size() + removed.size();
    }

    private static Set<Partition> without(List<Partition> some, List<Partition> others) {
        Set<Partition> rest = new TreeSet<>(some);
        others.forEach(rest::remove);
        return rest;
    }

    /** What is derived from rows; what is left of a conversation without rows says when it was deleted and no more. */
    private EntryContent content(
            Connection connection, ConversationEntry before, Places where, Map<Partition, Coverage> uncatalogued)
            throws SQLException {
        EntryContent content = contents.read(connection, before.key(), where.messages(), where.errors(), uncatalogued);
        boolean onlyErrors = content.messageCount() == 0 && !content.isEmpty();
        return onlyErrors || (content.isEmpty() && before.deletedAt() != null)
                ? before.content().withoutMessages(content.errorPartitions())
                : content.named(before.content());
    }
}
