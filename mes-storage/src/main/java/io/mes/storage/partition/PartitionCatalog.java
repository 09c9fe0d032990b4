package io.mes.storage.partition;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Knows which partitions exist, and makes those that do not.
 *
 * <p>Thread-safe. Several gateways may make the same tables at once. A partition that was seen once is taken to be there
 * until {@link #forget} is called.
 */
public final class PartitionCatalog {

    private final DataSource database;
    private final Dialect dialect;
    private final Set<Partition> known = ConcurrentHashMap.newKeySet();
    private volatile boolean catalogueMade;

    /** A catalog that knows of no partition yet. Does not connect. */
    public PartitionCatalog(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    /**
     * Makes the tables of a partition, and those of conversations and usage, if they are missing. Not inside a
     * transaction: some systems commit on DDL.
     */
    public void ensure(Partition partition) throws SQLException {
        if (!catalogueMade) {
            run(dialect.createCatalogue());
            // The base tables are read beside those of days if they exist, but are not made for that.
            if (list().contains(Partition.BASE)) {
                make(Partition.BASE);
            }
            catalogueMade = true;
        }
        make(partition);
    }

    private void make(Partition partition) throws SQLException {
        if (!known.contains(partition)) {
            run(dialect.createPartition(partition));
            known.add(partition);
        }
    }

    /** Whether the tables of a partition were there when last looked for. */
    public boolean isKnown(Partition partition) {
        return known.contains(partition);
    }

    /** Forgets all tables, after one turned out to be gone. The next {@link #ensure} makes what is missing anew. */
    public void forget() {
        known.clear();
        catalogueMade = false;
    }

    /** Asks the database for all partitions that hold messages, oldest first. */
    public List<Partition> list() throws SQLException {
        Set<Partition> found = new TreeSet<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(dialect.listTables())) {
            query.setString(1, Tables.MESSAGES);
            try (ResultSet tables = query.executeQuery()) {
                while (tables.next()) {
                    Optional<Partition> partition = Partition.ofTable(Tables.MESSAGES, tables.getString(1));
                    partition.ifPresent(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    private void run(List<String> statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
