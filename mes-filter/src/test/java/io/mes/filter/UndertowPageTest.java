package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.dropin.MesInitializer;
import io.mes.filter.query.MesServlet;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.docs.DocPage;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Verifies that what docs/undertow.md shows is the code that is run here, and records. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class UndertowPageTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void choose() {
        System.setProperty("sqlite.path", directory.resolve("mes.db").toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty("sqlite.path");
    }

    /** Without Spring Boot, which the class path of this test has, and to which the initializer leaves it. */
    private static final class ApplicationClasses extends ClassLoader {

        ApplicationClasses() {
            super(UndertowPageTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.springframework.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    /** The application to which the page adds MES: authentication, which comes first, and a model. */
    private static DeploymentInfo application() {
        Filter authentication = RecordingApplication::authenticate;
        return Servlets.deployment()
                .setClassLoader(new ApplicationClasses())
                .setContextPath("/")
                .setDeploymentName("gateway")
                .addFilter(new FilterInfo(
                        "keys", authentication.getClass(), new ImmediateInstanceFactory<>(authentication)))
                .addFilterUrlMapping("keys", "/*", DispatcherType.REQUEST)
                .addServlet(new ServletInfo("model", RecordingApplication.Model.class).addMapping("/v1/*"));
    }

    private static String chatAndList(DeploymentInfo application) throws Exception {
        DeploymentManager deployment = ServletContainer.Factory.newInstance().addDeployment(application);
        deployment.deploy();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(deployment.start())
                .build();
        server.start();
        try {
            int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
            return RecordingApplication.chatAndList(port);
        } finally {
            deployment.stop();
            deployment.undeploy();
            server.stop();
        }
    }

    @Test
    void shouldRecordByFilterAndServlet() throws Exception {
        DeploymentInfo deployment = application();
        ConversationStore store = ConversationStore.open(StorageConfig.of(Settings.ofEnvironment()));

        deployment
                .addFilter(new FilterInfo("mes", MesFilter.class, new ImmediateInstanceFactory<>(new MesFilter(store)))
                        .setAsyncSupported(true))
                .addFilterUrlMapping("mes", "/*", DispatcherType.REQUEST)
                .addFilterUrlMapping("mes", "/*", DispatcherType.ASYNC)
                .addServlet(new ServletInfo(
                                "mes-query", MesServlet.class, new ImmediateInstanceFactory<>(new MesServlet(store)))
                        .addMapping("/api/v1/*"));
        try {
            assertThat(chatAndList(deployment)).contains("grüß dich");
        } finally {
            store.close();
        }
    }

    @Test
    void shouldRecordByTheInitializer() throws Exception {
        DeploymentInfo deployment = application();

        deployment.addServletContainerInitializer(new ServletContainerInitializerInfo(MesInitializer.class, Set.of()));

        assertThat(chatAndList(deployment)).contains("grüß dich");
    }

    @Test
    void shouldBeWhatThePageShows() throws Exception {
        String source = DocPage.sourceOf(getClass());

        assertThat(DocPage.of("docs/undertow.md").code())
                .hasSize(2)
                .allSatisfy(code -> assertThat(source).contains(code));
    }
}
