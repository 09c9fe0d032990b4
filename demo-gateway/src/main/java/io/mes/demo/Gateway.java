package io.mes.demo;

import io.mes.filter.CaptureConfig;
import io.mes.filter.IdentityResolver;
import io.mes.filter.MesFilter;
import io.mes.filter.query.MesServlet;
import io.mes.filter.query.StoredCompletionsFilter;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway: a server, and the store behind it. */
final class Gateway implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    /** The longest head of a message in either direction. */
    static final int HEADER_BYTES = 32 * 1024;

    private final GatewayConfig config;
    private final ConversationStore store;
    private final CaptureConfig captureConfig;
    private final Server server = new Server();
    private final ServerConnector connector;

    private Gateway(Settings settings) {
        this.config = GatewayConfig.of(settings);
        this.captureConfig = CaptureConfig.of(settings);
        this.store = ConversationStore.open(StorageConfig.of(settings));
        this.connector = connector();
    }

    /**
     * Starts a gateway.
     *
     * @throws io.mes.storage.config.ConfigException if a setting is wrong
     * @throws Exception if the server cannot start, for example because the port is taken
     */
    static Gateway start(Settings settings) throws Exception {
        Gateway gateway = new Gateway(settings);
        try {
            gateway.start();
            return gateway;
        } catch (Exception e) {
            gateway.close();
            throw e;
        }
    }

    private void start() throws Exception {
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(context()));
        server.setStopTimeout(config.shutdownGrace().toMillis());
        server.setErrorHandler(new JsonErrorHandler());
        server.start();
    }

    private ServerConnector connector() {
        HttpConfiguration http = new HttpConfiguration();
        // Each piece of a stream goes out as it is written; Jetty would wait for 32 KiB.
        http.setOutputAggregationSize(1);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        // The id of a conversation may hold a slash.
        http.setUriCompliance(UriCompliance.from(Set.of(
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
                UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER)));
        ServerConnector tcp = new ServerConnector(server, new HttpConnectionFactory(http));
        tcp.setPort(config.port());
        tcp.setIdleTimeout(config.idleTimeout().plusSeconds(30).toMillis());
        return tcp;
    }

    private ServletContextHandler context() {
        ServletContextHandler context = new ServletContextHandler();
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setErrorHandler(new JsonErrorHandler());
        addFilter(context, new KeyFilter(config.keys()), "/v1/*", "/api/v1/*");
        addFilter(context, new MesFilter(store, captureConfig, IdentityResolver.ofAttributes()), "/v1/*");
        if (store.config().completions()) {
            addFilter(context, new StoredCompletionsFilter(store), "/v1/*");
        }
        addServlet(context, model(), "/v1/*");
        addServlet(context, new MesServlet(store), "/api/v1/*");
        return context;
    }

    private HttpServlet model() {
        URI upstream = config.upstream();
        return upstream == null ? new SimulatedModelServlet() : new UpstreamServlet(config, upstream);
    }

    private static void addFilter(ServletContextHandler context, Filter filter, String... paths) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        for (String path : paths) {
            context.addFilter(holder, path, EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        }
    }

    private void addServlet(ServletContextHandler context, HttpServlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        // For the proxy, in milliseconds: no limit on a whole answer, only on the pauses within it.
        holder.setInitParameter("timeout", "0");
        holder.setInitParameter(
                "idleTimeout", Long.toString(config.idleTimeout().toMillis()));
        context.addServlet(holder, path);
    }

    GatewayConfig config() {
        return config;
    }

    ConversationStore store() {
        return store;
    }

    /** The port it listens on. */
    int port() {
        return connector.getLocalPort();
    }

    /** Waits until the server has stopped. */
    void join() throws InterruptedException {
        server.join();
    }

    /** Takes no more requests, lets those under way end, then writes what is to be stored. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            log.warn(
                    "Not all requests ended within SHUTDOWN_GRACE_SECONDS ({}); what had come of them is stored",
                    e.toString());
        } finally {
            store.close();
        }
    }
}
