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
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a store in Micrometer. Thread-safe. Needs {@code io.micrometer:micrometer-core} on the class path; nothing else in
 * MES does.
 *
 * <p>A registry adds a base unit to a meter's name where its system wants that, so only bytes and seconds have one. Counts stay
 * where they are, in the store, and are read whenever the registry asks; only the size of a batch and the time
 * that its commit took are recorded as they happen, once a batch, on the thread that writes. Registries do not keep the
 * store from being collected.
 */
public final class StoreMeters implements MeterBinder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreMeters.class);

    private final MeasuredStore store;
    private final Tags tags;
    private final Map<MeterRegistry, List<Meter>> bound = new HashMap<>();
    private final List<BatchMeters> batches = new CopyOnWriteArrayList<>();
    private boolean listening;

    /** What is recorded of batches, in one registry. */
    private record BatchMeters(DistributionSummary sizes, Timer commits) {

        void record(int exchanges, Duration commit) {
            sizes.record(exchanges);
            commits.record(commit);
        }
    }

    /** Meters of the only store in a registry. */
    public StoreMeters(MeasuredStore store) {
        this(store, Tags.empty());
    }

    /** Meters of one of several stores in a registry, which the values of their tags tell apart. */
    public StoreMeters(MeasuredStore store, Iterable<Tag> tags) {
        this.store = store;
        this.tags = Tags.of(tags);
    }

    /** Does nothing the second time, nor where another store has meters with the same tags, which a warning tells of. */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (!tryBindTo(registry)) {
            log.warn(
                    "A store is not shown in a meter registry that shows another one with the same tags; give each its own");
        }
    }

    /**
     * Shows the store unless another one has meters with the same tags there; what a registry throws leaves none of its meters
     * behind.
     *
     * @return whether the store is shown there now
     */
    public synchronized boolean tryBindTo(MeterRegistry registry) {
        if (bound.containsKey(registry)) {
            return true;
        }
        Set<Meter.Id> others = registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
        // First, for a registry does not complain of a summary that it has, as it does of what reads a store.
        DistributionSummary sizes = sizes(registry);
        if (others.contains(sizes.getId())) {
            return false;
        }
        List<Meter> meters = new ArrayList<>(List.of(sizes));
        try {
            Timer commits = commits(registry);
            meters.add(commits);
            counters().forEach(counter -> meters.add(counter.register(registry)));
            gauges().forEach(gauge -> meters.add(gauge.register(registry)));
            spoolAge().forEach(age -> meters.add(age.register(registry)));
            recordBatches(new BatchMeters(sizes, commits));
        } catch (RuntimeException | LinkageError e) {
            meters.forEach(registry::remove);
            throw e;
        }
        bound.put(registry, meters);
        return true;
    }

    /** Takes the meters out of all registries again. */
    @Override
    public synchronized void close() {
        batches.clear();
        bound.forEach((registry, meters) -> meters.forEach(registry::remove));
        bound.clear();
    }

    private List<FunctionCounter.Builder<MeasuredStore>> counters() {
        String done = "Exchanges that are done with, by what became of them";
        List<FunctionCounter.Builder<MeasuredStore>> counters = new ArrayList<>(List.of(
                counter("mes.accepted", "Exchanges taken", s -> s.stats().accepted()),
                counter(
                        "mes.recovered",
                        "Exchanges of an earlier process found in the spool at the start",
                        s -> s.stats().recovered()),
                counter("mes.exchanges", done, s -> s.stats().stored()).tag("outcome", "stored"),
                counter("mes.exchanges", done, s -> s.stats().discarded()).tag("outcome", "discarded"),
                counter("mes.exchanges", done, s -> s.stats().lost()).tag("outcome", "lost"),
                counter(
                        "mes.spooled",
                        "Exchanges put into the spool",
                        s -> s.stats().spooled()),
                counter(
                        "mes.uncommitted",
                        "Requests let go before their exchange was safe",
                        s -> s.stats().uncommitted()),
                counter(
                        "mes.rows",
                        "Rows committed, of messages and errors",
                        s -> s.stats().rows()),
                counter(
                                "mes.bytes",
                                "Bytes captured of the bodies of exchanges taken",
                                s -> s.stats().throughput().bytes())
                        .baseUnit(BaseUnits.BYTES),
                counter(
                        "mes.parse.failures",
                        "Exchanges of which a body could not be read",
                        s -> s.stats().throughput().unparsed()),
                counter(
                        "mes.retries",
                        "Batches that failed and were tried again",
                        s -> s.stats().retries())));
        for (LossReason reason : LossReason.values()) {
            counters.add(counter(
                            "mes.dropped",
                            "Exchanges that are lost, by reason",
                            s -> s.losses().getOrDefault(reason, 0L))
                    .tag("reason", reason.label()));
        }
        return counters;
    }

    private List<Gauge.Builder<MeasuredStore>> gauges() {
        List<Gauge.Builder<MeasuredStore>> gauges = new ArrayList<>(List.of(
                gauge(
                        "mes.ring.used",
                        "Exchanges that wait in memory",
                        s -> s.stats().backlog()),
                gauge("mes.ring.capacity", "Exchanges that may wait in memory", StoreStatus::maxBacklog),
                gauge(
                                "mes.buffer.used",
                                "Bytes of bodies held in memory",
                                s -> s.stats().capturedBytes())
                        .baseUnit(BaseUnits.BYTES),
                gauge(
                        "mes.unsettled",
                        "Exchanges in memory or in the spool",
                        s -> s.stats().unsettled()),
                gauge(
                        "mes.degraded",
                        "1 if somebody should look after the store, else 0",
                        s -> s.isDegraded() ? 1 : 0)));
        if (store.status().spool() != null) {
            gauges.addAll(spoolGauges());
        }
        return gauges;
    }

    private List<Gauge.Builder<MeasuredStore>> spoolGauges() {
        return List.of(
                gauge("mes.spool.entries", "Exchanges that wait in the spool", s -> level(s, SpoolLevel::entries)),
                gauge("mes.spool.bytes", "Bytes that wait in the spool", s -> level(s, SpoolLevel::bytes))
                        .baseUnit(BaseUnits.BYTES),
                gauge("mes.spool.capacity", "Bytes that may wait in the spool", StoreStatus::spoolBytes)
                        .baseUnit(BaseUnits.BYTES),
                gauge(
                        "mes.spool.rejected",
                        "Exchanges that the spool keeps for people",
                        s -> level(s, SpoolLevel::rejected)));
    }

    /** In the unit of time that a registry goes by. */
    private List<TimeGauge.Builder<MeasuredStore>> spoolAge() {
        return store.status().spool() == null
                ? List.of()
                : List.of(TimeGauge.builder("mes.spool.age", store, TimeUnit.MILLISECONDS, measured -> (double)
                                measured.status().spoolAge(Instant.now()).toMillis())
                        .description("How long the exchange has been over that is stored next from the spool")
                        .tags(tags));
    }

    private static double level(StoreStatus status, ToDoubleFunction<SpoolLevel> value) {
        SpoolLevel level = status.spool();
        return level == null ? 0 : value.applyAsDouble(level);
    }

    private DistributionSummary sizes(MeterRegistry registry) {
        return DistributionSummary.builder("mes.batch.size")
                .description("Exchanges in one transaction")
                .tags(tags)
                .register(registry);
    }

    private Timer commits(MeterRegistry registry) {
        return Timer.builder("mes.commit")
                .description("From the beginning of a batch's transaction to the end of its commit")
                .tags(tags)
                .register(registry);
    }

    private void recordBatches(BatchMeters meters) {
        batches.add(meters);
        if (!listening) {
            listening = true;
            store.listen((exchanges, commit) -> batches.forEach(batch -> batch.record(exchanges, commit)));
        }
    }

    private FunctionCounter.Builder<MeasuredStore> counter(
            String name, String description, ToDoubleFunction<StoreStatus> value) {
        return FunctionCounter.builder(name, store, measured -> value.applyAsDouble(measured.status()))
                .description(description)
                .tags(tags);
    }

    private Gauge.Builder<MeasuredStore> gauge(String name, String description, ToDoubleFunction<StoreStatus> value) {
        return Gauge.builder(name, store, measured -> value.applyAsDouble(measured.status()))
                .description(description)
                .tags(tags);
    }
}
