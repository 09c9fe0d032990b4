package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.conversation.Line;
import io.mes.storage.conversation.Line.Range;
import io.mes.storage.conversation.StateCodec;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.read.Query.Part;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one page of a conversation: first the system prompts before the line, then the line. Use once. */
final class MessagePage {

    private final MessageReader reader;
    private final Connection connection;
    private final ConversationEntry entry;
    private final List<Partition> partitions;
    private final Map<Partition, Long> lastIds;
    private final MessageQuery asked;
    private final Line line;

    /**
     * Prepares a page.
     *
     * @param partitions those of the entry to look for the line in
     * @param lastIds rows behind which the line is not read, where a partition has one
     */
    MessagePage(
            MessageReader reader,
            Connection connection,
            ConversationEntry entry,
            List<Partition> partitions,
            Map<Partition, Long> lastIds,
            MessageQuery asked) {
        this.partitions = partitions;
        this.lastIds = lastIds;
        this.reader = reader;
        this.connection = connection;
        this.entry = entry;
        this.asked = asked;
        this.line = asked.allBranches() ? Line.everything() : Line.of(StateCodec.decode(entry.thread()));
    }

    Page<StoredMessage> read() throws SQLException {
        RowCursor after = RowCursor.parse(asked.after());
        List<StoredMessage> messages = new ArrayList<>();
        boolean lineBegun = !after.equals(RowCursor.START) && after.lead() == null;
        List<String> lead = lineBegun ? List.of() : line.lead();
        int start = after.lead() == null ? 0 : Math.min(after.lead(), lead.size());
        int end = Math.min(lead.size(), start + asked.limit());
        Map<String, StoredMessage> found =
                reader.find(connection, entry.key(), entry.partitions(), lead.subList(start, end));
        // The same prompt may stand there twice.
        lead.subList(start, end).stream().filter(found::containsKey).forEach(id -> messages.add(found.get(id)));
        if (end < lead.size()) {
            return new Page<>(messages, RowCursor.lead(end).toString());
        }
        RowWalk.Rows<MessageReader.Row> rows = new RowWalk<>(
                        this::rows,
                        MessageReader.Row::place,
                        row -> row.message().characters(),
                        false)
                .read(partitions, lineBegun ? after : RowCursor.START, asked.limit() - messages.size());
        rows.rows().forEach(row -> messages.add(row.message()));
        RowCursor next = rows.next();
        boolean onlyLead = next != null && next.equals(RowCursor.START);
        return new Page<>(messages, next == null ? null : (onlyLead ? RowCursor.lead(end) : next).toString());
    }

    private Part<MessageReader.Row> rows(Partition partition, @Nullable Long behind, int limit, long budget)
            throws SQLException {
        Query query = reader.ofConversation(entry.key(), partition)
                .andIf(behind, " AND id > ?")
                .andIf(lastIds.get(partition), " AND id <= ?");
        if (!asked.allBranches()) {
            query.and(" AND (other IS NULL OR " + reader.otherAsText() + " NOT LIKE ?)", Facts.CONTEXT_PATTERN);
            restrict(query, line);
        }
        return reader.part(connection, partition, query.and(" ORDER BY id LIMIT ?", limit), budget);
    }

    private static void restrict(Query query, Line line) {
        if (line.isWhole()) {
            return;
        }
        String separator = " AND (";
        for (Range range : line.ranges()) {
            within(query.and(separator), range);
            separator = " OR ";
        }
        query.and(")");
        for (Range range : line.without()) {
            within(query.and(" AND NOT "), range);
        }
    }

    private static void within(Query query, Range range) {
        query.and("(1 = 1")
                .andIf(range.first(), " AND message_id >= ?")
                .andIf(range.last(), " AND message_id <= ?")
                .and(")");
    }
}
