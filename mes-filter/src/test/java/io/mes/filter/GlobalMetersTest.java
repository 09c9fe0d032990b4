package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a store which a container opens is in Micrometer's global registry until it is closed. */
@Timeout(60)
final class GlobalMetersTest {

    @TempDir
    private Path directory;

    @Test
    void shouldShowTheStoreOfAContainerUntilItStops() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        FilterHolder filter = new FilterHolder(MesFilter.class);
        filter.setInitParameter("sqlite.path", directory.resolve("mes.db").toString());
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        Server server = new Server(0);
        server.setHandler(context);
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
