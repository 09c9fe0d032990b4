package io.mes.storage.upkeep;

import io.mes.storage.conversation.MessageIds;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads rows of completions, many at once and holding one at a time, for they may be large. Stateless. */
final class CompletionRowReader {

    private final int fetchSize;

    /** What is done with a row, whose first columns are {@link CompletionKey#COLUMNS}. */
    interface RowAction {
        void run(CompletionKey key, ResultSet row) throws SQLException;
    }

    CompletionRowReader(Database database) {
        this.fetchSize = database.dialect().fetchSize();
    }

    /**
     * Goes through the rows of one table that have keys among some.
     *
     * @param columns further ones; empty, or a comma first
     */
    void each(
            Connection connection,
            Partition partition,
            Collection<CompletionKey> keys,
            String columns,
            RowAction action)
            throws SQLException {
        Set<CompletionKey> wanted = Set.copyOf(keys);
        List<String> ids = wanted.stream()
                .map(CompletionKey::messageId)
                .distinct()
                .sorted()
                .toList();
        for (List<String> some : SqlText.parts(ids)) {
            String sql = "SELECT " + CompletionKey.COLUMNS + columns + " FROM " + partition.table(Tables.MESSAGES)
                    + " WHERE message_id IN (" + SqlText.placeholders(some.size()) + ")";
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setFetchSize(fetchSize);
                for (int i = 0; i < some.size(); i++) {
                    query.setString(i + 1, some.get(i));
                }
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        CompletionKey key = CompletionKey.of(rows);
                        if (wanted.contains(key)) {
                            action.run(key, rows);
                        }
                    }
                }
            }
        }
    }

    /** Which of some rows are there. */
    Set<CompletionKey> present(Connection connection, Partition partition, Collection<CompletionKey> keys)
            throws SQLException {
        Set<CompletionKey> present = new HashSet<>();
        each(connection, partition, keys, "", (key, row) -> present.add(key));
        return present;
    }

    /** How many replies completions have. Those that have several are counted one by one, for most have one. */
    Map<CompletionKey, Integer> replies(Connection connection, Partition partition, Collection<CompletionKey> firsts)
            throws SQLException {
        Set<CompletionKey> seconds = present(
                connection,
                partition,
                firsts.stream().map(CompletionKey::secondReply).toList());
        Map<CompletionKey, Integer> counts = new HashMap<>();
        for (CompletionKey first : firsts) {
            counts.put(first, seconds.contains(first.secondReply()) ? count(connection, partition, first) : 1);
        }
        return counts;
    }

    /** Replies follow each other; behind those of an imported exchange may be what the user said next. */
    private int count(Connection connection, Partition partition, CompletionKey first) throws SQLException {
        String sql = "SELECT message_id, role, other FROM " + partition.table(Tables.MESSAGES)
                + " WHERE user_id = ? AND message_id > ? AND message_id < ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(fetchSize);
            query.setLong(1, first.conversation().userId());
            query.setString(2, first.messageId());
            query.setString(3, MessageIds.exchangeOf(first.messageId()) + ".");
            try (ResultSet row = query.executeQuery()) {
                int replies = 1;
                while (row.next()) {
                    StoredMessage reply = new StoredMessage(row.getString(1), row.getString(2), null, row.getString(3));
                    replies += reply.firstReply().equals(first.messageId()) ? 1 : 0;
                }
                return replies;
            }
        }
    }
}
