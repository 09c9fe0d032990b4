package io.mes.storage.upkeep;

import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what is older than it may be: whole days, old rows of the base tables, and what is left of deletions. */
final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int KEYS_A_TRANSACTION = 500;

    private final Database database;
    private final PartitionCatalog partitions;
    private final Calendar calendar;
    private final int days;
    private final DayDropper dropper;
    private final BasePruner pruner;
    private final UsageTable usage;
    private final ConversationTable conversations;
    private final ReplyTable replies;

    /**
     * A retention.
     *
     * @param days whole days that are kept before today
     */
    Retention(Database database, PartitionCatalog partitions, Calendar calendar, int days) {
        this.database = database;
        this.partitions = partitions;
        this.calendar = calendar;
        this.days = days;
        this.dropper = new DayDropper(database, partitions, calendar);
        this.pruner = new BasePruner(database, partitions, calendar);
        this.usage = new UsageTable(database.dialect());
        this.conversations = new ConversationTable(database.dialect());
        this.replies = new ReplyTable(database.dialect());
    }

    /** Forgets everything that may not be kept any more on a day. */
    void run(LocalDate today) throws SQLException {
        LocalDate oldestKept = today.minusDays(days);
        for (Partition partition : partitions.listAny()) {
            LocalDate day = partition.day();
            if (isDropped(partition, today) && dropper.drop(partition)) {
                log.info("Dropped the tables of {}, which is older than {} days", day, days);
            }
            if (day == null) {
                pruner.prune(calendar.startOf(oldestKept));
            }
        }
        database.write(connection -> {
            usage.removeBefore(connection, oldestKept.toString());
            return true;
        });
        removeTombstones(calendar.startOf(oldestKept));
    }

    /** Whether a partition is a day whose tables may not be kept on another day any more. */
    boolean isDropped(Partition partition, LocalDate today) {
        LocalDate day = partition.day();
        return day != null && day.isBefore(today.minusDays(days));
    }

    /** Nothing that began before it can come any more, so a deletion need not be remembered. */
    private void removeTombstones(long before) throws SQLException {
        @Nullable ConversationKey last = null;
        List<ConversationKey> keys;
        do {
            ConversationKey behind = last;
            keys = database.write(connection -> {
                List<ConversationKey> page =
                        conversations.deletedBefore(connection, before, behind, KEYS_A_TRANSACTION);
                List<ConversationKey> empty = conversations.lock(connection, page).values().stream()
                        .filter(entry -> entry.content().isEmpty())
                        .map(ConversationEntry::key)
                        .toList();
                conversations.remove(connection, empty);
                replies.remove(connection, empty);
                CompletionTable.remove(connection, empty);
                return page;
            });
            last = keys.isEmpty() ? null : keys.get(keys.size() - 1);
        } while (keys.size() == KEYS_A_TRANSACTION);
    }
}
