package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import io.mes.storage.row.Title;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks in a conversation's rows for its title: that of its earliest user message that says something. Stateless. */
final class EarliestTitle {

    private final KeyCondition ofConversation;
    private final String columns;

    EarliestTitle(Dialect dialect) {
        this.ofConversation = new KeyCondition(dialect);
        this.columns = columns(dialect);
    }

    /** What a title is made of. */
    static String columns(Dialect dialect) {
        return "role, SUBSTR(content, 1, " + Title.ENOUGH + "), SUBSTR(" + dialect.asText("other") + ", 1, "
                + Title.ENOUGH + ")";
    }

    private record Said(String title, long at) {}

    /**
     * The title; empty if there is none.
     *
     * @param partitions where messages may be, in order; their tables exist
     * @param after what was said until then, in unix seconds, does not count
     */
    String find(Connection connection, ConversationKey key, List<Partition> partitions, long after)
            throws SQLException {
        @Nullable Said earliest = null;
        for (Partition partition : partitions) {
            Said said = find(connection, key, partition, after);
            if (said != null && (earliest == null || said.at() < earliest.at())) {
                earliest = said;
            }
            // Later days hold later messages; only the base tables hold those of any day.
            if (said != null && partition.day() != null) {
                break;
            }
        }
        return earliest == null ? "" : earliest.title();
    }

    private @Nullable Said find(Connection connection, ConversationKey key, Partition partition, long after)
            throws SQLException {
        String sql = "SELECT created_at, " + columns + " FROM " + partition.table(Tables.MESSAGES) + " WHERE "
                + ofConversation.sql() + " AND role = 'user' AND created_at > ? ORDER BY created_at, id LIMIT 10";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(ofConversation.bind(query, key), after);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String title = Title.ofStored(rows.getString(2), rows.getString(3), rows.getString(4));
                    if (!title.isEmpty()) {
                        return new Said(title, rows.getLong(1));
                    }
                }
            }
            return null;
        }
    }
}
