package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.Coverage;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.partition.PartitionTable;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Drops the tables of a day, and makes catalogue and usage follow.
 *
 * <p>First nothing of the day is taken into the catalogue any more, then no entry leads to it, then its usage goes, then
 * its tables. It may break off anywhere and be called again; several gateways may do it at once. Nobody must write to the
 * day meanwhile.
 */
public final class DayDropper {

    private static final int KEYS_A_TRANSACTION = 100;

    private final Database database;
    private final PartitionCatalog partitions;
    private final PartitionTable coverages;
    private final UsageTable usage;
    private final EntryRefresher entries;
    private final KeyPages keyPages;

    /** A dropper for one database. */
    public DayDropper(Database database, PartitionCatalog partitions, Calendar calendar) {
        this.database = database;
        this.partitions = partitions;
        this.coverages = new PartitionTable(database.dialect());
        this.usage = new UsageTable(database.dialect());
        this.keyPages = new KeyPages(database.dialect());
        this.entries = new EntryRefresher(database.dialect(), partitions, calendar);
    }

    /**
     * Drops a day.
     *
     * @return whether its tables were there
     */
    public boolean drop(Partition day) throws SQLException {
        if (day.day() == null || !partitions.list().contains(day)) {
            return false;
        }
        database.write(connection -> endTakeOver(connection, day));
        try {
            leaveOut(day, day.table(Tables.MESSAGES));
            leaveOut(day, day.table(Tables.ERRORS));
        } catch (SQLException e) {
            if (!database.isMissingTable(e)) {
                throw e;
            }
            // Another gateway was faster, and goes on.
        }
        database.write(connection -> {
            usage.removeDay(connection, String.valueOf(day.day()));
            return true;
        });
        database.define(List.of(
                "DROP TABLE IF EXISTS " + day.table(Tables.MESSAGES),
                "DROP TABLE IF EXISTS " + day.table(Tables.ERRORS)));
        database.write(connection -> {
            coverages.remove(connection, day);
            return true;
        });
        partitions.forget(day);
        return true;
    }

    /** Whoever takes rows of the day over, here or in another gateway, would make entries anew that have left it out. */
    private boolean endTakeOver(Connection connection, Partition day) throws SQLException {
        // Where another program made the tables lately, the first gateway that sees them would register them.
        coverages.addIfAbsent(connection, Coverage.complete(day));
        Optional<Coverage> coverage = coverages.lock(connection, day);
        if (coverage.isPresent() && !coverage.get().isComplete()) {
            coverages.update(connection, coverage.get().completed());
        }
        return true;
    }

    private void leaveOut(Partition day, String table) throws SQLException {
        @Nullable ConversationKey last = null;
        List<ConversationKey> keys;
        do {
            ConversationKey behind = last;
            keys = database.write(connection -> {
                List<ConversationKey> page = keyPages.behind(connection, table, behind, KEYS_A_TRANSACTION);
                entries.refresh(connection, page, (c, entry) -> {}, entry -> without(day, entry));
                return page;
            });
            last = keys.isEmpty() ? null : keys.get(keys.size() - 1);
        } while (keys.size() == KEYS_A_TRANSACTION);
    }

    private static EntryRefresher.Places without(Partition day, ConversationEntry entry) {
        return new EntryRefresher.Places(without(day, entry.partitions()), without(day, entry.errorPartitions()));
    }

    private static Collection<Partition> without(Partition day, List<Partition> partitions) {
        Collection<Partition> rest = new TreeSet<>(partitions);
        rest.remove(day);
        return rest;
    }
}
