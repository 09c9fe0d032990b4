package io.mes.demo;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests on to the upstream and its answers back, each piece as it comes.
 *
 * <p>What the client sent to authenticate stays here; the upstream gets its own key. A client that goes away closes the
 * connection to the upstream.
 */
final class UpstreamServlet extends AsyncProxyServlet {

    private static final long serialVersionUID = 1L;

    /** Connections to the upstream at one time; more requests than these wait their turn. */
    static final int MAX_CONNECTIONS = 4096;

    private static final List<String> CLIENT_CREDENTIALS = List.of("Authorization", "Cookie", "X-Api-Key", "Api-Key");

    private final transient GatewayConfig config;
    private final String base;
    private final @Nullable String authorization;

    UpstreamServlet(GatewayConfig config, URI upstream) {
        this.config = config;
        this.base = upstream.toString();
        this.authorization = config.upstreamKey() == null ? null : "Bearer " + config.upstreamKey();
    }

    @Override
    protected HttpClient createHttpClient() throws ServletException {
        HttpClient client = super.createHttpClient();
        client.setConnectTimeout(config.connectTimeout().toMillis());
        client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(MAX_CONNECTIONS);
        return client;
    }

    @Override
    protected String rewriteTarget(HttpServletRequest request) {
        String path = request.getRequestURI()
                .substring(request.getContextPath().length()
                        + request.getServletPath().length());
        String query = request.getQueryString();
        return base + path + (query == null ? "" : "?" + query);
    }

    @Override
    protected void copyRequestHeaders(HttpServletRequest clientRequest, Request proxyRequest) {
        super.copyRequestHeaders(clientRequest, proxyRequest);
        proxyRequest.headers(headers -> {
            CLIENT_CREDENTIALS.forEach(headers::remove);
            if (authorization != null) {
                headers.put(HttpHeader.AUTHORIZATION, authorization);
            }
        });
    }

    /** The head of a stream goes out at once, and not with the first piece, for which a model may think long. */
    @Override
    protected void onServerResponseHeaders(
            HttpServletRequest clientRequest, HttpServletResponse proxyResponse, Response serverResponse) {
        super.onServerResponseHeaders(clientRequest, proxyResponse, serverResponse);
        String contentType = serverResponse.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (contentType != null && contentType.startsWith("text/event-stream")) {
            try {
                proxyResponse.flushBuffer();
            } catch (IOException clientGone) {
                // The first write finds out as well, and that is where the connection to the upstream is closed.
            }
        }
    }

    /** Tells the upstream nothing about the client: neither its address nor that there is a gateway. */
    @Override
    protected void addProxyHeaders(HttpServletRequest clientRequest, Request proxyRequest) {}
}
