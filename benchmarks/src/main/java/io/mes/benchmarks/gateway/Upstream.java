package io.mes.benchmarks.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.component.LifeCycle;

/** A model that answers at once, or chunk by chunk with a pause before each but the first, without a thread a request. */
final class Upstream implements AutoCloseable {

    /** More than there are ever requests at one time. */
    static final int CONNECTIONS = 4096;

    private final Server server = new Server(0);
    private final List<ByteBuffer> plain = Talk.PLAIN.answer();
    private final List<ByteBuffer> chunks = Talk.STREAMED.answer();
    private final Duration pause;
    private final AtomicInteger streams = new AtomicInteger();

    /**
     * Starts one.
     *
     * @param pause between the chunks of a stream
     */
    Upstream(Duration pause) {
        this.pause = pause;
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Source.asString(
                        request,
                        StandardCharsets.UTF_8,
                        Promise.from(body -> answer(body, response, callback), callback::failed));
                return true;
            }
        });
        LifeCycle.start(server);
    }

    private void answer(String request, Response response, Callback callback) {
        boolean streamed = request.startsWith("{\"stream\":true");
        List<ByteBuffer> pieces = streamed ? chunks : plain;
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, streamed ? "text/event-stream" : "application/json");
        if (streamed) {
            streams.incrementAndGet();
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, pieces.get(0).remaining());
        }
        send(pieces.iterator(), response, callback);
    }

    private void send(Iterator<ByteBuffer> pieces, Response response, Callback callback) {
        ByteBuffer piece = pieces.next().slice();
        if (!pieces.hasNext()) {
            response.write(true, piece, callback);
            return;
        }
        response.write(
                false,
                piece,
                Callback.from(
                        () -> server.getScheduler()
                                .schedule(
                                        () -> send(pieces, response, callback), pause.toNanos(), TimeUnit.NANOSECONDS),
                        callback::failed));
    }

    /** How many streams have begun. */
    int streams() {
        return streams.get();
    }

    /** Scheme, host and port. */
    String address() {
        return "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
