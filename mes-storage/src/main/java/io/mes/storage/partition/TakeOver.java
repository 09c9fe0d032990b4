package io.mes.storage.partition;

import io.mes.storage.database.Database;
import io.mes.storage.dialect.Failure;
import io.mes.storage.dialect.IndexBuild;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tables that another program made fit for us, while that program goes on with them. Each step may be repeated, and
 * several gateways may do it at once. Thread-safe.
 */
public final class TakeOver {

    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);

    private final Database database;
    private final IdColumns columns;
    private final IndexBuilder indexes;

    /** The tables of one database. */
    public TakeOver(Database database) {
        this.database = database;
        this.columns = new IdColumns(database.dialect());
        this.indexes = new IndexBuilder(database);
    }

    /** Makes tables fit to be written to: with room for texts of any length and for large numbers. */
    void forWriting(Partition partition) throws SQLException {
        database.definePatiently(database.dialect().widenPartition(partition));
        widenNumbers(partition);
        compareIdsByBytes(partition);
    }

    /** Most numbers fit all the same. */
    private void widenNumbers(Partition partition) throws SQLException {
        for (String base : List.of(Tables.MESSAGES, Tables.ERRORS)) {
            String table = partition.table(base);
            List<String> clauses = narrowNumbers(table);
            if (!clauses.isEmpty()) {
                alter(
                        List.of("ALTER TABLE " + table + " " + String.join(", ", clauses)),
                        "Numbers in " + table + " keep their type; rows with larger ones cannot be stored there");
            }
        }
    }

    private List<String> narrowNumbers(String table) throws SQLException {
        String sql = database.dialect().widenNumbers();
        if (sql == null) {
            return List.of();
        }
        return database.read(connection -> {
            List<String> clauses = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setString(1, table);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        clauses.add(rows.getString(1));
                    }
                }
            }
            return clauses;
        });
    }

    /**
     * Makes tables fit to be read: with the indexes that it needs, and ids that are compared by their bytes.
     *
     * @return whether that is done; if not, another gateway is at it and may still fail
     */
    public boolean forReading(Partition partition) throws SQLException {
        compareIdsByBytes(partition);
        boolean done = true;
        for (IndexBuild index : database.dialect().indexPartition(partition)) {
            done &= indexes.build(index);
        }
        return done;
    }

    /** Statements are exact without it too, but those that go through all ids are slow. */
    private void compareIdsByBytes(Partition partition) throws SQLException {
        for (String base : List.of(Tables.MESSAGES, Tables.ERRORS)) {
            String table = partition.table(base);
            List<String> statements = database.dialect().compareIdsByBytes(table);
            if (statements.isEmpty() || database.read(connection -> columns.areByBytes(connection, table))) {
                continue;
            }
            alter(statements, "The ids in " + table + " keep their collation; going through all of them takes longer");
        }
    }

    /** Does what may be done, and goes on where the server refuses it. */
    private void alter(List<String> statements, String otherwise) throws SQLException {
        try {
            database.defineApart(statements);
        } catch (SQLException e) {
            Failure failure = database.dialect().classify(e);
            if (failure == Failure.MISSING_TABLE || failure == Failure.CONNECTION_LOST) {
                throw e;
            }
            log.warn(otherwise, e);
        }
    }
}
