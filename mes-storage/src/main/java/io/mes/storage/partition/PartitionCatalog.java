package io.mes.storage.partition;

import io.mes.storage.database.Database;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Knows which partitions exist, and makes those that do not.
 *
 * <p>Thread-safe. Several gateways may make the same tables at once. A partition that was seen once is taken to be there
 * until {@link #forget} is called. Each is registered before anything is written to it, so that rows which another program
 * left there are told apart from those that the catalogue counts.
 */
public final class PartitionCatalog {

    private final Database database;
    private final PartitionTable table;
    private final TakeOver takeOver;
    private final Set<Partition> known = ConcurrentHashMap.newKeySet();
    private volatile boolean catalogueMade;

    /** Whether there are base tables, which need not be fit to be written to. */
    private volatile boolean baseExists;

    private volatile List<Partition> uncatalogued = List.of();

    /** A catalog that knows of no partition yet. Does not connect. */
    public PartitionCatalog(Database database) {
        this.database = database;
        this.table = new PartitionTable(database.dialect());
        this.takeOver = new TakeOver(database);
    }

    /**
     * Makes the tables of a partition, and those of conversations and usage, if they are missing. Not inside a
     * transaction: some systems commit on DDL.
     *
     * @throws UnexpectedTableException if a table is there that MES cannot write to
     */
    public void ensure(Partition partition) throws SQLException {
        if (!catalogueMade) {
            makeCatalogue();
        }
        make(partition);
    }

    /**
     * Makes the tables of a partition like {@link #ensure}, and finds out whether MES may change what is in them.
     *
     * @throws SQLException if it may not
     */
    public void ensureWritable(Partition partition) throws SQLException {
        ensure(partition);
        TableRights.check(database, partition);
    }

    private void makeCatalogue() throws SQLException {
        Set<String> before = tables(Tables.MES);
        if (before.contains(Tables.USAGE) && !before.contains(Tables.PARTITIONS)) {
            database.defineApart(List.of(SqlText.addUnstoredTokens()));
        }
        define(database.dialect().createCatalogue(), TableShape::checkCatalogue);
        registerAll(listAny());
        refreshUncatalogued();
        catalogueMade = true;
    }

    private void registerAll(List<Partition> existing) throws SQLException {
        Set<Partition> registered = registered(database.read(table::all));
        baseExists = existing.contains(Partition.BASE);
        for (Partition partition : existing) {
            if (!registered.contains(partition)) {
                complete(partition, connection -> TableShape.checkReadable(connection, partition));
            }
        }
        if (!registered.containsAll(existing)) {
            database.write(connection -> register(connection, existing));
        }
    }

    /**
     * Registers partitions, all of them or none. Several gateways may do so; the first one's word counts, and none writes
     * rows before there is one.
     */
    private boolean register(Connection connection, List<Partition> partitions) throws SQLException {
        Set<Partition> registered = registered(table.all(connection));
        // An earlier version kept a catalogue, but did not register partitions.
        boolean catalogued = registered.isEmpty() && PartitionTable.hasConversations(connection);
        for (Partition partition : partitions) {
            if (!registered.contains(partition)) {
                Coverage coverage =
                        catalogued ? Coverage.complete(partition) : PartitionTable.legacy(connection, partition);
                table.addIfAbsent(connection, coverage);
            }
        }
        return true;
    }

    private static Set<Partition> registered(List<Coverage> coverages) {
        return coverages.stream().map(Coverage::partition).collect(Collectors.toSet());
    }

    private void make(Partition partition) throws SQLException {
        if (known.contains(partition)) {
            return;
        }
        complete(partition, connection -> TableShape.check(connection, partition));
        Optional<Coverage> coverage = database.read(connection -> table.find(connection, partition));
        if (coverage.isEmpty()) {
            database.write(connection -> register(connection, List.of(partition)));
            coverage = database.read(connection -> table.find(connection, partition));
        }
        if (coverage.isPresent() && coverage.get().isLegacy()) {
            takeOver.forWriting(partition);
        }
        known.add(partition);
    }

    /** Makes what is missing of a pair of tables; the Go MES makes each of them with its first row. */
    private void complete(Partition partition, Check check) throws SQLException {
        List<String> missing = new ArrayList<>();
        if (!exists(partition.table(Tables.MESSAGES))) {
            missing.addAll(database.dialect().createMessages(partition));
        }
        if (!exists(partition.table(Tables.ERRORS))) {
            missing.addAll(database.dialect().createErrors(partition));
        }
        define(missing, check);
    }

    private interface Check {
        void run(Connection connection) throws SQLException;
    }

    /** Makes tables and checks them; where that fails because of what is there already, the check tells it better. */
    private void define(List<String> statements, Check check) throws SQLException {
        try {
            database.define(statements);
        } catch (SQLException e) {
            try {
                run(check);
            } catch (UnexpectedTableException better) {
                better.addSuppressed(e);
                throw better;
            } catch (SQLException noBetter) {
                e.addSuppressed(noBetter);
            }
            throw e;
        }
        run(check);
    }

    private void run(Check check) throws SQLException {
        database.read(connection -> {
            check.run(connection);
            return true;
        });
    }

    private boolean exists(String name) throws SQLException {
        return tables(name).contains(name);
    }

    /** Whether the tables of a partition were there when last looked for. */
    public boolean isKnown(Partition partition) {
        return known.contains(partition) || (baseExists && partition.equals(Partition.BASE));
    }

    /** Forgets all tables, after one turned out to be gone. The next {@link #ensure} makes what is missing anew. */
    public void forget() {
        known.clear();
        catalogueMade = false;
    }

    /**
     * Forgets a partition whose tables were dropped. What came late may have made one of them anew meanwhile, or both: these
     * stay, as a partition in which MES alone has written.
     */
    public void unregister(Partition dropped) throws SQLException {
        known.remove(dropped);
        database.write(connection -> {
            table.remove(connection, dropped);
            return true;
        });
        if (listAny().contains(dropped)) {
            database.write(connection -> {
                table.addIfAbsent(connection, Coverage.complete(dropped));
                return true;
            });
            ensure(dropped);
        }
    }

    /** Partitions that hold rows of which the catalogue does not know yet, as of the last {@link #refreshUncatalogued}. */
    public List<Partition> uncatalogued() {
        return uncatalogued;
    }

    /**
     * Asks the database again of which partitions the catalogue does not know everything.
     *
     * @return all partitions that another program began, those that are catalogued among them
     */
    public List<Coverage> refreshUncatalogued() throws SQLException {
        List<Coverage> legacy =
                database.read(table::all).stream().filter(Coverage::isLegacy).toList();
        uncatalogued = legacy.stream()
                .filter(coverage -> !coverage.isComplete())
                .map(Coverage::partition)
                .toList();
        return legacy;
    }

    /** Asks the database for all partitions that hold messages, oldest first. */
    public List<Partition> list() throws SQLException {
        return database.read(this::list);
    }

    /**
     * Likewise within a transaction. What entries that it has locked lead to is in the list, unless it was dropped by
     * hand.
     */
    public List<Partition> list(Connection connection) throws SQLException {
        return partitions(connection, Tables.MESSAGES);
    }

    /** Asks for those as well that hold errors only, as where making or dropping tables broke off. */
    public List<Partition> listAny() throws SQLException {
        return database.read(connection -> partitions(connection, Tables.MESSAGES, Tables.ERRORS));
    }

    /** Partitions that have a table of one of the base names. */
    private List<Partition> partitions(Connection connection, String... bases) throws SQLException {
        Set<Partition> found = new TreeSet<>();
        for (String base : bases) {
            for (String name : tables(connection, base)) {
                Partition.ofTable(base, name).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    private Set<String> tables(String prefix) throws SQLException {
        return database.read(connection -> tables(connection, prefix));
    }

    private Set<String> tables(Connection connection, String prefix) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (PreparedStatement query =
                connection.prepareStatement(database.dialect().listTables())) {
            query.setString(1, prefix);
            try (ResultSet tables = query.executeQuery()) {
                while (tables.next()) {
                    names.add(tables.getString(1));
                }
            }
        }
        return names;
    }
}
