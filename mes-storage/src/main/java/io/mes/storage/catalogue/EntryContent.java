package io.mes.storage.catalogue;

import io.mes.storage.catalogue.ConversationEntry.Moment;
import io.mes.storage.chat.Tokens;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.Partition;
import java.util.List;

/**
 * What of a conversation's entry is derived from its rows. Immutable.
 *
 * @param createdAt unix seconds of the first exchange
 * @param updatedAt unix seconds of the newest exchange
 * @param firstDay the day of the first exchange, {@code yyyy-mm-dd}
 * @param lastDay the day of the newest exchange
 * @param messageCount rows of messages there are; 0 for a conversation that was deleted or has met errors only
 * @param totalTokens sum over those rows
 * @param modelName the model last asked for
 * @param title for lists
 * @param partitions where its messages are, oldest first
 * @param errorPartitions where its error rows are, oldest first
 */
public record EntryContent(
        long createdAt,
        long updatedAt,
        String firstDay,
        String lastDay,
        long messageCount,
        long totalTokens,
        String modelName,
        String title,
        List<Partition> partitions,
        List<Partition> errorPartitions) {

    /** Keeps the sum within {@link Tokens#MOST}. */
    public EntryContent {
        totalTokens = Tokens.bounded(totalTokens);
    }

    /** The content of a conversation without rows. */
    public static final EntryContent NONE = new EntryContent(0, 0, "", "", 0, 0, "", "", List.of(), List.of());

    /** What an export said of a conversation. */
    public static EntryContent of(ConversationPart exported) {
        return new EntryContent(
                exported.createdAt(),
                exported.updatedAt(),
                "",
                "",
                0,
                0,
                exported.modelName(),
                exported.title(),
                List.of(),
                List.of());
    }

    /**
     * The content after an exchange that added messages. The result does not depend on the order in which exchanges come:
     * the title is that of the earliest, the model that of the latest.
     */
    EntryContent plusMessages(Moment moment, long messages, long tokens, String model, String itsTitle) {
        boolean first = messageCount == 0;
        return new EntryContent(
                first ? moment.seconds() : Math.min(createdAt, moment.seconds()),
                first ? moment.seconds() : Math.max(updatedAt, moment.seconds()),
                first ? moment.day() : min(firstDay, moment.day()),
                first ? moment.day() : max(lastDay, moment.day()),
                messageCount + messages,
                Tokens.plus(totalTokens, tokens),
                preferred(model, modelName, moment.seconds() >= updatedAt),
                preferred(itsTitle, title, !first && moment.seconds() < createdAt),
                PartitionList.with(partitions, moment.partition()),
                errorPartitions);
    }

    private static String preferred(String its, String known, boolean better) {
        return known.isEmpty() || (better && !its.isEmpty()) ? its : known;
    }

    private static String min(String a, String b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static String max(String a, String b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    EntryContent plusErrors(Moment moment) {
        boolean unknown = firstDay.isEmpty();
        return new EntryContent(
                unknown ? moment.seconds() : createdAt,
                unknown ? moment.seconds() : updatedAt,
                unknown ? moment.day() : firstDay,
                unknown ? moment.day() : lastDay,
                messageCount,
                totalTokens,
                modelName,
                title,
                partitions,
                PartitionList.with(errorPartitions, moment.partition()));
    }

    EntryContent withPartitions(List<Partition> more) {
        List<Partition> all = partitions;
        for (Partition partition : more) {
            all = PartitionList.with(all, partition);
        }
        return new EntryContent(
                createdAt,
                updatedAt,
                firstDay,
                lastDay,
                messageCount,
                totalTokens,
                modelName,
                title,
                all,
                errorPartitions);
    }

    /** The same content with another title. */
    public EntryContent titled(String newTitle) {
        return named(modelName, newTitle);
    }

    /** The same content, with title and model as they were where beginning and end are what they were. */
    public EntryContent named(EntryContent before) {
        boolean sameTitle = createdAt == before.createdAt && !before.title.isEmpty();
        boolean sameModel = updatedAt == before.updatedAt && !before.modelName.isEmpty();
        return named(sameModel ? before.modelName : modelName, sameTitle ? before.title : title);
    }

    private EntryContent named(String newModel, String newTitle) {
        return new EntryContent(
                createdAt,
                updatedAt,
                firstDay,
                lastDay,
                messageCount,
                totalTokens,
                newModel,
                newTitle,
                partitions,
                errorPartitions);
    }

    /** The content of an entry whose messages are all gone: when it was, and where errors are. */
    public EntryContent withoutMessages(List<Partition> withErrors) {
        return new EntryContent(createdAt, updatedAt, firstDay, lastDay, 0, 0, "", "", List.of(), withErrors);
    }

    /** Whether there is no row at all. */
    public boolean isEmpty() {
        return messageCount == 0 && errorPartitions.isEmpty();
    }
}
