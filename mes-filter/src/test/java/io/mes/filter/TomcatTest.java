package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.row.StoredMessage;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what Tomcat does otherwise than Jetty. */
@Timeout(60)
final class TomcatTest {

    private static final String PIECE =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"part\"}}]}\n\n";

    @TempDir
    private Path directory;

    /** Sends a piece of a stream and then nothing more until the container's time-out. */
    private static final class Stalling extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            AsyncContext async = request.startAsync();
            async.setTimeout(300);
            response.setContentType("text/event-stream");
            response.getOutputStream().write(PIECE.getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
        }
    }

    /** Tomcat sets the status 500 then, although the status 200 has been sent. */
    @Test
    void shouldKeepTheStatusThatWasSentWhenTheTimeIsOver() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext("", directory.toString());
        Wrapper servlet = Tomcat.addServlet(context, "stalling", new Stalling());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/v1/chat/completions");
        try (ConversationStore store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .build())) {
            record(context, store);
            tomcat.start();
            HttpResponse<InputStream> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:"
                                            + tomcat.getConnector().getLocalPort() + "/v1/chat/completions"))
                                    .header("X-Conversation-Id", "c")
                                    .POST(BodyPublishers.ofString(ServletServer.CHAT))
                                    .build(),
                            BodyHandlers.ofInputStream());

            assertThat(response.statusCode()).isEqualTo(200);
            await().until(() -> store.stats().stored() == 1);
            List<StoredMessage> messages = store.queries()
                    .messages(0, "c", new MessageQuery(10, null, false))
                    .items();
            assertThat(messages)
                    .extracting(message -> message.toFields().get("content"))
                    .containsExactly("\"hi\"", "\"part\"");
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static void record(Context context, ConversationStore store) {
        FilterDef filter = new FilterDef();
        filter.setFilterName("mes");
        filter.setFilter(new MesFilter(store));
        filter.setAsyncSupported("true");
        context.addFilterDef(filter);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("mes");
        mapping.addURLPattern("/*");
        mapping.setDispatcher("REQUEST");
        mapping.setDispatcher("ASYNC");
        context.addFilterMap(mapping);
    }
}
