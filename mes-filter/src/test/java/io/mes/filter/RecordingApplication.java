package io.mes.filter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** What stands around the code that a page of the documentation shows: authentication, a model, and a client. */
final class RecordingApplication {

    private RecordingApplication() {}

    /** Authentication, which comes before the filter. */
    static void authenticate(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute("mes.user_id", 7);
        chain.doFilter(request, response);
    }

    /** The application behind the filter. */
    static final class Model extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            request.getInputStream().readAllBytes();
            response.getOutputStream().write(ServletServer.ANSWER.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Has a chat and asks what was stored of it. */
    static String chatAndList(int port) throws IOException, InterruptedException {
        String base = "http://localhost:" + port;
        HttpClient http = HttpClient.newHttpClient();
        http.send(
                HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
                        .header("X-Conversation-Id", "drop-in")
                        .POST(BodyPublishers.ofString(ServletServer.CHAT))
                        .build(),
                BodyHandlers.discarding());
        return http.send(
                        HttpRequest.newBuilder(URI.create(base + "/api/v1/conversations/drop-in"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
