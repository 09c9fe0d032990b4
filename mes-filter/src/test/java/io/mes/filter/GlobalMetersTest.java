package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
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
        FilterHolder filter = new FilterHolder(MesFilter.class);
        String file = "mes" + path.replace('/', '-') + ".db";
        filter.setInitParameter("sqlite.path", directory.resolve(file).toString());
        ServletContextHandler context = new ServletContextHandler(path);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        return context;
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
