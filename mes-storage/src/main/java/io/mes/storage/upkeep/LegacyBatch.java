package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationEntry.Moment;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.catalogue.UsageChange.Count;
import io.mes.storage.partition.Calendar;
import io.mes.storage.row.Partition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Works out what some rows change in catalogue and usage. Pure but for its own state. */
final class LegacyBatch {

    private static final long MILLIS_A_SECOND = 1_000;

    private final Partition partition;
    private final Calendar calendar;
    private final Map<ConversationKey, ConversationEntry> stored;
    private final Map<ConversationKey, ConversationEntry> changed = new TreeMap<>();
    private final UsageChange usage = new UsageChange();
    private final List<Long> deletedIds = new ArrayList<>();

    LegacyBatch(Partition partition, Calendar calendar, Map<ConversationKey, ConversationEntry> stored) {
        this.partition = partition;
        this.calendar = calendar;
        this.stored = stored;
    }

    void add(LegacyRow row, boolean isMessage) {
        ConversationEntry before =
                changed.getOrDefault(row.key(), stored.getOrDefault(row.key(), ConversationEntry.empty(row.key())));
        if (before.wasDeletedAfter(row.createdAt() * MILLIS_A_SECOND)) {
            deletedIds.add(row.id());
            return;
        }
        String day = calendar.dayOf(partition, row.createdAt()).toString();
        Moment moment = new Moment(row.createdAt(), day, partition);
        ConversationEntry after = isMessage
                ? before.plusMessages(moment, 1, row.totalTokens(), row.modelName(), row.title())
                : before.plusErrors(moment);
        usage.add(
                new UsageChange.Key(row.key().userId(), day, row.modelName()),
                isMessage ? Count.ofMessages(1, row.totalTokens()) : Count.ofErrors(1));
        changed.put(row.key(), after);
    }

    Collection<ConversationEntry> changedEntries() {
        return changed.values();
    }

    UsageChange usage() {
        return usage;
    }

    List<Long> deletedIds() {
        return deletedIds;
    }
}
