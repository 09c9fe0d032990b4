package io.mes.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * An application behind Jetty, once behind a filter and once without it, with a single connection that stays in memory.
 * A request runs from its first to its last byte on the thread that makes it, so that what this thread does is all there is.
 * Not thread-safe.
 */
final class LocalServer implements AutoCloseable {

    private static final String CAPTURED = "/v1/chat/completions";
    private static final String BARE = "/bare/chat/completions";

    private final Server server = new Server();
    private final LocalConnector.LocalEndPoint connection;
    private final byte[] captured;
    private final byte[] bare;

    /** An application with one answer, to one request. */
    LocalServer(Filter filter, String request, Answer answer) {
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(new FilterHolder(filter), "/v1/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new AnswerServlet(answer)), "/*");
        OnCallersThread connector = new OnCallersThread(server);
        server.addConnector(connector);
        server.setHandler(context);
        LifeCycle.start(server);
        this.connection = connector.open();
        this.captured = post(CAPTURED, request);
        this.bare = post(BARE, request);
    }

    private static byte[] post(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + bytes.length)
                .put(head)
                .put(bytes)
                .array();
    }

    /** Makes the request, behind the filter or without it, and returns how many bytes were answered. */
    int request(boolean behindFilter) {
        connection.addInput(ByteBuffer.wrap(behindFilter ? captured : bare));
        return connection.takeOutput().remaining();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    private static final class OnCallersThread extends LocalConnector {

        OnCallersThread(Server server) {
            super(server, new Caller(), null, null, 1, new HttpConnectionFactory());
        }

        LocalEndPoint open() {
            ((Caller) getExecutor()).isAsked = true;
            LocalEndPoint connecting = connect();
            try {
                accept(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while connecting", e);
            }
            return connecting;
        }
    }

    /** Drops what a connector does while it starts: that is only to wait for connections, which this one need not. */
    private static final class Caller implements Executor {

        private boolean isAsked;

        @Override
        public void execute(Runnable task) {
            if (isAsked) {
                task.run();
            }
        }
    }
}
