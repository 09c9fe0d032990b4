package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
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
    }

    /** Forgets everything that may not be kept any more on a day. */
    void run(LocalDate today) throws SQLException {
        LocalDate oldestKept = today.minusDays(days);
        for (Partition partition : partitions.list()) {
            LocalDate day = partition.day();
            if (day != null && day.isBefore(oldestKept) && dropper.drop(partition)) {
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

    /** Nothing that began before it can come any more, so a deletion need not be remembered. */
    private void removeTombstones(long before) throws SQLException {
        List<ConversationKey> keys;
        do {
            keys = database.write(connection -> {
                List<ConversationKey> some = conversations.deletedBefore(connection, before, KEYS_A_TRANSACTION);
                conversations.lock(connection, some).values().stream()
                        .filter(entry -> !entry.content().isEmpty())
                        .forEach(entry -> some.remove(entry.key()));
                conversations.remove(connection, some);
                return some;
            });
        } while (keys.size() == KEYS_A_TRANSACTION);
    }
}
