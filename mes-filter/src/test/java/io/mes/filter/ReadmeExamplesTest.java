package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.query.MesServlet;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.docs.DocPage;
import jakarta.servlet.DispatcherType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
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

    @Test
    void shouldRecordEmbeddedAsTheReadmeSays() throws Exception {
        System.setProperty("sqlite.path", directory.resolve("embedded.db").toString());
        ConversationStore store = ConversationStore.open(StorageConfig.of(Settings.ofEnvironment()));

        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(new MesFilter(store));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        context.addServlet(new ServletHolder(new MesServlet(store)), "/api/v1/*");
        context.getServletHandler().prependFilter(new FilterHolder(RecordingApplication::authenticate));
        FilterMapping everything = new FilterMapping();
        everything.setFilterName(context.getServletHandler().getFilters()[0].getName());
        everything.setPathSpec("/*");
        context.getServletHandler().prependFilterMapping(everything);
        context.addServlet(new ServletHolder(new RecordingApplication.Model()), "/v1/*");
        Server server = new Server(0);
        server.setHandler(context);
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            assertThat(RecordingApplication.chatAndList(port)).contains("grüß dich");
        } finally {
            server.stop();
            store.close();
        }
        assertThat(DocPage.of("README.md").code())
                .singleElement()
                .satisfies(code -> assertThat(DocPage.sourceOf(getClass())).contains(code));
    }

    @Test
    void shouldRecordByWebXmlAsTheReadmeSays() throws Exception {
        System.setProperty("sqlite.path", directory.resolve("web.db").toString());
        Path webInf = Files.createDirectories(directory.resolve("app/WEB-INF"));
        Files.writeString(
                webInf.resolve("web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
                        + DocPage.of("README.md").blocks("xml").get(0) + "</web-app>");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", webInf.getParent().toString());
        context.setParentClassLoader(getClass().getClassLoader());
        context.addFilterDef(authentication());
        context.addFilterMapBefore(everything("keys"));
        Tomcat.addServlet(context, "model", new RecordingApplication.Model()).addMapping("/v1/*");
        tomcat.start();
        try {
            assertThat(RecordingApplication.chatAndList(tomcat.getConnector().getLocalPort()))
                    .contains("grüß dich");
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static FilterDef authentication() {
        FilterDef definition = new FilterDef();
        definition.setFilterName("keys");
        definition.setFilter(RecordingApplication::authenticate);
        definition.setAsyncSupported("true");
        return definition;
    }

    private static FilterMap everything(String filter) {
        FilterMap map = new FilterMap();
        map.setFilterName(filter);
        map.addURLPattern("/*");
        return map;
    }

    /** In both applications above. */
    @Test
    void shouldSayWhoAsksAsThePageAboutTomcatDoes() throws Exception {
        assertThat(DocPage.of("docs/tomcat.md").code())
                .singleElement()
                .satisfies(code ->
                        assertThat(DocPage.sourceOf(RecordingApplication.class)).contains(code));
    }
}
