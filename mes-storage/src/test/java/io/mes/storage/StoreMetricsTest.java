package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.metrics.StoreMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.JMX;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.management.timer.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what JMX shows of a store. */
final class StoreMetricsTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
    private final TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");

    @AfterEach
    void drop() {
        database.close();
    }

    private Set<ObjectName> registered() throws Exception {
        return server.queryNames(new ObjectName("io.mes:type=ConversationStore,*"), null);
    }

    /** Each web application that has these classes for itself counts from 1. */
    @Test
    void shouldTakeTheNextNumberWhereAnotherApplicationHasOne() throws Exception {
        Set<ObjectName> before = registered();
        try (TestStore store = new TestStore(database, clock)) {
            Set<ObjectName> added = registered();
            added.removeAll(before);
            long number = Long.parseLong(added.iterator().next().getKeyProperty("id"));
            ObjectName taken = new ObjectName("io.mes:type=ConversationStore,id=" + (number + 1));
            server.registerMBean(new Timer(), taken);
            try (TestStore another = new TestStore(database, clock)) {
                assertThat(registered()).contains(new ObjectName("io.mes:type=ConversationStore,id=" + (number + 2)));
                assertThat(another.store()).isNotSameAs(store.store());
            } finally {
                server.unregisterMBean(taken);
            }
        }
    }

    @Test
    void shouldHaveWhatThePageNames() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "durability.md"));
        int begin = page.indexOf("(`Database`");
        List<String> named = Pattern.compile("`([A-Za-z]+)`")
                .matcher(page.substring(begin, page.indexOf(" and more", begin)))
                .results()
                .map(name -> name.group(1))
                .toList();
        try (TestStore store = new TestStore(database, clock)) {
            ObjectName name = registered().iterator().next();

            assertThat(server.getMBeanInfo(name).getAttributes())
                    .extracting(MBeanFeatureInfo::getName)
                    .containsAll(named);
            assertThat(named).hasSizeGreaterThan(8).contains("SpoolAgeSeconds");
            assertThat(store.store().status().spool()).isNull();
        }
    }

    /** By the same numbers as {@code /admin/status}. */
    @Test
    void shouldShowTheSpoolAndWhoseConnectionsTheyAre(@TempDir Path directory) throws Exception {
        Set<ObjectName> before = registered();
        try (TestStore store = new TestStore(
                database,
                new UncommittingSource(database.dataSource()),
                clock,
                config -> config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20)))) {
            Set<ObjectName> added = registered();
            added.removeAll(before);
            StoreMXBean bean = JMX.newMXBeanProxy(server, added.iterator().next(), StoreMXBean.class);

            assertThat(bean.getMaxSpoolBytes())
                    .isEqualTo(1 << 20)
                    .isEqualTo(store.store().status().spoolBytes());
            assertThat(bean.getSpoolRejected()).isZero();
            assertThat(bean.getSpoolAgeSeconds()).isZero();
            assertThat(bean.getDatabase()).isEqualTo(database.dsn().displayAddress());
        }
    }

    @Test
    void shouldShowAStoreUntilItIsClosed() throws Exception {
        Set<ObjectName> before = registered();
        TestStore store = new TestStore(database, clock);
        Set<ObjectName> added = registered();
        added.removeAll(before);
        assertThat(added).hasSize(1);
        ObjectName name = added.iterator().next();
        StoreMXBean bean = JMX.newMXBeanProxy(server, name, StoreMXBean.class);
        store.offer(store.chat(1, "c", "an answer", "a question"));
        store.settle();
        store.store().captureFailed();

        assertThat(bean.getDatabase())
                .isEqualTo(store.store().displayAddress())
                .isEqualTo(database.dsn().displayAddress());
        assertThat(bean.getMaxSpoolBytes()).isZero();
        assertThat(bean.getSpoolRejected()).isZero();
        assertThat(bean.getSpoolAgeSeconds()).isZero();

        assertThat(bean.getAccepted()).isEqualTo(1);
        assertThat(bean.getStored()).isEqualTo(1);
        assertThat(bean.getRows()).isEqualTo(2);
        assertThat(bean.getUnsettled()).isZero();
        assertThat(bean.getBacklog()).isZero();
        assertThat(bean.getMaxBacklog()).isPositive();
        assertThat(bean.getSpoolEntries()).isZero();
        assertThat(bean.getLost()).isEqualTo(1);
        assertThat(bean.getLostByReason()).isEqualTo(Map.of("not_captured", 1L));
        assertThat(bean.getBytes()).isPositive();
        assertThat(bean.getParseFailures()).isZero();
        assertThat(bean.getBatches()).isEqualTo(1);
        assertThat(bean.getMeanBatch()).isEqualTo(1);
        assertThat(bean.getLargestBatch()).isEqualTo(1);
        assertThat(bean.getMeanCommitMillis()).isPositive().isEqualTo(bean.getLongestCommitMillis());
        assertThat(bean.isDegraded()).isFalse();
        assertThat(server.getAttribute(name, "LostByReason")).isInstanceOf(TabularData.class);
        for (var attribute : server.getMBeanInfo(name).getAttributes()) {
            assertThat(server.getAttribute(name, attribute.getName())).isNotNull();
        }

        store.close();
        assertThat(server.isRegistered(name)).isFalse();
    }
}
