package io.mes.storage.metrics;

import io.mes.storage.query.StoreStatus;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.LossReason;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows a store in Micrometer. Thread-safe. Needs {@code io.micrometer:micrometer-core} on the class path; nothing else in
 * MES does.
 *
 * <p>Counts stay where they are, in the store, and are read whenever the registry asks; only the size of a batch and the time
 * that its commit took are recorded as they happen, once a batch, on the thread that writes. Registries do not keep the
 * store from being collected.
 */
public final class StoreMeters implements MeterBinder, AutoCloseable {

    private static final String EXCHANGES = "exchanges";

    private final MeasuredStore store;
    private final Tags tags;
    private final List<Runnable> removals = new CopyOnWriteArrayList<>();

    /** Meters of the only store of a process. */
    public StoreMeters(MeasuredStore store) {
        this(store, Tags.empty());
    }

    /** Meters of one of several stores, which tags tell apart. */
    public StoreMeters(MeasuredStore store, Iterable<Tag> tags) {
        this.store = store;
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindExchanges(registry);
        bindVolume(registry);
        bindMemory(registry);
        if (store.status().spool() != null) {
            bindSpool(registry);
        }
        bindBatches(registry);
    }

    /** Takes the meters out of all registries again. */
    @Override
    public void close() {
        removals.forEach(Runnable::run);
        removals.clear();
    }

    private void bindExchanges(MeterRegistry registry) {
        String done = "Exchanges that are done with, by what became of them";
        count(registry, "mes.exchanges", done, EXCHANGES, s -> s.stats().stored(), Tag.of("outcome", "stored"));
        count(registry, "mes.exchanges", done, EXCHANGES, s -> s.stats().discarded(), Tag.of("outcome", "discarded"));
        count(registry, "mes.exchanges", done, EXCHANGES, s -> s.stats().lost(), Tag.of("outcome", "lost"));
        for (LossReason reason : LossReason.values()) {
            count(
                    registry,
                    "mes.dropped",
                    "Exchanges that are lost, by reason",
                    EXCHANGES,
                    status -> status.losses().getOrDefault(reason, 0L),
                    Tag.of("reason", reason.label()));
        }
        count(
                registry,
                "mes.accepted",
                "Exchanges taken",
                EXCHANGES,
                s -> s.stats().accepted());
        count(
                registry,
                "mes.spooled",
                "Exchanges put into the spool",
                EXCHANGES,
                s -> s.stats().spooled());
        count(
                registry,
                "mes.uncommitted",
                "Requests let go before their exchange was safe",
                null,
                s -> s.stats().uncommitted());
    }

    private void bindVolume(MeterRegistry registry) {
        count(
                registry,
                "mes.rows",
                "Rows committed, of messages and errors",
                "rows",
                s -> s.stats().rows());
        count(
                registry,
                "mes.bytes",
                "Bytes captured of the bodies of exchanges taken",
                BaseUnits.BYTES,
                s -> s.stats().throughput().bytes());
        count(
                registry,
                "mes.parse.failures",
                "Exchanges of which a body could not be read",
                EXCHANGES,
                status -> status.stats().throughput().unparsed());
        count(
                registry,
                "mes.retries",
                "Batches that failed and were tried again",
                "batches",
                s -> s.stats().retries());
    }

    private void bindMemory(MeterRegistry registry) {
        gauge(
                registry,
                "mes.ring.used",
                "Exchanges that wait in memory",
                EXCHANGES,
                s -> s.stats().backlog());
        gauge(registry, "mes.ring.capacity", "Exchanges that may wait in memory", EXCHANGES, StoreStatus::maxBacklog);
        gauge(
                registry,
                "mes.buffer.used",
                "Bytes of bodies held in memory",
                BaseUnits.BYTES,
                s -> s.stats().capturedBytes());
        gauge(
                registry,
                "mes.unsettled",
                "Exchanges in memory or in the spool",
                EXCHANGES,
                s -> s.stats().unsettled());
        gauge(
                registry,
                "mes.degraded",
                "1 if somebody should look after the store, else 0",
                null,
                status -> status.isDegraded() ? 1 : 0);
    }

    private void bindSpool(MeterRegistry registry) {
        gauge(
                registry,
                "mes.spool.entries",
                "Exchanges that wait in the spool",
                EXCHANGES,
                s -> level(s, SpoolLevel::entries));
        gauge(
                registry,
                "mes.spool.bytes",
                "Bytes that wait in the spool",
                BaseUnits.BYTES,
                s -> level(s, SpoolLevel::bytes));
        gauge(
                registry,
                "mes.spool.capacity",
                "Bytes that may wait in the spool",
                BaseUnits.BYTES,
                StoreStatus::spoolBytes);
        gauge(
                registry,
                "mes.spool.rejected",
                "Exchanges that the spool keeps for people",
                EXCHANGES,
                s -> level(s, SpoolLevel::rejected));
    }

    private static double level(StoreStatus status, ToDoubleFunction<SpoolLevel> value) {
        SpoolLevel level = status.spool();
        return level == null ? 0 : value.applyAsDouble(level);
    }

    private void bindBatches(MeterRegistry registry) {
        DistributionSummary sizes = removable(
                registry,
                DistributionSummary.builder("mes.batch.size")
                        .description("Exchanges in one transaction")
                        .baseUnit(EXCHANGES)
                        .tags(tags)
                        .register(registry));
        Timer commits = removable(
                registry,
                Timer.builder("mes.commit")
                        .description("From the beginning of a batch's transaction to the end of its commit")
                        .tags(tags)
                        .register(registry));
        store.listen((exchanges, commit) -> {
            sizes.record(exchanges);
            commits.record(commit);
        });
    }

    private void count(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<StoreStatus> value,
            Tag... own) {
        removable(
                registry,
                FunctionCounter.builder(name, store, measured -> value.applyAsDouble(measured.status()))
                        .description(description)
                        .baseUnit(unit)
                        .tags(tags.and(own))
                        .register(registry));
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<StoreStatus> value) {
        removable(
                registry,
                Gauge.builder(name, store, measured -> value.applyAsDouble(measured.status()))
                        .description(description)
                        .baseUnit(unit)
                        .tags(tags)
                        .register(registry));
    }

    private <T extends Meter> T removable(MeterRegistry registry, T meter) {
        removals.add(() -> registry.remove(meter));
        return meter;
    }
}
