package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.Recount;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares catalogue and usage with the rows that they describe, and repairs them.
 *
 * <p>Everything goes on meanwhile: what is compared is locked for that moment, some conversations at a time. Takes about as long
 * as reading an index of every table. Safe on any thread; blocks until it is done.
 */
public final class Recounter {

    private static final int KEYS_A_PAGE = 500;
    private static final int KEYS_A_TRANSACTION = 50;

    private final Database database;
    private final PartitionCatalog partitions;
    private final LegacyCataloguer cataloguer;
    private final EntryRefresher entries;
    private final KeyPages keyPages;
    private final UsageRecounter usage;
    private final @Nullable CompletionPruner pruner;
    private final @Nullable CompletionRecounter completions;

    /**
     * A recounter for one database.
     *
     * @param withCompletions whether completions are to be found, too
     */
    public Recounter(Database database, PartitionCatalog partitions, Calendar calendar, boolean withCompletions) {
        this.database = database;
        this.partitions = partitions;
        this.cataloguer = new LegacyCataloguer(database, partitions, calendar);
        this.keyPages = new KeyPages(database.dialect());
        this.entries = new EntryRefresher(database.dialect(), partitions, calendar);
        this.usage = new UsageRecounter(database, partitions, calendar);
        this.pruner = withCompletions ? new CompletionPruner(database, partitions) : null;
        this.completions = withCompletions ? new CompletionRecounter(database) : null;
    }

    /** Where a conversation was seen. */
    private record Seen(Set<Partition> messages, Set<Partition> errors) {

        Seen() {
            this(new TreeSet<>(), new TreeSet<>());
        }
    }

    /**
     * Recounts everything. Rows that wait to be catalogued are taken over first.
     *
     * @param repair whether to write what is right
     */
    public Recount run(boolean repair) throws SQLException {
        cataloguer.run(() -> false);
        // First, for entries that are refreshed take what they have left with them, uncounted; and what was listed at a
        // place
        // where it is not any more is missing only then.
        long stale = pruner == null ? 0 : pruner.run(repair);
        List<Partition> existing = partitions.list();
        long conversations = 0;
        long wrong = 0;
        @Nullable ConversationKey last = null;
        do {
            NavigableMap<ConversationKey, Seen> page = page(existing, last);
            conversations += page.size();
            wrong += check(page, repair);
            last = page.isEmpty() ? null : page.lastKey();
        } while (last != null);
        long wrongUsage = usage.run(repair);
        long missing = completions == null ? 0 : completions.run(existing, repair);
        return new Recount(conversations, wrong, wrongUsage, missing, stale, repair);
    }

    /** Some conversations in the order of their keys, wherever one of them is known. */
    private NavigableMap<ConversationKey, Seen> page(List<Partition> existing, @Nullable ConversationKey behind)
            throws SQLException {
        return database.read(connection -> {
            NavigableMap<ConversationKey, Seen> page = new TreeMap<>();
            List<ConversationKey> ends = new ArrayList<>();
            see(connection, Tables.CONVERSATIONS, behind, page, ends);
            for (Partition partition : existing) {
                see(connection, partition.table(Tables.MESSAGES), behind, page, ends)
                        .forEach(seen -> seen.messages().add(partition));
                see(connection, partition.table(Tables.ERRORS), behind, page, ends)
                        .forEach(seen -> seen.errors().add(partition));
            }
            ends.stream()
                    .min(ConversationKey::compareTo)
                    .ifPresent(end -> page.tailMap(end, false).clear());
            return page;
        });
    }

    private List<Seen> see(
            Connection connection,
            String table,
            @Nullable ConversationKey behind,
            Map<ConversationKey, Seen> page,
            List<ConversationKey> ends)
            throws SQLException {
        List<ConversationKey> keys = keys(connection, table, behind);
        if (keys.size() == KEYS_A_PAGE) {
            ends.add(keys.get(keys.size() - 1));
        }
        return keys.stream()
                .map(key -> page.computeIfAbsent(key, k -> new Seen()))
                .toList();
    }

    private List<ConversationKey> keys(Connection connection, String table, @Nullable ConversationKey behind)
            throws SQLException {
        try {
            return keyPages.behind(connection, table, behind, KEYS_A_PAGE);
        } catch (SQLException e) {
            if (database.isMissingTable(e)) {
                return List.of();
            }
            throw e;
        }
    }

    private long check(Map<ConversationKey, Seen> page, boolean repair) throws SQLException {
        List<ConversationKey> keys = List.copyOf(page.keySet());
        long wrong = 0;
        for (int start = 0; start < keys.size(); start += KEYS_A_TRANSACTION) {
            List<ConversationKey> some = keys.subList(start, Math.min(keys.size(), start + KEYS_A_TRANSACTION));
            wrong += database.write(connection -> repair
                    ? entries.refresh(connection, some, (c, entry) -> {}, entry -> places(entry, page))
                    : entries.compare(connection, some, entry -> places(entry, page)));
        }
        return wrong;
    }

    private static EntryRefresher.Places places(ConversationEntry entry, Map<ConversationKey, Seen> page) {
        Seen seen = page.getOrDefault(entry.key(), new Seen());
        return new EntryRefresher.Places(
                both(seen.messages(), entry.partitions()), both(seen.errors(), entry.errorPartitions()));
    }

    private static Collection<Partition> both(Set<Partition> seen, List<Partition> known) {
        Set<Partition> both = new TreeSet<>(known);
        both.addAll(seen);
        return both;
    }
}
