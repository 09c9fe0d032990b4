package io.mes.storage.write;

import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.partition.Calendar;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which exchanges of a batch are stored already, when an earlier attempt may have been committed.
 *
 * <p>An exchange is stored whole or not at all, so one of its rows tells.
 */
final class StoredExchanges {

    private static final int IDS_A_QUERY = 200;

    private final Calendar calendar;

    StoredExchanges(Calendar calendar) {
        this.calendar = calendar;
    }

    /** Ids of those exchanges that are stored. */
    Set<String> find(Connection connection, List<Chat> chats) throws SQLException {
        Map<String, List<String>> idsOfTable = new HashMap<>();
        for (Chat chat : chats) {
            String base = chat.failed() ? Tables.ERRORS : Tables.MESSAGES;
            String table = calendar.partitionOf(chat.exchange().completedAt()).table(base);
            idsOfTable.computeIfAbsent(table, t -> new ArrayList<>()).add(tellingId(chat));
        }
        Set<String> stored = new HashSet<>();
        for (Map.Entry<String, List<String>> ids : idsOfTable.entrySet()) {
            find(connection, ids.getKey(), ids.getValue(), stored);
        }
        return stored;
    }

    /** The id of a row that the exchange must have: its first reply's, or its last message's if it failed. */
    private static String tellingId(Chat chat) {
        int messages = chat.request().messages().size();
        int position = chat.failed() ? Math.max(0, messages - 1) : messages;
        return MessageIds.of(chat.exchange().id(), position);
    }

    private static void find(Connection connection, String table, List<String> ids, Set<String> stored)
            throws SQLException {
        for (int start = 0; start < ids.size(); start += IDS_A_QUERY) {
            List<String> some = ids.subList(start, Math.min(ids.size(), start + IDS_A_QUERY));
            String sql = "SELECT message_id FROM " + table + " WHERE message_id IN ("
                    + SqlText.placeholders(some.size()) + ")";
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < some.size(); i++) {
                    query.setString(i + 1, some.get(i));
                }
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        stored.add(MessageIds.exchangeOf(rows.getString(1)));
                    }
                }
            }
        }
    }
}
