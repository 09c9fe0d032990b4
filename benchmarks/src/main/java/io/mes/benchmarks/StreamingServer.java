package io.mes.benchmarks;

import io.mes.filter.MesFilter;
import io.mes.storage.ConversationStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** An application that streams events, once behind the filter and once without it. */
final class StreamingServer implements AutoCloseable {

    static final String CAPTURED = "/v1/chat/completions";
    static final String BARE = "/bare/chat/completions";

    private static final byte[] EVENT = Answer.EVENT.getBytes(StandardCharsets.UTF_8);

    private final Server server = new Server(0);
    private final BlockingQueue<ChunkCost> costs = new ArrayBlockingQueue<>(1);

    /**
     * What writing and flushing a chunk took.
     *
     * @param nanos by the clock
     * @param cpuNanos processor time of the thread that wrote
     */
    record ChunkCost(double nanos, double cpuNanos) {}

    StreamingServer(ConversationStore store, int events) {
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(new MesFilter(store));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/v1/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Events(events, costs)), "/*");
        server.setHandler(context);
        LifeCycle.start(server);
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** What the last stream cost; waits for its end. */
    ChunkCost cost() throws InterruptedException {
        return costs.take();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    private static final class Events extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final int events;
        private final transient BlockingQueue<ChunkCost> costs;

        Events(int events, BlockingQueue<ChunkCost> costs) {
            this.events = events;
            this.costs = costs;
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            response.setContentType("text/event-stream");
            ServletOutputStream out = response.getOutputStream();
            long cpu = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            for (int i = 0; i < events; i++) {
                out.write(EVENT);
                out.flush();
            }
            double nanos = System.nanoTime() - start;
            double cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
            costs.add(new ChunkCost(nanos / events, cpuNanos / events));
        }
    }
}
