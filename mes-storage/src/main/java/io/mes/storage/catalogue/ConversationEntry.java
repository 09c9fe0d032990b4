package io.mes.storage.catalogue;

import io.mes.storage.row.Partition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of conversations. Immutable.
 *
 * @param content all that is derived from the conversation's rows
 * @param thread the {@link io.mes.storage.conversation.StateCodec encoded} state
 * @param deletedAt milliseconds since 1970 of the last deletion; null if it never was deleted
 */
public record ConversationEntry(
        ConversationKey key,
        EntryContent content,
        String thread,
        @Nullable Long deletedAt) {

    /** The entry of a conversation of which nothing is known. */
    public static ConversationEntry empty(ConversationKey key) {
        return new ConversationEntry(key, EntryContent.NONE, "", null);
    }

    /** Whether an exchange that began at this moment (milliseconds since 1970) belongs to what was deleted. */
    public boolean wasDeletedAfter(long startedAt) {
        return deletedAt != null && startedAt <= deletedAt;
    }

    /** The entry after an exchange that added messages. See {@link EntryContent#plusMessages}. */
    public ConversationEntry plusMessages(Moment moment, long messages, long tokens, String model, String itsTitle) {
        return withContent(content.plusMessages(moment, messages, tokens, model, itsTitle));
    }

    /** The entry after an exchange that left error rows. */
    public ConversationEntry plusErrors(Moment moment) {
        return withContent(content.plusErrors(moment));
    }

    /** What remains of the entry once everything in it is deleted: that it was, and when. */
    public ConversationEntry deleted(long deletedAtMillis) {
        EntryContent remains = new EntryContent(
                content.createdAt(), deletedAtMillis / 1000, "", "", 0, 0, "", "", List.of(), List.of());
        return new ConversationEntry(key, remains, "", deletedAtMillis);
    }

    /** The same entry with more places where messages are. */
    public ConversationEntry withPartitions(List<Partition> more) {
        return withContent(content.withPartitions(more));
    }

    /** The same entry with another {@link io.mes.storage.conversation.StateCodec encoded} state. */
    public ConversationEntry withThread(String newThread) {
        return new ConversationEntry(key, content, newThread, deletedAt);
    }

    /** The same entry with another content. */
    public ConversationEntry withContent(EntryContent newContent) {
        return new ConversationEntry(key, newContent, thread, deletedAt);
    }

    /** See {@link EntryContent#createdAt}. */
    public long createdAt() {
        return content.createdAt();
    }

    /** See {@link EntryContent#updatedAt}. */
    public long updatedAt() {
        return content.updatedAt();
    }

    /** See {@link EntryContent#firstDay}. */
    public String firstDay() {
        return content.firstDay();
    }

    /** See {@link EntryContent#lastDay}. */
    public String lastDay() {
        return content.lastDay();
    }

    /** See {@link EntryContent#messageCount}. */
    public long messageCount() {
        return content.messageCount();
    }

    /** See {@link EntryContent#totalTokens}. */
    public long totalTokens() {
        return content.totalTokens();
    }

    /** See {@link EntryContent#modelName}. */
    public String modelName() {
        return content.modelName();
    }

    /** See {@link EntryContent#title}. */
    public String title() {
        return content.title();
    }

    /** See {@link EntryContent#partitions}. */
    public List<Partition> partitions() {
        return content.partitions();
    }

    /** See {@link EntryContent#errorPartitions}. */
    public List<Partition> errorPartitions() {
        return content.errorPartitions();
    }

    /**
     * When and where rows are written.
     *
     * @param seconds unix seconds
     * @param day {@code yyyy-mm-dd}
     */
    public record Moment(long seconds, String day, Partition partition) {}
}
