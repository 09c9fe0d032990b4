package io.mes.benchmarks.gateway;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A gateway that does nothing but hand on, with a recording of choice: the less else it does, the more a recording shows.
 * Tells at {@value #WORK} what it has done, and at {@value #MEMORY} what it takes.
 */
final class MeasuredGateway implements AutoCloseable {

    static final String WORK = "/work";
    static final String MEMORY = "/memory";

    /** So many that none ends, and takes its processor time with it. */
    private static final int THREADS = 200;

    private final Recording recording;
    private final Server server;
    private final ServerConnector connector;

    /** Starts one. */
    MeasuredGateway(Peer peer, Relay relay, String upstream, Path directory) {
        this.recording = peer.open(directory);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        // Each piece of a stream goes out as it is written; Jetty would wait for 32 KiB.
        http.setOutputAggregationSize(1);
        this.connector = new ServerConnector(server, new HttpConnectionFactory(http));
        server.addConnector(connector);
        server.setHandler(context(relay.to(upstream)));
        LifeCycle.start(server);
    }

    private ServletContextHandler context(HttpServlet relay) {
        ServletContextHandler context = new ServletContextHandler();
        add(context, new Caller());
        Filter filter = recording.filter();
        if (filter != null) {
            add(context, filter);
        }
        ServletHolder holder = new ServletHolder(relay);
        holder.setAsyncSupported(true);
        holder.setInitParameter("timeout", "0");
        context.addServlet(holder, "/v1/*");
        WorkMeter work = new WorkMeter(recording);
        context.addServlet(new ServletHolder(new Telling(() -> work.read().toLine())), WORK);
        context.addServlet(new ServletHolder(new Telling(() -> Memory.read().toLine())), MEMORY);
        return context;
    }

    private static void add(ServletContextHandler context, Filter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/v1/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    }

    /**
     * Runs until the standard input ends.
     *
     * @param words peer, relay, upstream and a directory for what is recorded
     */
    public static void main(String[] words) throws IOException {
        try (MeasuredGateway gateway =
                new MeasuredGateway(Peer.valueOf(words[0]), Relay.valueOf(words[1]), words[2], Path.of(words[3]))) {
            System.out.println(gateway.port());
            while (System.in.read() >= 0) {
                // Whoever started this process ends it so, also by ending itself.
            }
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
        recording.close();
    }

    private static final class Telling extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Supplier<String> line;

        Telling(Supplier<String> line) {
            this.line = line;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print(line.get());
        }
    }
}
