package io.mes.benchmarks;

import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.MessageRow;
import io.mes.storage.write.RowsOnly;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a row takes in batches of 500 exchanges, on each engine: with all that a store does from the offer on, with all that
 * the writer does, with no more than its INSERTs, and by a hand-written loop. Each iteration writes the same rows into tables
 * that are empty. Read the ratios to the loop.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
public class WriteBenchmark {

    private static final int EXCHANGES = 1000;
    private static final int ROWS = 2 * EXCHANGES;

    /** What is written to; with none said, each of them. */
    @Param
    public TestEngine engine = TestEngine.SQLITE;

    private final ThroughputLoad load;
    private List<MessageRow> rows = List.of();
    private @Nullable WrittenDatabase database;
    private @Nullable Connection connection;
    private @Nullable StoreRun store;

    /** Writes as much as is measured. */
    public WriteBenchmark() {
        this(EXCHANGES);
    }

    /** Writes so many exchanges. */
    WriteBenchmark(int exchanges) {
        this.load = ThroughputLoad.of(exchanges);
    }

    /** Makes a database, and has the writer say which rows are to be written. */
    @Setup
    public void open() throws SQLException {
        if (engine != TestEngine.SQLITE) {
            Arguments.startServers(List.of(engine));
        }
        WrittenDatabase made = WrittenDatabase.create(engine, ThroughputLoad.START);
        database = made;
        connection = made.connect();
        load.batches().forEach(made::write);
        rows = InsertLoop.rows(connection, made.columns(), made.table());
    }

    /** Empties it. */
    @Setup(Level.Iteration)
    public void empty() throws SQLException {
        database().empty();
    }

    /** Makes sure that all has been written. */
    @TearDown(Level.Iteration)
    public void check() throws SQLException {
        database().requireUndisturbed();
        if (database().count() != load.rows()) {
            throw new IllegalStateException(database().count() + " rows were written, not " + load.rows());
        }
    }

    /** Removes it. */
    @TearDown
    public void close() throws SQLException {
        if (store != null) {
            store.close();
        }
        connection().close();
        database().close();
    }

    private WrittenDatabase database() {
        return Objects.requireNonNull(database);
    }

    private Connection connection() {
        return Objects.requireNonNull(connection);
    }

    /** Ring, parsing, placing, rows, conversations, usage. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void wholeStore() {
        StoreRun open = store;
        if (open == null) {
            // Only now, for the other ways are to be without its threads.
            open = new StoreRun(database().database(), ThroughputLoad.START, load.captured());
            store = open;
        }
        open.run();
    }

    /** Placing, rows, conversations, usage. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void batchWriter() {
        load.batches().forEach(database()::write);
    }

    /** Rows as the writer inserts them. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void rowWriter() throws SQLException {
        RowsOnly writer = database().rowsOnly();
        connection().setAutoCommit(false);
        for (int start = 0; start < rows.size(); start += load.rowsABatch()) {
            writer.write(connection(), rows.subList(start, start + load.rowsABatch()));
            connection().commit();
        }
        release();
    }

    /** Rows as one would insert them by hand. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void insertLoop() throws SQLException {
        InsertLoop.insert(connection(), database().insert(), rows, load.rowsABatch());
        release();
    }

    /** SQLite's driver begins the next transaction at once, and would keep everybody else from emptying the tables. */
    private void release() throws SQLException {
        connection().setAutoCommit(true);
    }
}
