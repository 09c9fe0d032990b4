package io.mes.demo;

import io.mes.demo.ClientWatch.Watched;
import io.mes.filter.MesFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

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

    private static final long WATCH_AFTER_MILLIS = 300;

    private final transient GatewayConfig config;
    private final transient ClientWatch watch = new ClientWatch();
    private final String base;

    UpstreamServlet(GatewayConfig config, URI upstream) {
        this.config = config;
        this.base = upstream.toString();
    }

    /** What the proxy logs, all of it for debugging, holds the keys and cookies of clients and upstream. */
    @Override
    protected Logger createLogger() {
        return NOPLogger.NOP_LOGGER;
    }

    @Override
    protected HttpClient createHttpClient() throws ServletException {
        HttpClient client = super.createHttpClient();
        client.setConnectTimeout(config.connectTimeout().toMillis());
        client.setMaxConnectionsPerDestination(MAX_CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(MAX_CONNECTIONS);
        // What the gateway takes in, it can hand on: the clients' headers and its own key.
        client.setMaxRequestHeadersSize(2 * Gateway.HEADER_BYTES);
        client.setMaxResponseHeadersSize(Gateway.HEADER_BYTES);
        // Without these an interim answer would be taken for the answer.
        client.getProtocolHandlers().put(new ProcessingProtocolHandler());
        client.getProtocolHandlers().put(new EarlyHintsProtocolHandler());
        return client;
    }

    /** When the request has been handed on, all that can still be learned of the client is that it goes. */
    @Override
    protected void sendProxyRequest(
            HttpServletRequest clientRequest, HttpServletResponse proxyResponse, Request proxyRequest) {
        EndPoint client = endPoint(clientRequest);
        if (client.getTransport() instanceof SocketChannel channel) {
            watch(new Watched(channel, () -> clientGone(client, proxyRequest)), proxyRequest);
        }
        super.sendProxyRequest(clientRequest, proxyResponse, proxyRequest);
    }

    /** Most answers come at once; only who waits longer is watched. Nothing of it remains when the exchange is over. */
    private void watch(Watched watched, Request proxyRequest) {
        AtomicReference<Scheduler.@Nullable Task> begin = new AtomicReference<>();
        proxyRequest.onRequestSuccess(sent -> begin.set(getHttpClient()
                .getScheduler()
                .schedule(() -> watch.begin(watched), WATCH_AFTER_MILLIS, TimeUnit.MILLISECONDS)));
        // Called before the response ends, and so before the server reads from the client again.
        proxyRequest.onComplete(result -> {
            watched.end();
            Scheduler.Task task = begin.get();
            if (task != null) {
                task.cancel();
            }
        });
    }

    private static void clientGone(EndPoint client, Request proxyRequest) {
        client.close();
        // Whether there was still something to break off makes no difference here.
        CompletableFuture<Boolean> unused = proxyRequest.abort(new ClientGoneException());
    }

    private static EndPoint endPoint(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    private static final class ClientGoneException extends IOException {

        private static final long serialVersionUID = 1L;

        ClientGoneException() {
            super("The client has gone");
        }
    }

    /** Nobody is left to be told of an error, but the record should say whose end it was. */
    @Override
    protected void onProxyResponseFailure(
            HttpServletRequest clientRequest,
            HttpServletResponse proxyResponse,
            @Nullable Response serverResponse,
            Throwable failure) {
        if (failure instanceof ClientGoneException) {
            clientRequest.setAttribute(MesFilter.CLIENT_GONE, true);
            clientRequest.getAsyncContext().complete();
        } else {
            super.onProxyResponseFailure(clientRequest, proxyResponse, serverResponse, failure);
        }
    }

    @Override
    public void destroy() {
        watch.close();
        super.destroy();
    }

    /** A path that could lead out of the upstream's base is refused, before anything is sent with the upstream's key. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (UpstreamPath.isSafe(request.getRequestURI(), mappedTo(request))) {
            super.service(request, response);
        } else {
            OpenAiError.send(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "The path holds dot segments, parameters or special characters; send it in its plain form",
                    "invalid_request_error",
                    "invalid_path");
        }
    }

    private static String mappedTo(HttpServletRequest request) {
        return request.getContextPath() + request.getServletPath();
    }

    @Override
    protected String rewriteTarget(HttpServletRequest request) {
        String path = request.getRequestURI().substring(mappedTo(request).length());
        String query = request.getQueryString();
        return base + path + (query == null ? "" : "?" + query);
    }

    @Override
    protected void copyRequestHeaders(HttpServletRequest clientRequest, Request proxyRequest) {
        super.copyRequestHeaders(clientRequest, proxyRequest);
        UpstreamHeaders rewriting = new UpstreamHeaders(clientRequest.getHeader("Authorization"), config.upstreamKey());
        proxyRequest.headers(rewriting::rewrite);
    }

    /** What the upstream's Connection header names is for this gateway only (RFC 9110, 7.6.1). */
    @Override
    protected @Nullable HttpField filterServerResponseHeader(
            HttpServletRequest clientRequest, Response serverResponse, HttpField field) {
        boolean hopByHop = serverResponse.getHeaders().getCSV(HttpHeader.CONNECTION, false).stream()
                .anyMatch(field.getName()::equalsIgnoreCase);
        return hopByHop ? null : super.filterServerResponseHeader(clientRequest, serverResponse, field);
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

    /** The server answers 100 to the client when the body is read, and the upstream is never asked for it. */
    @Override
    protected boolean expects100Continue(HttpServletRequest request) {
        return false;
    }

    /** Tells the upstream nothing about the client: neither its address nor that there is a gateway. */
    @Override
    protected void addProxyHeaders(HttpServletRequest clientRequest, Request proxyRequest) {}
}
