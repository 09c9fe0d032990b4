package io.mes.storage.ring;

import com.lmax.disruptor.ExceptionHandler;
import io.mes.storage.stats.FailureLog;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps both threads alive when a stage fails: the library's default would end them, and the ring would fill for good. */
final class StageFailures implements ExceptionHandler<Slot> {

    private static final Logger log = LoggerFactory.getLogger(StageFailures.class);

    private final FailureLog failures = new FailureLog(log);
    private final StoreCounters counters;

    StageFailures(StoreCounters counters) {
        this.counters = counters;
    }

    @Override
    public void handleEventException(Throwable e, long sequence, Slot slot) {
        lost(1, e);
    }

    /** Counts exchanges that are lost because of a failure, and tells of it. */
    void lost(int exchanges, Throwable e) {
        counters.recordLost(LossReason.NOT_PROCESSED, exchanges);
        failures.warn(exchanges + " exchanges could not be parsed or written and are lost", e);
    }

    @Override
    public void handleOnStartException(Throwable e) {
        log.error("A thread of the store could not start", e);
    }

    @Override
    public void handleOnShutdownException(Throwable e) {
        log.warn("A thread of the store did not end properly", e);
    }
}
