package io.mes.benchmarks;

import io.mes.storage.query.ConversationSummary;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What one would write by hand to answer a user's questions where all is in the table of one day. */
final class PlainQueries implements AutoCloseable {

    private static final String LIST =
            "SELECT conversation_id, title, model_name, message_count, total_tokens, created_at, updated_at FROM "
                    + Tables.CONVERSATIONS
                    + " WHERE user_id = ? ORDER BY updated_at DESC, conversation_id DESC LIMIT ?";
    private static final String STATS = "SELECT SUM(messages), SUM(tokens) FROM " + Tables.USAGE + " WHERE user_id = ?";

    private static final String COUNT = "SELECT COUNT(*) FROM " + Tables.CONVERSATIONS + " WHERE user_id = ?";

    private final Connection connection;
    private final String page;

    /**
     * Sums over all that a user has said.
     *
     * @param conversations how many there are
     */
    record Sums(long messages, long tokens, long conversations) {}

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Connects to a database. */
    PlainQueries(WrittenDatabase database) throws SQLException {
        this.connection = database.connect();
        this.page = "SELECT message_id, role, content, other FROM " + database.table()
                + " WHERE user_id = ? AND conversation_id = ? ORDER BY id LIMIT ?";
    }

    /** The first messages of a conversation. */
    List<StoredMessage> page(long user, String conversation, int limit) throws SQLException {
        return list(
                page,
                row -> new StoredMessage(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                user,
                conversation,
                limit);
    }

    /** A user's last conversations. */
    List<ConversationSummary> conversations(long user, int limit) throws SQLException {
        return list(
                LIST,
                row -> new ConversationSummary(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7)),
                user,
                limit);
    }

    /** What a user has said and spent. */
    Sums sums(long user) throws SQLException {
        long conversations = list(COUNT, row -> row.getLong(1), user).get(0);
        return list(STATS, row -> new Sums(row.getLong(1), row.getLong(2), conversations), user)
                .get(0);
    }

    private <T> List<T> list(String sql, Reader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(reader.read(row));
                }
                return rows;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
