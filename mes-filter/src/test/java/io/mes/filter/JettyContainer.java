package io.mes.filter;

import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty 12.1 with its Servlet 6.0 environment. */
final class JettyContainer implements RunningContainer {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    JettyContainer(Application application) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(deploy(application));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not start", e);
        }
    }

    private static ServletContextHandler deploy(Application application) {
        ServletContextHandler context = new ServletContextHandler();
        application.filters().forEach(filter -> {
            FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(application.filtersSupportAsync());
            context.addFilter(holder, "/*", application.dispatchers());
        });
        application.servlets().forEach((path, servlet) -> {
            ServletHolder holder = new ServletHolder(servlet);
            holder.setName(path);
            holder.setAsyncSupported(true);
            context.addServlet(holder, path);
        });
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(Application.PAGED_STATUS, Application.ERROR_PAGE);
        errors.addErrorPage(Application.PagedException.class, Application.ERROR_PAGE);
        context.setErrorHandler(errors);
        return context;
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }
}
