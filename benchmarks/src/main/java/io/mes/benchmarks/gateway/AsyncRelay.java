package io.mes.benchmarks.gateway;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Jetty's asynchronous proxy as it comes. */
final class AsyncRelay extends AsyncProxyServlet {

    private static final long serialVersionUID = 1L;

    private final String upstream;

    AsyncRelay(String upstream) {
        this.upstream = upstream;
    }

    @Override
    protected Logger createLogger() {
        return NOPLogger.NOP_LOGGER;
    }

    @Override
    protected HttpClient createHttpClient() throws ServletException {
        HttpClient client = super.createHttpClient();
        client.setMaxConnectionsPerDestination(Upstream.CONNECTIONS);
        return client;
    }

    @Override
    protected String rewriteTarget(HttpServletRequest request) {
        return upstream + request.getRequestURI();
    }
}
