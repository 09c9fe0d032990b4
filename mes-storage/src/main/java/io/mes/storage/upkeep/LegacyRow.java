package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.chat.Tokens;
import io.mes.storage.row.Title;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue must know of a row that another program wrote.
 *
 * @param userId 0 if the row names no user
 * @param key null if the row names no user or no conversation; it counts in usage only
 * @param createdAt unix seconds
 * @param totalTokens as many as the row counts
 * @param title what a conversation that begins with the row is called; empty if nothing
 */
record LegacyRow(
        long id,
        long userId,
        @Nullable ConversationKey key,
        long createdAt,
        String modelName,
        long totalTokens,
        String title) {

    /** Reads a row of the columns that {@link LegacyCataloguer} asks for. */
    static LegacyRow of(ResultSet row) throws SQLException {
        long userId = row.getLong(2);
        boolean hasUser = !row.wasNull();
        String conversationId = row.getString(3);
        String model = row.getString(5);
        return new LegacyRow(
                row.getLong(1),
                userId,
                hasUser && conversationId != null ? new ConversationKey(userId, conversationId) : null,
                row.getLong(4),
                model == null ? "" : model,
                Tokens.counted(row.getLong(6)),
                Title.ofStored(row.getString(7), row.getString(8), row.getString(9)));
    }
}
