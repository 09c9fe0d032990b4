package io.mes.storage.service;

import io.mes.storage.partition.Calendar;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.PartitionSummary;
import io.mes.storage.query.Recount;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.read.PartitionReader;
import io.mes.storage.row.Partition;
import io.mes.storage.upkeep.DayDropper;
import io.mes.storage.upkeep.Recounter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

/**
 * What an administrator may ask of the store, for all users together.
 *
 * <p>Thread-safe; every method blocks until it is done, which may take minutes on a large database, and throws
 * {@link UnavailableException} when the database fails. Who may call it, the caller decides.
 */
public final class Administration {

    private final PartitionReader partitions;
    private final DayDropper dropper;
    private final Recounter recounter;
    private final Calendar calendar;
    private final Clock clock;

    private interface Task<T> {
        T run() throws SQLException;
    }

    /** The administration of one store. */
    public Administration(
            PartitionReader partitions, DayDropper dropper, Recounter recounter, Calendar calendar, Clock clock) {
        this.partitions = partitions;
        this.dropper = dropper;
        this.recounter = recounter;
        this.calendar = calendar;
        this.clock = clock;
    }

    /** All partitions with what they hold, oldest first, the base tables before the days. */
    public List<PartitionSummary> partitions() {
        return answer(partitions::list);
    }

    /**
     * Drops the tables of a day with everything in them. Conversations, statistics and titles follow.
     *
     * @throws InvalidQueryException if the day has not ended, for then others still write to it
     * @throws NotFoundException if there are no tables of that day
     */
    public void dropDay(LocalDate day) {
        if (!day.isBefore(calendar.dayOf(clock.instant()))) {
            throw new InvalidQueryException("day", "day must have ended; " + day + " has not");
        }
        boolean dropped = answer(() -> dropper.drop(new Partition(day)));
        if (!dropped) {
            throw new NotFoundException("There are no tables of " + day);
        }
    }

    /**
     * Compares lists and statistics with the rows that they describe.
     *
     * @param repair whether to write what is right
     */
    public Recount recount(boolean repair) {
        return answer(() -> recounter.run(repair));
    }

    private static <T> T answer(Task<T> task) {
        try {
            return task.run();
        } catch (SQLException e) {
            throw new UnavailableException("The database did not answer", e);
        }
    }
}
