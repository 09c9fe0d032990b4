package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.query.MesServlet;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import jakarta.servlet.DispatcherType;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Verifies that the snippets in the README are the code that is run here, and record. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class ReadmeExamplesTest {

    @TempDir
    private Path directory;

    @AfterEach
    void forget() {
        System.clearProperty("sqlite.path");
    }

    private static String block(String text, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("..", "README.md"));
    }

    /** Authentication, which comes before the filter. */
    private static void authenticate(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(IdentityResolver.USER_ID, 5);
        chain.doFilter(request, response);
    }

    /** The application behind the filter. */
    private static final class Model extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            request.getInputStream().readAllBytes();
            response.getOutputStream().write(ServletServer.ANSWER.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String chatAndList(int port) throws Exception {
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

    @Test
    void shouldRecordEmbeddedAsTheReadmeSays() throws Exception {
        System.setProperty("sqlite.path", directory.resolve("embedded.db").toString());
        // begin of the README's snippet
        ConversationStore store = ConversationStore.open(StorageConfig.of(Settings.ofEnvironment()));

        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(new MesFilter(store));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        context.addServlet(new ServletHolder(new MesServlet(store)), "/api/v1/*");
        // end of the README's snippet
        context.getServletHandler().prependFilter(new FilterHolder(ReadmeExamplesTest::authenticate));
        FilterMapping everything = new FilterMapping();
        everything.setFilterName(context.getServletHandler().getFilters()[0].getName());
        everything.setPathSpec("/*");
        context.getServletHandler().prependFilterMapping(everything);
        context.addServlet(new ServletHolder(new Model()), "/v1/*");
        Server server = new Server(0);
        server.setHandler(context);
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            assertThat(chatAndList(port)).contains("grüß dich");
        } finally {
            server.stop();
            store.close();
        }
        assertThat(normalized(snippetOfThisTest())).isEqualTo(normalized(block(readme(), "java")));
    }

    private static String snippetOfThisTest() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/mes/filter/ReadmeExamplesTest.java"));
        String marker = "of the README's snippet\n";
        int begin = source.indexOf("// begin " + marker) + ("// begin " + marker).length();
        return source.substring(begin, source.indexOf("// end " + marker));
    }

    private static String normalized(String code) {
        return code.replaceAll("(?m)^\\s*//.*$", "").replaceAll("\\s+", " ").strip();
    }

    @Test
    void shouldRecordByWebXmlAsTheReadmeSays() throws Exception {
        System.setProperty("sqlite.path", directory.resolve("web.db").toString());
        Path webInf = Files.createDirectories(directory.resolve("app/WEB-INF"));
        Files.writeString(
                webInf.resolve("web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">" + block(readme(), "xml")
                        + "</web-app>");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", webInf.getParent().toString());
        context.setParentClassLoader(getClass().getClassLoader());
        context.getPipeline().addValve(new Authentication());
        Tomcat.addServlet(context, "model", new Model()).addMapping("/v1/*");
        tomcat.start();
        try {
            assertThat(chatAndList(tomcat.getConnector().getLocalPort())).contains("grüß dich");
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static final class Authentication extends ValveBase {

        Authentication() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(IdentityResolver.USER_ID, 5);
            getNext().invoke(request, response);
        }
    }
}
