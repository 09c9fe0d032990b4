package io.mes.benchmarks;

import io.mes.benchmarks.Throughput.Way;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.MessageRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rounds on one engine. Each way writes into a database of its own, in an order that changes from round to round. */
final class ThroughputRounds {

    private final TestEngine engine;
    private final ThroughputLoad load;
    private final int autocommitRows;

    ThroughputRounds(TestEngine engine, ThroughputLoad load, int autocommitRows) {
        this.engine = engine;
        this.load = load;
        this.autocommitRows = autocommitRows;
    }

    /** Runs rounds of which only the last ones count. */
    ThroughputResult run(int warmUps, int rounds) throws SQLException {
        List<MessageRow> rows = storedRows();
        for (int round = 0; round < warmUps; round++) {
            round(round, rows, new ThroughputResult());
        }
        ThroughputResult result = new ThroughputResult();
        for (int round = 0; round < rounds; round++) {
            round(round, rows, result);
        }
        return result;
    }

    private void round(int number, List<MessageRow> rows, ThroughputResult result) throws SQLException {
        List<Way> order = new ArrayList<>(List.of(Way.values()));
        Collections.rotate(order, number);
        for (Way way : order) {
            result.add(way, cost(way, rows));
        }
    }

    private Cost cost(Way way, List<MessageRow> rows) throws SQLException {
        return switch (way) {
            case PIPELINE -> byPipeline();
            case WRITER -> byWriter(WrittenDatabase.create(engine, ThroughputLoad.START));
            case COMPLETIONS -> byWriter(WrittenDatabase.createListing(engine, ThroughputLoad.START));
            case LOOP -> byLoop(rows);
            case LOG4J -> byLog4j(rows, InsertLoop.ROWS_A_BATCH);
            case LOG4J_UNBUFFERED -> byLog4j(rows.subList(0, autocommitRows), 0);
            case AUTOCOMMIT -> byAutocommit(rows.subList(0, autocommitRows));
        };
    }

    /** The rows that the writer makes of the load, and in the order in which it does. */
    private List<MessageRow> storedRows() throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, ThroughputLoad.START)) {
            load.batches().forEach(database::write);
            try (Connection connection = database.connect()) {
                return InsertLoop.rows(connection, database.columns(), database.table());
            }
        }
    }

    private Cost byPipeline() throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, ThroughputLoad.START);
                StoreRun store = new StoreRun(database.database(), ThroughputLoad.START, load.captured())) {
            Cost cost = Cost.of(load.rows(), store::run);
            requireRows(load.rows(), database);
            return cost;
        }
    }

    private Cost byWriter(WrittenDatabase written) throws SQLException {
        try (WrittenDatabase database = written) {
            Cost cost = Cost.of(load.rows(), () -> load.batches().forEach(database::write));
            database.requireUndisturbed();
            requireRows(load.rows(), database);
            return cost;
        }
    }

    private Cost byLoop(List<MessageRow> rows) throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, ThroughputLoad.START);
                Connection connection = database.connect()) {
            Cost cost = Cost.of(
                    rows.size(), () -> InsertLoop.insert(connection, database.insert(), rows, load.rowsABatch()));
            requireRows(load.rows(), database);
            return cost;
        }
    }

    private Cost byLog4j(List<MessageRow> rows, int buffer) throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, ThroughputLoad.START)) {
            Log4jRows log4j = new Log4jRows(database.source(), database.table(), buffer, database::column);
            Cost cost = Cost.of(rows.size(), () -> {
                log4j.write(rows);
                log4j.close();
            });
            requireRows(rows.size(), database);
            return cost;
        }
    }

    private Cost byAutocommit(List<MessageRow> rows) throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, ThroughputLoad.START);
                Connection connection = database.connect()) {
            Cost cost = Cost.of(rows.size(), () -> InsertLoop.insertEach(connection, database.insert(), rows));
            requireRows(rows.size(), database);
            return cost;
        }
    }

    private static void requireRows(long expected, WrittenDatabase database) throws SQLException {
        if (database.count() != expected) {
            throw new IllegalStateException(database.count() + " rows were written, not " + expected);
        }
    }
}
