package io.mes.storage.upkeep;

import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.row.Partition;
import io.mes.storage.stats.FailureLog;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what must be done beside reading and writing, on daemon threads of its own from construction until {@link #close}:
 * one for days, and one for what another program left, which may take hours or wait for others. What fails is logged and
 * tried again the next time. While the database is away it is looked for every few seconds, so that whoever asks for its
 * state hears that it is back, and its tables are made, without waiting for the next exchange.
 */
public final class Upkeep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The longest pause between two looks for a database that is away, as between two attempts of the writer. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Database database;
    private final PartitionCatalog partitions;
    private final Calendar calendar;
    private final Clock clock;
    private final LegacyCataloguer cataloguer;
    private final @Nullable Retention retention;
    private final FailureLog failures = new FailureLog(log);
    private final ScheduledExecutorService threads;
    private final List<Future<?>> rounds;
    private volatile boolean closed;
    private @Nullable LocalDate retainedOn;

    private interface Chore {
        void run() throws SQLException;
    }

    /**
     * Starts at once.
     *
     * @param interval pause between two rounds
     * @param retentionDays days that are kept before today; null for all
     */
    public Upkeep(
            Database database,
            PartitionCatalog partitions,
            Calendar calendar,
            Clock clock,
            Duration interval,
            @Nullable Integer retentionDays) {
        this.database = database;
        this.partitions = partitions;
        this.calendar = calendar;
        this.clock = clock;
        this.cataloguer = new LegacyCataloguer(database, partitions, calendar);
        this.retention = retentionDays == null ? null : new Retention(database, partitions, calendar, retentionDays);
        this.threads = Executors.newScheduledThreadPool(2, work -> {
            Thread daemon = new Thread(work, "mes-upkeep");
            daemon.setDaemon(true);
            return daemon;
        });
        Duration look = interval.compareTo(LOOK) < 0 ? interval : LOOK;
        this.rounds = List.of(
                repeat(this::tendDays, interval),
                repeat(this::takeOver, interval),
                repeat(this::lookForDatabase, look));
    }

    private Future<?> repeat(Runnable round, Duration interval) {
        return threads.scheduleWithFixedDelay(round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks nothing of a database that is there: what is asked of it anyway tells when it goes. */
    private void lookForDatabase() {
        if (!database.isReachable()) {
            attempt(
                    "The database cannot be reached",
                    () -> partitions.ensureWritable(calendar.partitionOf(clock.instant())));
        }
    }

    private void tendDays() {
        LocalDate today = calendar.dayOf(clock.instant());
        attempt("Tomorrow's tables could not be made ahead", () -> makeTomorrow(today));
        attempt("Days past retention could not be dropped", () -> retain(today));
    }

    private void takeOver() {
        LocalDate today = calendar.dayOf(clock.instant());
        attempt(
                "Rows of another program could not be catalogued",
                () -> cataloguer.run(() -> closed, partition -> isKept(partition, today)));
    }

    /** To build indexes of tables that are about to be dropped would only keep them from that. */
    private boolean isKept(Partition partition, LocalDate today) {
        return retention == null || !retention.isDropped(partition, today);
    }

    private void attempt(String failure, Chore chore) {
        try {
            if (!closed) {
                chore.run();
            }
        } catch (SQLException | RuntimeException e) {
            if (!closed) {
                failures.warn(failure + "; it will be tried again", e);
            }
        }
    }

    private void makeTomorrow(LocalDate today) throws SQLException {
        if (calendar.daily()) {
            partitions.ensure(new Partition(today.plusDays(1)));
        }
    }

    private void retain(LocalDate today) throws SQLException {
        if (retention != null && !today.equals(retainedOn)) {
            retention.run(today);
            retainedOn = today;
        }
    }

    /** Lets the steps that are under way end, and does no other. */
    @Override
    public void close() {
        closed = true;
        rounds.forEach(round -> round.cancel(false));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
