package io.mes.storage.catalogue;

import io.mes.storage.row.Partition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of conversations. Immutable.
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
 * @param thread the {@link io.mes.storage.conversation.StateCodec encoded} state
 * @param deletedAt milliseconds since 1970 of the last deletion; null if it never was deleted
 */
public record ConversationEntry(
        ConversationKey key,
        long createdAt,
        long updatedAt,
        String firstDay,
        String lastDay,
        long messageCount,
        long totalTokens,
        String modelName,
        String title,
        List<Partition> partitions,
        List<Partition> errorPartitions,
        String thread,
        @Nullable Long deletedAt) {

    /** The entry of a conversation of which nothing is known. */
    public static ConversationEntry empty(ConversationKey key) {
        return new ConversationEntry(key, 0, 0, "", "", 0, 0, "", "", List.of(), List.of(), "", null);
    }

    /** Whether an exchange that began at this moment (milliseconds since 1970) belongs to what was deleted. */
    public boolean wasDeletedAfter(long startedAt) {
        return deletedAt != null && startedAt <= deletedAt;
    }

    /**
     * The entry after an exchange that added messages. The result does not depend on the order in which exchanges come:
     * the title is that of the earliest, the model that of the latest.
     */
    public ConversationEntry plusMessages(Moment moment, long messages, long tokens, String model, String itsTitle) {
        boolean first = messageCount == 0;
        return new ConversationEntry(
                key,
                first ? moment.seconds() : Math.min(createdAt, moment.seconds()),
                first ? moment.seconds() : Math.max(updatedAt, moment.seconds()),
                first ? moment.day() : min(firstDay, moment.day()),
                first ? moment.day() : max(lastDay, moment.day()),
                messageCount + messages,
                totalTokens + tokens,
                preferred(model, modelName, moment.seconds() >= updatedAt),
                preferred(itsTitle, title, !first && moment.seconds() < createdAt),
                PartitionList.with(partitions, moment.partition()),
                errorPartitions,
                thread,
                deletedAt);
    }

    private static String preferred(String its, String known, boolean better) {
        return known.isEmpty() || (better && !its.isEmpty()) ? its : known;
    }

    /** The entry after an exchange that left error rows. */
    public ConversationEntry plusErrors(Moment moment) {
        boolean unknown = firstDay.isEmpty();
        return new ConversationEntry(
                key,
                unknown ? moment.seconds() : createdAt,
                unknown ? moment.seconds() : updatedAt,
                unknown ? moment.day() : firstDay,
                unknown ? moment.day() : lastDay,
                messageCount,
                totalTokens,
                modelName,
                title,
                partitions,
                PartitionList.with(errorPartitions, moment.partition()),
                thread,
                deletedAt);
    }

    /** What remains of the entry once everything in it is deleted: that it was, and when. */
    public ConversationEntry deleted(long deletedAtMillis) {
        return new ConversationEntry(
                key,
                createdAt,
                deletedAtMillis / 1000,
                "",
                "",
                0,
                0,
                "",
                "",
                List.of(),
                List.of(),
                "",
                deletedAtMillis);
    }

    /** The same entry with more places where messages are. */
    public ConversationEntry withPartitions(List<Partition> more) {
        List<Partition> all = partitions;
        for (Partition partition : more) {
            all = PartitionList.with(all, partition);
        }
        return withContent(new Content(
                createdAt,
                updatedAt,
                firstDay,
                lastDay,
                messageCount,
                totalTokens,
                modelName,
                title,
                all,
                errorPartitions));
    }

    /** The same entry with another {@link io.mes.storage.conversation.StateCodec encoded} state. */
    public ConversationEntry withThread(String newThread) {
        return new ConversationEntry(
                key,
                createdAt,
                updatedAt,
                firstDay,
                lastDay,
                messageCount,
                totalTokens,
                modelName,
                title,
                partitions,
                errorPartitions,
                newThread,
                deletedAt);
    }

    /** The same entry with another content: all that is derived from rows. */
    public ConversationEntry withContent(Content content) {
        return new ConversationEntry(
                key,
                content.createdAt(),
                content.updatedAt(),
                content.firstDay(),
                content.lastDay(),
                content.messageCount(),
                content.totalTokens(),
                content.modelName(),
                content.title(),
                content.partitions(),
                content.errorPartitions(),
                thread,
                deletedAt);
    }

    /** What the entry says of its rows. */
    public Content content() {
        return new Content(
                createdAt,
                updatedAt,
                firstDay,
                lastDay,
                messageCount,
                totalTokens,
                modelName,
                title,
                partitions,
                errorPartitions);
    }

    /** What of an entry is derived from rows; the components are those of the entry. */
    public record Content(
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

        /** The same content, with title and model as they were where beginning and end are what they were. */
        public Content named(Content before) {
            boolean sameTitle = createdAt == before.createdAt && !before.title.isEmpty();
            boolean sameModel = updatedAt == before.updatedAt && !before.modelName.isEmpty();
            return new Content(
                    createdAt,
                    updatedAt,
                    firstDay,
                    lastDay,
                    messageCount,
                    totalTokens,
                    sameModel ? before.modelName : modelName,
                    sameTitle ? before.title : title,
                    partitions,
                    errorPartitions);
        }

        /** The content of an entry whose messages are all gone: when it was, and where errors are. */
        public Content withoutMessages(List<Partition> withErrors) {
            return new Content(createdAt, updatedAt, firstDay, lastDay, 0, 0, "", "", List.of(), withErrors);
        }

        /** Whether there is no row at all. */
        public boolean isEmpty() {
            return messageCount == 0 && errorPartitions.isEmpty();
        }
    }

    private static String min(String a, String b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static String max(String a, String b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * When and where rows are written.
     *
     * @param seconds unix seconds
     * @param day {@code yyyy-mm-dd}
     */
    public record Moment(long seconds, String day, Partition partition) {}
}
