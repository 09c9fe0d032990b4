package io.mes.benchmarks.gateway;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Hands requests on and waits for the answers, each piece of which it flushes if the answer is a stream. */
final class BlockingRelay extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int PIECE = 8 << 10;
    private static final int THREADS = 16;
    private static final int PATIENCE_SECONDS = 60;

    private final String upstream;
    private final transient HttpClient client = new HttpClient();

    BlockingRelay(String upstream) {
        this.upstream = upstream;
        // Not the server's threads: if all of them waited, none would be left to take what they wait for.
        client.setExecutor(new QueuedThreadPool(THREADS, THREADS));
        client.setMaxConnectionsPerDestination(Upstream.CONNECTIONS);
        client.setUserAgentField(null);
    }

    @Override
    public void init() {
        LifeCycle.start(client);
    }

    @Override
    public void destroy() {
        LifeCycle.stop(client);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readAllBytes();
        InputStreamResponseListener listener = new InputStreamResponseListener();
        client.POST(upstream + request.getRequestURI())
                .body(new BytesRequestContent(request.getContentType(), body))
                .send(listener);
        try {
            relay(listener.get(PATIENCE_SECONDS, TimeUnit.SECONDS), listener.getInputStream(), response);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new ServletException(e);
        }
    }

    private static void relay(Response answer, InputStream body, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatus());
        response.setContentType(answer.getHeaders().get(HttpHeader.CONTENT_TYPE));
        HttpField length = answer.getHeaders().getField(HttpHeader.CONTENT_LENGTH);
        if (length != null) {
            response.setContentLength(length.getIntValue());
        }
        ServletOutputStream out = response.getOutputStream();
        byte[] piece = new byte[PIECE];
        for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
            out.write(piece, 0, count);
            if (length == null) {
                out.flush();
            }
        }
    }
}
