package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.conversation.ConversationState;
import io.mes.storage.conversation.StateCodec;
import io.mes.storage.query.Imported;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Row;
import io.mes.storage.row.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What of an imported part is to be stored, beside what is there already. Use within one transaction. */
final class ImportedPart {

    private final ConversationPart part;
    private final ConversationEntry entry;
    private final Set<Partition> days;
    private final StoredIds stored;
    private final Fresh<MessageRow> messages;
    private final Fresh<ErrorRow> errors;

    /**
     * Rows of one kind that are to be stored.
     *
     * @param there ids that are stored as soon as these are
     */
    private record Fresh<R extends Row>(List<R> rows, Set<String> there, Imported count) {}

    /**
     * Looks up what is there.
     *
     * @param entry what the catalogue says of the conversation
     * @param days partitions that the part's rows belong into
     * @throws io.mes.storage.query.InvalidQueryException if another conversation has one of the ids
     */
    ImportedPart(ConversationPart part, ConversationEntry entry, Set<Partition> days, StoredIds stored)
            throws SQLException {
        this.part = part;
        this.entry = entry;
        this.days = days;
        this.stored = stored;
        this.messages = select(Tables.MESSAGES, entry.partitions(), part.messages());
        this.errors = select(Tables.ERRORS, entry.errorPartitions(), part.errors());
    }

    private <R extends Row> Fresh<R> select(String base, List<Partition> known, List<R> rows) throws SQLException {
        List<String> ids = rows.stream().map(Row::messageId).toList();
        Set<String> there = new HashSet<>(stored.find(base, with(known), ids));
        Set<String> met = new HashSet<>(there);
        List<R> fresh = new ArrayList<>();
        long deleted = 0;
        for (R row : rows) {
            if (!met.add(row.messageId())) {
                continue;
            }
            if (entry.wasDeletedAfter(row.createdAt() * 1000)) {
                deleted++;
            } else {
                fresh.add(row);
                there.add(row.messageId());
            }
        }
        return new Fresh<>(fresh, there, new Imported(fresh.size(), rows.size() - fresh.size() - deleted, deleted));
    }

    private Set<Partition> with(Collection<Partition> known) {
        Set<Partition> all = new TreeSet<>(days);
        all.addAll(known);
        return all;
    }

    /** What becomes of the rows. */
    Imported count() {
        return messages.count().plus(errors.count());
    }

    /** The part with nothing but rows that are not there yet. */
    ConversationPart fresh() {
        return part.withRows(messages.rows(), errors.rows());
    }

    /** Where the conversation's messages are once the part is stored. */
    Set<Partition> partitions() {
        return with(entry.partitions());
    }

    /** The state that the export tells of, if its newest message is there; else none. */
    ConversationState state() throws SQLException {
        ConversationState state = StateCodec.decode(part.thread());
        return isThere(List.of(state.head())).isEmpty() ? ConversationState.EMPTY : state;
    }

    /**
     * Replies that are there. A line tells of others where its conversation went on while it was exported, or where a day was
     * dropped.
     */
    List<ReplyTable.Row> replies() throws SQLException {
        Map<Long, ReplyTable.Row> replies = new HashMap<>();
        Set<String> there = isThere(
                part.replies().stream().map(reply -> reply.end().messageId()).toList());
        part.replies().stream()
                .filter(reply -> there.contains(reply.end().messageId()))
                .forEach(reply -> replies.put(reply.fingerprint(), new ReplyTable.Row(entry.key(), reply)));
        return List.copyOf(replies.values());
    }

    /** Those of some ids that are stored, by now or before. */
    private Set<String> isThere(List<String> ids) throws SQLException {
        Set<String> there = new HashSet<>(ids);
        there.retainAll(messages.there());
        Set<String> elsewhere = new HashSet<>(ids);
        elsewhere.removeAll(there);
        elsewhere.remove("");
        there.addAll(stored.find(Tables.MESSAGES, partitions(), elsewhere));
        return there;
    }
}
