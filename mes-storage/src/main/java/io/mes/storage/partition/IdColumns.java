package io.mes.storage.partition;

import io.mes.storage.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Tells how tables compare ids. Stateless. */
public final class IdColumns {

    private final Dialect dialect;

    /** Columns as one dialect sees them. */
    public IdColumns(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Whether a table, as a plain column says it, compares the ids of conversations by their bytes. */
    public boolean areByBytes(Connection connection, String table) throws SQLException {
        String sql = dialect.isComparedByBytes();
        if (sql == null) {
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, table);
            query.setString(2, "conversation_id");
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
            }
        }
    }
}
