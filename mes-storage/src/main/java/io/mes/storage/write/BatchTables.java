package io.mes.storage.write;

import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/** The tables that a batch changes. Thread-safe; the caller owns connection and transaction. */
final class BatchTables {

    private final ConversationTable conversations;
    private final UsageTable usage;
    private final ReplyTable replies;
    private final RowWriter rows;

    BatchTables(Dialect dialect) {
        this.conversations = new ConversationTable(dialect);
        this.usage = new UsageTable(dialect);
        this.replies = new ReplyTable(dialect);
        this.rows = new RowWriter(dialect);
    }

    ReplyTable replies() {
        return replies;
    }

    /** See {@link ConversationTable#lock}. */
    Map<ConversationKey, ConversationEntry> lock(Connection connection, Collection<ConversationKey> keys)
            throws SQLException {
        return conversations.lock(connection, keys);
    }

    /** Writes what a batch changes. */
    void apply(Connection connection, PlacedBatch placed) throws SQLException {
        rows.write(connection, placed.rows());
        conversations.save(connection, placed.changedEntries(), placed.existing());
        usage.add(connection, placed.usage());
        replies.add(connection, placed.replies());
        CompletionTable.add(connection, placed.completions());
    }
}
