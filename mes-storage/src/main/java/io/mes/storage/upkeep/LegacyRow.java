package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the catalogue must know of a row that another program wrote.
 *
 * @param createdAt unix seconds
 * @param title what a conversation that begins with the row is called; empty if nothing
 */
record LegacyRow(long id, ConversationKey key, long createdAt, String modelName, long totalTokens, String title) {

    /** Reads a row of the columns that {@link LegacyCataloguer} asks for. */
    static LegacyRow of(ResultSet row) throws SQLException {
        String model = row.getString(5);
        return new LegacyRow(
                row.getLong(1),
                new ConversationKey(row.getLong(2), String.valueOf(row.getString(3))),
                row.getLong(4),
                model == null ? "" : model,
                row.getLong(6),
                Titles.of(row.getString(7), row.getString(8)));
    }
}
