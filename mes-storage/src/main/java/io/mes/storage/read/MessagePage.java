package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.conversation.Line;
import io.mes.storage.conversation.Line.Range;
import io.mes.storage.conversation.StateCodec;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one page of a conversation: first the system prompts before the line, then the line day by day. Use once. */
final class MessagePage {

    private final MessageReader reader;
    private final Connection connection;
    private final ConversationEntry entry;
    private final MessageQuery asked;
    private final Line line;
    private final @Nullable RowCursor after;

    private final List<StoredMessage> messages = new ArrayList<>();
    private @Nullable RowCursor next;

    MessagePage(MessageReader reader, Connection connection, ConversationEntry entry, MessageQuery asked) {
        this.reader = reader;
        this.connection = connection;
        this.entry = entry;
        this.asked = asked;
        this.line = asked.allBranches() ? Line.everything() : Line.of(StateCodec.decode(entry.thread()));
        this.after = RowCursor.parse(asked.after());
    }

    Page<StoredMessage> read() throws SQLException {
        readLead();
        for (Partition partition : entry.partitions()) {
            if (next == null && !isBeforeStart(partition)) {
                readPartition(partition);
            }
        }
        return new Page<>(messages, next == null ? null : next.toString());
    }

    private void readLead() throws SQLException {
        if (after != null && after.partition() != null) {
            return;
        }
        List<String> ids = line.lead();
        int start = after == null ? 0 : (int) Math.min(after.id(), ids.size());
        int end = Math.min(ids.size(), start + asked.limit());
        messages.addAll(reader.find(connection, entry.key(), entry.partitions(), ids.subList(start, end))
                .values());
        if (end < ids.size()) {
            next = new RowCursor(null, end);
        }
    }

    private boolean isBeforeStart(Partition partition) {
        Partition start = after == null ? null : after.partition();
        return start != null && partition.compareTo(start) < 0;
    }

    private void readPartition(Partition partition) throws SQLException {
        long behind = RowCursor.idIn(after, partition, 0);
        int room = asked.limit() - messages.size();
        Query query = MessageReader.ofConversation(entry.key(), partition).and(" AND id > ?", behind);
        if (!asked.allBranches()) {
            query.and(" AND (other IS NULL OR other NOT LIKE ?)", Facts.CONTEXT_PATTERN);
            restrict(query, line.ranges());
        }
        List<MessageReader.Row> rows = reader.list(connection, query.and(" ORDER BY id LIMIT ?", room + 1));
        rows.stream().limit(room).map(MessageReader.Row::message).forEach(messages::add);
        if (rows.size() > room) {
            next = new RowCursor(
                    partition, room == 0 ? behind : rows.get(room - 1).id());
        }
    }

    private static void restrict(Query query, List<Range> ranges) {
        if (ranges.size() == 1 && ranges.get(0).isOpen()) {
            return;
        }
        String separator = " AND (";
        for (Range range : ranges) {
            query.and(separator)
                    .and("(1 = 1")
                    .andIf(range.first(), " AND message_id >= ?")
                    .andIf(range.last(), " AND message_id <= ?")
                    .and(")");
            separator = " OR ";
        }
        query.and(")");
    }
}
