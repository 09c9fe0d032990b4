package io.mes.storage.catalogue;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** Writes rows of {@link Tables#USAGE}. Thread-safe; the caller owns connection and transaction. */
public final class UsageTable {

    private static final String REMOVE_EMPTY = "DELETE FROM " + Tables.USAGE
            + " WHERE user_id = ? AND day = ? AND model_name = ? AND messages = 0 AND tokens = 0 AND errors = 0";

    private final Dialect dialect;

    /** The table as one dialect sees it. */
    public UsageTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Adds counts to their rows, making those that are missing. */
    public void add(Connection connection, UsageChange change) throws SQLException {
        if (change.counts().isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(dialect.addUsage())) {
            for (Map.Entry<UsageChange.Key, UsageChange.Count> row :
                    change.counts().entrySet()) {
                bindKey(add, row.getKey());
                add.setLong(4, row.getValue().messages());
                add.setLong(5, row.getValue().tokens());
                add.setLong(6, row.getValue().errors());
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    /** Takes counts away from their rows, and rows away that count nothing any more. */
    public void remove(Connection connection, UsageChange change) throws SQLException {
        UsageChange negative = new UsageChange();
        change.counts()
                .forEach((key, count) ->
                        negative.add(key, new UsageChange.Count(-count.messages(), -count.tokens(), -count.errors())));
        add(connection, negative);
        try (PreparedStatement remove = connection.prepareStatement(REMOVE_EMPTY)) {
            for (UsageChange.Key key : change.counts().keySet()) {
                bindKey(remove, key);
                remove.addBatch();
            }
            remove.executeBatch();
        }
    }

    private static void bindKey(PreparedStatement statement, UsageChange.Key key) throws SQLException {
        statement.setLong(1, key.userId());
        statement.setString(2, key.day());
        statement.setString(3, key.modelName());
    }
}
