package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.conversation.KnownReply;
import io.mes.storage.database.Database;
import io.mes.storage.query.Page;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.InventedId;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a conversation as they are, page by page, in the order in which they were written. */
public final class RowReader {

    /** Rows in a page at most; of large ones there are fewer. */
    private static final int ROWS = 1000;

    /** Each takes about a millisecond, and whoever writes a conversation needs longer for each exchange. */
    private static final int SNAPSHOT_ATTEMPTS = 100;

    private final Database database;
    private final ConversationReader conversations;
    private final Tolerant tolerant;
    private final KeyCondition ofConversation;
    private final ReplyTable replies;

    private interface Columns<R> {
        Row<R> read(ResultSet row, Partition partition) throws SQLException;
    }

    private record Row<R>(R row, RowWalk.Place place, long characters) {}

    /** A reader of one database. */
    public RowReader(Database database, ConversationReader conversations) {
        this.database = database;
        this.conversations = conversations;
        this.tolerant = new Tolerant(database.dialect());
        this.ofConversation = new KeyCondition(database.dialect());
        this.replies = new ReplyTable(database.dialect());
    }

    /**
     * What is stored of a conversation at one moment; null if nothing is any more. Locks nothing: looks whether the entry is
     * the same behind the rows as before them.
     *
     * @param read the entry as it was read last
     * @throws UnavailableException if the conversation never is the same for a millisecond
     */
    public @Nullable ConversationSnapshot snapshot(ConversationEntry read) throws SQLException {
        ConversationEntry entry = read;
        for (int attempt = 0; attempt < SNAPSHOT_ATTEMPTS; attempt++) {
            Map<Partition, Long> lastIds = lastIds(entry);
            ConversationEntry now = conversations.find(entry.key());
            if (now == null) {
                return null;
            }
            if (now.equals(entry)) {
                return new ConversationSnapshot(entry, lastIds);
            }
            entry = now;
        }
        throw new UnavailableException("A conversation is written to without a pause, and cannot be read");
    }

    private Map<Partition, Long> lastIds(ConversationEntry entry) throws SQLException {
        return database.read(connection -> {
            Map<Partition, Long> last = new HashMap<>();
            for (Partition partition : entry.partitions()) {
                Query query = new Query(
                        "SELECT MAX(id) FROM " + partition.table(Tables.MESSAGES) + " WHERE " + ofConversation.sql(),
                        ofConversation.parameters(entry.key()));
                // Of no row it is null, which reads as 0.
                tolerant.list(query, connection, row -> row.getLong(1)).stream()
                        .filter(id -> id > 0)
                        .forEach(id -> last.put(partition, id));
            }
            return last;
        });
    }

    /**
     * A page of the rows of messages, on whichever line they lie.
     *
     * @param after {@link Page#next} of the page before; null for the first one
     */
    public Page<MessageRow> messages(ConversationSnapshot snapshot, @Nullable String after) throws SQLException {
        return page(
                snapshot.entry().key(),
                snapshot.partitions(),
                Tables.MESSAGES,
                Tables.MESSAGE_COLUMNS,
                after,
                snapshot.lastIds(),
                RowReader::message);
    }

    /** A page of the rows of errors, those from after the moment among them. See {@link #messages}. */
    public Page<ErrorRow> errors(ConversationSnapshot snapshot, @Nullable String after) throws SQLException {
        return page(
                snapshot.entry().key(),
                snapshot.entry().errorPartitions(),
                Tables.ERRORS,
                Tables.ERROR_COLUMNS,
                after,
                Map.of(),
                RowReader::error);
    }

    /**
     * Replies by which the conversation is found, in the order of their fingerprints.
     *
     * @param behind the reply to begin behind; null for the first ones
     */
    public List<KnownReply> replies(ConversationKey key, @Nullable KnownReply behind) throws SQLException {
        return database.read(connection -> replies.of(connection, key, behind, ROWS));
    }

    private <R> Page<R> page(
            ConversationKey key,
            List<Partition> partitions,
            String base,
            List<String> columns,
            @Nullable String after,
            Map<Partition, Long> lastIds,
            Columns<R> reading)
            throws SQLException {
        String select =
                columns.stream().map(database.dialect()::column).collect(Collectors.joining(", ", "SELECT id, ", ""));
        RowCursor cursor = RowCursor.parse(after);
        return database.read(connection -> {
            RowWalk.Source<Row<R>> source = (partition, behind, limit, budget) -> {
                Query query = new Query(
                                select + " FROM " + partition.table(base) + " WHERE " + ofConversation.sql(),
                                ofConversation.parameters(key))
                        .andIf(behind, " AND id > ?")
                        .andIf(lastIds.get(partition), " AND id <= ?")
                        .and(" ORDER BY id LIMIT ?", limit);
                return tolerant.part(query, connection, row -> reading.read(row, partition), Row::characters, budget);
            };
            RowWalk.Rows<Row<R>> rows =
                    new RowWalk<Row<R>>(source, Row::place, Row::characters, false).read(partitions, cursor, ROWS);
            RowCursor next = rows.next();
            return new Page<>(rows.rows().stream().map(Row::row).toList(), next == null ? null : next.toString());
        });
    }

    /** By their places in {@link Tables#MESSAGE_COLUMNS}, one further on. Tables of another program may hold no value anywhere. */
    private static Row<MessageRow> message(ResultSet row, Partition partition) throws SQLException {
        String id = messageId(row, 6, partition);
        MessageRow message = new MessageRow(
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                text(row, 5),
                id,
                text(row, 7),
                row.getString(8),
                text(row, 9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                row.getBoolean(15),
                row.getString(16),
                row.getString(17),
                row.getString(18),
                row.getString(19));
        return new Row<>(
                message,
                new RowWalk.Place(partition, row.getLong(1), message.createdAt(), id),
                length(message.content()) + length(message.other()) + length(message.usage()));
    }

    /** By their places in {@link Tables#ERROR_COLUMNS}, one further on. */
    private static Row<ErrorRow> error(ResultSet row, Partition partition) throws SQLException {
        String id = messageId(row, 5, partition);
        ErrorRow error = new ErrorRow(
                row.getLong(2),
                row.getLong(3),
                text(row, 4),
                id,
                text(row, 6),
                row.getString(7),
                text(row, 8),
                row.getLong(9),
                row.getLong(10),
                row.getInt(11),
                text(row, 12),
                row.getLong(13),
                row.getLong(14),
                row.getLong(15),
                row.getString(16),
                row.getString(17));
        return new Row<>(
                error,
                new RowWalk.Place(partition, row.getLong(1), error.createdAt(), id),
                length(error.content())
                        + length(error.other())
                        + error.errorMessage().length());
    }

    /** A row that another program wrote without an id is given one that it has in every export. */
    private static String messageId(ResultSet row, int column, Partition partition) throws SQLException {
        String id = row.getString(column);
        return id == null || id.isEmpty() ? new InventedId(partition, row.getLong(1)).toString() : id;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
