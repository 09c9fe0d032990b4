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
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drops the tables of a day, and makes catalogue and usage follow.
 *
 * <p>First nothing of the day is taken into the catalogue any more, then no entry leads to it, then its usage goes, then its
 * tables. What was written to the day meanwhile goes with them, and catalogue and usage follow once more; what comes later makes
 * the tables anew. It may break off anywhere and be called again; several gateways may do it at once. Safe on any thread.
 */
public final class DayDropper {

    private static final int KEYS_A_TRANSACTION = 100;

    private final Database database;
    private final PartitionCatalog partitions;
    private final PartitionTable coverages;
    private final ConversationTable conversations;
    private final UsageTable usage;
    private final UsageRecounter usageRecounter;
    private final EntryRefresher entries;
    private final KeyPages keyPages;

    /** A dropper for one database. */
    public DayDropper(Database database, PartitionCatalog partitions, Calendar calendar) {
        this.database = database;
        this.partitions = partitions;
        this.coverages = new PartitionTable(database.dialect());
        this.conversations = new ConversationTable(database.dialect());
        this.usage = new UsageTable(database.dialect());
        this.usageRecounter = new UsageRecounter(database, partitions, calendar);
        this.keyPages = new KeyPages(database.dialect());
        this.entries = new EntryRefresher(database.dialect(), partitions, calendar);
    }

    /**
     * Drops a day.
     *
     * @return whether its tables were there
     */
    public boolean drop(Partition day) throws SQLException {
        if (day.day() == null || !partitions.listAny().contains(day)) {
            return false;
        }
        database.write(connection -> endTakeOver(connection, day));
        unlessGone(() -> leaveOut(day, day.table(Tables.MESSAGES)));
        unlessGone(() -> leaveOut(day, day.table(Tables.ERRORS)));
        database.write(connection -> {
            usage.removeDay(connection, String.valueOf(day.day()));
            return true;
        });
        database.definePatiently(dropTables(day.table(Tables.MESSAGES), day.table(Tables.ERRORS)));
        partitions.unregister(day);
        unlessGone(() -> followWhatCameLate(day));
        return true;
    }

    /** Both at once, for who meets one alone would make the other anew. */
    private List<String> dropTables(String messages, String errors) {
        String drop = "DROP TABLE IF EXISTS ";
        return database.dialect().hasTransactionalDefinitions()
                ? List.of(drop + messages, drop + errors)
                : List.of(drop + messages + ", " + errors);
    }

    private interface Step {
        void run() throws SQLException;
    }

    /** Another gateway may be faster, and goes on. */
    private void unlessGone(Step step) throws SQLException {
        try {
            step.run();
        } catch (SQLException e) {
            if (!database.isMissingTable(e)) {
                throw e;
            }
        }
    }

    /** Dropping has waited for all who had written to the tables; what they entered elsewhere is seen now. */
    private void followWhatCameLate(Partition day) throws SQLException {
        refresh(
                (connection, behind) -> conversations.leadingTo(connection, day, behind, KEYS_A_TRANSACTION),
                entry -> new EntryRefresher.Places(entry.partitions(), entry.errorPartitions()));
        usageRecounter.run(Objects.requireNonNull(day.day()), true);
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
        refresh(
                (connection, behind) -> keyPages.behind(connection, table, behind, KEYS_A_TRANSACTION),
                entry -> without(day, entry));
    }

    private interface Pages {
        List<ConversationKey> behind(Connection connection, @Nullable ConversationKey key) throws SQLException;
    }

    private void refresh(Pages pages, Function<ConversationEntry, EntryRefresher.Places> places) throws SQLException {
        @Nullable ConversationKey last = null;
        List<ConversationKey> keys;
        do {
            ConversationKey behind = last;
            List<ConversationKey> page = database.read(connection -> pages.behind(connection, behind));
            // Not in one transaction: where it sees everything as at its first question, that must be the one that
            // locks.
            database.write(connection -> entries.refresh(connection, page, (c, entry) -> {}, places));
            keys = page;
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
