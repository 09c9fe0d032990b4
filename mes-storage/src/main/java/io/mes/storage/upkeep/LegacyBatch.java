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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Works out what some rows change in catalogue and usage. Pure but for its own state. */
final class LegacyBatch {

    private static final long MILLIS_A_SECOND = 1_000;

    private final Partition partition;
    private final Calendar calendar;
    private final Map<ConversationKey, ConversationEntry> stored;
    private final Map<ConversationKey, ConversationEntry> changed = new TreeMap<>();

    /** When that was said from which an entry has its title, where it is known. */
    private final Map<ConversationKey, Long> titledAt = new HashMap<>();

    private final Set<ConversationKey> unsure = new HashSet<>();
    private final UsageChange usage = new UsageChange();
    private final List<Long> deletedIds = new ArrayList<>();

    LegacyBatch(Partition partition, Calendar calendar, Map<ConversationKey, ConversationEntry> stored) {
        this.partition = partition;
        this.calendar = calendar;
        this.stored = stored;
    }

    void add(LegacyRow row, boolean isMessage) {
        ConversationKey key = row.key();
        String day = calendar.dayOf(partition, row.createdAt()).toString();
        if (key != null) {
            ConversationEntry before =
                    changed.getOrDefault(key, stored.getOrDefault(key, ConversationEntry.empty(key)));
            if (before.wasDeletedAfter(row.createdAt() * MILLIS_A_SECOND)) {
                deletedIds.add(row.id());
                return;
            }
            Moment moment = new Moment(row.createdAt(), day, partition);
            changed.put(key, isMessage ? plusMessage(before, moment, row) : before.plusErrors(moment));
        }
        usage.add(
                new UsageChange.Key(row.userId(), day, row.modelName()),
                isMessage ? Count.ofMessages(1, row.totalTokens()) : Count.ofErrors(1));
    }

    private ConversationEntry plusMessage(ConversationEntry before, Moment moment, LegacyRow row) {
        ConversationEntry after = before.plusMessages(moment, 1, row.totalTokens(), row.modelName(), "");
        return row.title().isEmpty() ? after : after.withContent(after.content().titled(title(before, row)));
    }

    /** The title of an entry after a message that has one itself. */
    private String title(ConversationEntry before, LegacyRow row) {
        ConversationKey key = before.key();
        Long known = titledAt.get(key);
        boolean earliest = row.createdAt() < (known == null ? before.createdAt() : known);
        if (before.title().isEmpty() || earliest) {
            titledAt.put(key, row.createdAt());
            unsure.remove(key);
            return row.title();
        }
        // It was said between the first and the last message that are known, one of which the title is from.
        if (known == null && row.createdAt() < before.updatedAt()) {
            unsure.add(key);
        }
        return before.title();
    }

    Collection<ConversationEntry> changedEntries() {
        return changed.values();
    }

    /** Conversations whose title may be from a later message than one of these rows. */
    Set<ConversationKey> unsure() {
        return unsure;
    }

    UsageChange usage() {
        return usage;
    }

    List<Long> deletedIds() {
        return deletedIds;
    }
}
