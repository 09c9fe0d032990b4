package io.mes.storage.stats;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts bytes and batches. Thread-safe; counting never waits. */
final class ThroughputCounters {

    private static final Logger log = LoggerFactory.getLogger(BatchListener.class);

    private final LongAdder bytes = new LongAdder();
    private final LongAdder unparsed = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder exchanges = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator largest = new LongAccumulator(Math::max, 0);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final List<BatchListener> listeners = new CopyOnWriteArrayList<>();
    private final FailureLog failures = new FailureLog(log);

    void recordBytes(long captured) {
        bytes.add(captured);
    }

    void recordUnparsed() {
        unparsed.increment();
    }

    void listen(BatchListener listener) {
        listeners.add(listener);
    }

    void recordBatch(int size, long commitNanos) {
        batches.increment();
        exchanges.add(size);
        nanos.add(commitNanos);
        largest.accumulate(size);
        longest.accumulate(commitNanos);
        if (!listeners.isEmpty()) {
            tell(size, Duration.ofNanos(commitNanos));
        }
    }

    /** Who only watches must not keep what is stored from being settled. */
    private void tell(int size, Duration commit) {
        for (BatchListener listener : listeners) {
            try {
                listener.committed(size, commit);
            } catch (RuntimeException e) {
                failures.warn("A listener that was told of a batch failed", e);
            }
        }
    }

    Throughput snapshot() {
        return new Throughput(
                bytes.sum(),
                unparsed.sum(),
                batches.sum(),
                exchanges.sum(),
                largest.get(),
                Duration.ofNanos(nanos.sum()),
                Duration.ofNanos(longest.get()));
    }
}
