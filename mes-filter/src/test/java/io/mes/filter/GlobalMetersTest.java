package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.metrics.StoreMeters;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a store which a container opens is in Micrometer's global registry until it is closed. */
@Timeout(60)
final class GlobalMetersTest {

    @TempDir
    private Path directory;

    /** Which they do not share, but the registry. */
    @Test
    void shouldTellTwoApplicationsApart() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        ServletContextHandler first = application("");
        ServletContextHandler second = application("/second");
        Server server = new Server(0);
        server.setHandler(new ContextHandlerCollection(first, second));
        try {
            server.start();
            assertThat(capacities(registry)).containsExactlyInAnyOrder("/", "/second");

            first.stop();
            assertThat(capacities(registry)).containsExactly("/second");
        } finally {
            server.stop();
            Metrics.removeRegistry(registry);
        }
    }

    private static List<String> capacities(SimpleMeterRegistry registry) {
        return registry.find("mes.ring.capacity").gauges().stream()
                .map(gauge -> gauge.getId().getTag("application"))
                .toList();
    }

    private ServletContextHandler application(String path) {
        return application(path, "");
    }

    private ServletContextHandler application(String path, String version) {
        FilterHolder filter = new FilterHolder(MesFilter.class);
        String file = "mes" + path.replace('/', '-') + version + ".db";
        filter.setInitParameter("sqlite.path", directory.resolve(file).toString());
        ServletContextHandler context = new ServletContextHandler(path);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        return context;
    }

    /** As a container has two of one path while it deploys an application anew. */
    @Test
    void shouldShowTheNextVersionOfAnApplicationWhenTheFirstHasGone() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        ServletContextHandler first = application("/b");
        // Told apart by its spool, and with a file of its own.
        ServletContextHandler second = application("/b", "2");
        second.setInitParameter("mes.spool.dir", directory.resolve("spool").toString());
        Server server = new Server(0);
        server.setHandler(new ContextHandlerCollection(first, second));
        try (LoggedLines warnings = new LoggedLines("io", Level.WARN)) {
            server.start();
            assertThat(capacities(registry)).containsExactly("/b");
            assertThat(registry.find("mes.spool.capacity").gauge()).isNull();

            first.stop();

            assertThat(capacities(registry)).containsExactly("/b");
            assertThat(registry.get("mes.spool.capacity").gauge().value()).isPositive();
            second.stop();
            assertThat(registry.getMeters()).isEmpty();
            assertThat(warnings.all()).isEmpty();
        } finally {
            server.stop();
            Metrics.removeRegistry(registry);
        }
    }

    @Test
    void shouldStartWithoutMetersWhereARegistryRefusesThem() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("mes.rows")) {
                throw new IllegalStateException("no more meters");
            }
        });
        Metrics.addRegistry(registry);
        int before = stores();
        Server server = new Server(0);
        server.setHandler(application("/refused"));
        try (LoggedLines lines = new LoggedLines("io.mes", Level.WARN)) {
            server.start();

            assertThat(lines.all()).singleElement().asString().contains("does not take the meters", "/refused");
            assertThat(registry.getMeters()).isEmpty();
            assertThat(stores()).isEqualTo(before + 1);
        } finally {
            server.stop();
            Metrics.removeRegistry(registry);
        }
        assertThat(stores()).isEqualTo(before);
    }

    @Test
    void shouldWarnWhereItsTagIsTakenForGood() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        Server server = new Server(0);
        server.setHandler(application("/taken"));
        String file = directory.resolve("own.db").toString();
        try (ConversationStore store = ConversationStore.open(
                        StorageConfig.builder(Dsn.parse("local", file)).build());
                StoreMeters own = new StoreMeters(store, Tags.of("application", "/taken"));
                LoggedLines lines = new LoggedLines("io", Level.WARN)) {
            own.bindTo(Metrics.globalRegistry);
            server.start();

            assertThat(lines.all()).singleElement().asString().contains("the tag application=/taken", "is not shown");
        } finally {
            server.stop();
            Metrics.removeRegistry(registry);
        }
    }

    private static int stores() throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.mes:type=ConversationStore,*"), null)
                .size();
    }

    @Test
    void shouldShowTheStoreOfAContainerUntilItStops() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        Server server = new Server(0);
        server.setHandler(application(""));
        try {
            server.start();
            assertThat(registry.get("mes.ring.capacity").gauge().value()).isEqualTo(8192);
            server.stop();
            assertThat(registry.find("mes.ring.capacity").gauge()).isNull();
        } finally {
            server.stop();
            Metrics.removeRegistry(registry);
        }
    }
}
