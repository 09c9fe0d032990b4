package io.mes.filter;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.StoredError;
import io.mes.storage.row.StoredMessage;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty with one servlet at {@code /v1/chat/completions}, and a store. Who asks is user 7. */
final class ServletServer implements AutoCloseable {

    static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    static final String ANSWER =
            "{\"id\":\"a\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"grüß dich\"},\"finish_reason\":\"stop\"}]}";
    static final long USER = 7;

    private final Server server = new Server(0);
    private final ServletContextHandler context = new ServletContextHandler();
    private final ConversationStore store;

    ServletServer(Path directory) {
        store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .zone(ZoneOffset.UTC)
                .build());
        server.setHandler(context);
    }

    /** Adds a filter that says who asks, then the filter under test. */
    ServletServer recording() {
        return recording(new MesFilter(store));
    }

    ServletServer recording(MesFilter filter) {
        Filter identity = (request, response, chain) -> {
            request.setAttribute(IdentityResolver.USER_ID, USER);
            request.setAttribute(MesFilter.CONVERSATION_ID, "c");
            chain.doFilter(request, response);
        };
        add(identity);
        add(filter);
        return this;
    }

    private void add(Filter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    }

    ServletServer start(HttpServlet servlet) throws Exception {
        serve(servlet, "/v1/chat/completions");
        server.start();
        return this;
    }

    ServletServer serve(Servlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
        return this;
    }

    ConversationStore store() {
        return store;
    }

    ServletContextHandler context() {
        return context;
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** The response to a chat, byte for byte but for its date. */
    String chat() throws IOException {
        return post("/v1/chat/completions", CHAT);
    }

    String post(String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        try (Socket socket = new Socket("localhost", port())) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(bytes);
            socket.getOutputStream().write(request.toByteArray());
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("Date: [^\r]*\r\n", "");
        }
    }

    /** The stored conversation, each message as JSON. */
    List<String> stored() {
        return store.queries().messages(USER, "c", new MessageQuery(100, null, false)).items().stream()
                .map(StoredMessage::toJson)
                .toList();
    }

    List<StoredError> errors() {
        return store.queries().errors(USER, new ErrorQuery(100, null)).items();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            store.close();
        }
    }
}
