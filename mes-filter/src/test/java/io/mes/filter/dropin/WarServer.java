package io.mes.filter.dropin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A server with one web archive, whose classes come from the archive alone, and a client of it. */
abstract class WarServer {

    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final HttpClient http = HttpClient.newHttpClient();

    /** Lets an application see its server and the Servlet API, but nothing else of this test's class path. */
    static final class ServerClasses extends ClassLoader {

        private final List<String> packages;

        /** All classes of packages that begin so. */
        ServerClasses(String... packages) {
            super(ClassLoader.getPlatformClassLoader());
            this.packages = List.of(packages);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (packages.stream().noneMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return getClass().getClassLoader().loadClass(name);
        }
    }

    abstract int port();

    final HttpResponse<String> chat() throws IOException, InterruptedException {
        return chatBelow("");
    }

    /** A chat with the application at a path. */
    final HttpResponse<String> chatBelow(String path) throws IOException, InterruptedException {
        return chatAt(path + "/v1/chat/completions");
    }

    final HttpResponse<String> chatAt(String path) throws IOException, InterruptedException {
        return send(request(path)
                .header("X-User", "7")
                .header("X-Conversation-Id", "dropped")
                .POST(BodyPublishers.ofString(CHAT)));
    }

    final HttpResponse<String> chatOfNobody() throws IOException, InterruptedException {
        return send(request("/v1/chat/completions").POST(BodyPublishers.ofString(CHAT)));
    }

    final HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).header("X-User", "7"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
