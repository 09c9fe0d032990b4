package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.docs.DocPage;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.metrics.StoreMeters;
import io.mes.storage.stats.LossReason;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what Micrometer shows of a store. */
@Timeout(60)
final class StoreMetersTest {

    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path directory;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(
                database,
                new TickingClock("2026-11-22T12:00:00Z"),
                config -> config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20)));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    private double measured(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void shouldCountWhatBecomesOfExchanges() {
        new StoreMeters(store.store()).bindTo(registry);
        store.offer(store.chat(1, "c", "an answer", "a question"));
        store.offer(store.exchange(1, "c", "[", "no answer"));
        store.settle();
        store.store().captureFailed();

        assertThat(counted("mes.accepted")).isEqualTo(2);
        assertThat(counted("mes.recovered")).isZero();
        assertThat(counted("mes.exchanges", "outcome", "stored")).isEqualTo(2);
        assertThat(counted("mes.exchanges", "outcome", "discarded")).isZero();
        assertThat(counted("mes.exchanges", "outcome", "lost")).isEqualTo(1);
        assertThat(counted("mes.dropped", "reason", "not_captured")).isEqualTo(1);
        assertThat(registry.get("mes.dropped").functionCounters()).hasSize(LossReason.values().length);
        assertThat(counted("mes.rows")).isEqualTo(4);
        assertThat(counted("mes.bytes")).isGreaterThan(100);
        assertThat(counted("mes.parse.failures")).isEqualTo(1);
        assertThat(counted("mes.retries")).isZero();
    }

    @Test
    void shouldMeasureBatchesAndWhatWaits() {
        new StoreMeters(store.store()).bindTo(registry);
        store.offer(store.chat(1, "c", "an answer", "a question"));
        store.settle();

        assertThat(registry.get("mes.batch.size").summary().totalAmount()).isEqualTo(1);
        assertThat(registry.get("mes.commit").timer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(measured("mes.ring.used")).isZero();
        assertThat(measured("mes.ring.capacity")).isEqualTo(8192);
        assertThat(measured("mes.buffer.used")).isZero();
        assertThat(measured("mes.unsettled")).isZero();
        assertThat(measured("mes.degraded")).isZero();
        assertThat(measured("mes.spool.entries")).isZero();
        assertThat(measured("mes.spool.bytes")).isZero();
        assertThat(measured("mes.spool.capacity")).isEqualTo(1 << 20);
        assertThat(measured("mes.spool.rejected")).isZero();
        assertThat(measured("mes.spool.age")).isZero();
    }

    /** A registry adds the base unit where its system wants it, and what a count or a timer ends in. */
    @Test
    void shouldNameMetersInTheWayOfTheLibrary() {
        new StoreMeters(store.store()).bindTo(registry);

        assertThat(registry.getMeters()).hasSizeGreaterThan(20).allSatisfy(meter -> {
            Meter.Id id = meter.getId();
            assertThat(id.getName()).matches("mes(\\.[a-z]+)+").doesNotEndWith(".total");
            assertThat(id.getDescription()).isNotBlank();
        });
    }

    @Test
    void shouldTellSeveralStoresApartAndLeaveNothingBehind() {
        StoreMeters meters = new StoreMeters(store.store(), Tags.of("store", "audit"));
        meters.bindTo(registry);
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTag("store")).isEqualTo("audit"));

        meters.close();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void shouldLeaveAnotherStoreInTheSameRegistryAlone() {
        StoreMeters first = new StoreMeters(store.store());
        first.bindTo(registry);
        int shown = registry.getMeters().size();
        try (TestDatabase elsewhere = TestDatabase.create(TestEngine.SQLITE);
                TestStore other = new TestStore(elsewhere, new TickingClock("2026-11-22T12:00:00Z"));
                StoreMeters untold = new StoreMeters(other.store());
                StoreMeters told = new StoreMeters(other.store(), Tags.of("store", "other"))) {
            // The library complains once a process of what a registry has already, and from then on at this level.
            try (Warnings warnings = new Warnings();
                    Warnings ofTheLibrary = new Warnings("io.micrometer", Level.DEBUG)) {
                untold.bindTo(registry);
                assertThat(ofTheLibrary.all()).noneMatch(line -> line.contains("already registered"));
                assertThat(warnings.all()).singleElement().asString().contains("give each its own");
            }
            told.bindTo(registry);
            other.offer(other.chat(1, "c", "an answer", "a question"));
            other.settle();

            assertThat(counted("mes.accepted", "store", "other")).isEqualTo(1);
            assertThat(registry.get("mes.batch.size")
                            .tags("store", "other")
                            .summary()
                            .count())
                    .isEqualTo(1);
        }

        assertThat(registry.getMeters()).hasSize(shown);
        assertThat(counted("mes.accepted")).isZero();
        assertThat(registry.get("mes.batch.size").summary().count()).isZero();
    }

    @Test
    void shouldBeShownWhenTheOtherStoreIsNoLonger() {
        StoreMeters first = new StoreMeters(store.store());
        first.bindTo(registry);
        try (TestDatabase elsewhere = TestDatabase.create(TestEngine.SQLITE);
                TestStore other = new TestStore(elsewhere, new TickingClock("2026-11-22T12:00:00Z"));
                StoreMeters second = new StoreMeters(other.store())) {
            assertThat(second.tryBindTo(registry)).isFalse();
            first.close();
            assertThat(second.tryBindTo(registry)).isTrue();
            assertThat(second.tryBindTo(registry)).isTrue();
            other.offer(other.chat(1, "c", "an answer", "a question"));
            other.settle();

            assertThat(counted("mes.accepted")).isEqualTo(1);
        }
    }

    @Test
    void shouldLeaveNothingInARegistryThatRefusesSomeOfIt() {
        registry.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("mes.rows")) {
                throw new IllegalStateException("no more meters");
            }
        });
        StoreMeters meters = new StoreMeters(store.store());

        assertThatThrownBy(() -> meters.bindTo(registry)).hasMessage("no more meters");

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void shouldMeasureABatchOnceAndNotAfterItsEnd() {
        StoreMeters meters = new StoreMeters(store.store());
        meters.bindTo(registry);
        meters.bindTo(registry);
        DistributionSummary sizes = registry.get("mes.batch.size").summary();
        store.offer(store.chat(1, "c", "an answer", "a question"));
        store.settle();
        assertThat(sizes.count()).isEqualTo(1);

        meters.close();
        store.offer(store.chat(1, "c", "an answer", "another question"));
        store.settle();

        assertThat(sizes.count()).isEqualTo(1);
    }

    /** Its registry adds the unit, and what a counter ends in. */
    @Test
    void shouldHaveTheNamesOfThePageInPrometheus() throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new StoreMeters(store.store()).bindTo(prometheus);

        List<String> names = prometheus
                .scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .distinct()
                .toList();

        assertThat(names)
                .contains(
                        "mes_accepted_total",
                        "mes_exchanges_total",
                        "mes_dropped_total",
                        "mes_rows_total",
                        "mes_bytes_total",
                        "mes_retries_total",
                        "mes_parse_failures_total",
                        "mes_batch_size_sum",
                        "mes_ring_used",
                        "mes_buffer_used_bytes",
                        "mes_recovered_total",
                        "mes_spool_age_seconds",
                        "mes_spool_entries");
        String page = DocPage.of("docs/spring-boot.md").text();
        assertThat(Pattern.compile("`(mes_[a-z_]+)`").matcher(page).results().map(name -> name.group(1)))
                .hasSizeGreaterThan(2)
                .allSatisfy(name -> assertThat(names).contains(name));
    }
}
