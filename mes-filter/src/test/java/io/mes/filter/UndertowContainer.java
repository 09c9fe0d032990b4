package io.mes.filter;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.net.InetSocketAddress;

/** Undertow 2.3. */
final class UndertowContainer implements RunningContainer {

    private final Undertow server;
    private final DeploymentManager deployment;

    UndertowContainer(Application application) {
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(UndertowContainer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("test")
                .addErrorPage(new ErrorPage(Application.ERROR_PAGE, Application.PAGED_STATUS))
                .addErrorPage(new ErrorPage(Application.ERROR_PAGE, Application.PagedException.class));
        for (Filter filter : application.filters()) {
            addFilter(application, info, filter);
        }
        application.servlets().forEach((path, servlet) -> addServlet(info, path, servlet));
        // A container of its own: in the shared one dispatches would go to the newest deployment.
        deployment = ServletContainer.Factory.newInstance().addDeployment(info);
        deployment.deploy();
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setWorkerThreads(16)
                .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 300)
                // By default it refuses more than 2 MB before any filter sees the request.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(started())
                .build();
        server.start();
    }

    private static void addFilter(Application application, DeploymentInfo info, Filter filter) {
        String name = "filter" + info.getFilters().size();
        info.addFilter(new FilterInfo(name, filter.getClass(), new ImmediateInstanceFactory<>(filter))
                .setAsyncSupported(application.filtersSupportAsync()));
        for (DispatcherType type : application.dispatchers()) {
            info.addFilterUrlMapping(name, "/*", type);
        }
    }

    private static void addServlet(DeploymentInfo info, String path, HttpServlet servlet) {
        info.addServlet(new ServletInfo(path, servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                .setAsyncSupported(true)
                .addMapping(path));
    }

    private HttpHandler started() {
        try {
            return deployment.start();
        } catch (ServletException e) {
            throw new IllegalStateException("Undertow does not start", e);
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        try {
            deployment.stop();
        } catch (ServletException e) {
            throw new IllegalStateException("Undertow does not stop", e);
        }
        deployment.undeploy();
        server.stop();
    }
}
