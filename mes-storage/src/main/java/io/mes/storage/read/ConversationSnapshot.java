package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.row.Partition;
import java.util.List;
import java.util.Map;

/**
 * A conversation as it was at one moment, however it goes on since: its entry, and which rows of messages there were.
 * Immutable.
 *
 * @param entry what the catalogue said
 * @param lastIds the id of its last row of a message in each partition that has one; ids of a conversation grow as it does, for
 *     whoever writes to it locks its entry
 */
public record ConversationSnapshot(ConversationEntry entry, Map<Partition, Long> lastIds) {

    /** Copies the map. */
    public ConversationSnapshot {
        lastIds = Map.copyOf(lastIds);
    }

    /** Where there were rows of messages. */
    List<Partition> partitions() {
        return entry.partitions().stream().filter(lastIds::containsKey).toList();
    }
}
