package io.mes.filter.dropin;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.ee.webapp.WebAppClassLoader;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.Configuration;
import org.eclipse.jetty.ee10.webapp.FragmentConfiguration;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.webapp.WebInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebXmlConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/** An embedded Jetty with one web archive. */
final class WarJetty extends WarServer implements AutoCloseable {

    private final Server server = new Server(0);
    private final WebAppContext context = new WebAppContext();

    WarJetty(WebArchive archive, Path temporary) throws IOException {
        context.setContextPath("/");
        context.setWar(archive.directory().toString());
        context.setTempDirectory(temporary.toFile());
        context.setClassLoader(new WebAppClassLoader(new ServerClasses("jakarta.", "org.eclipse.jetty."), context));
        // Without JNDI, which needs more of Jetty than an application is shown here.
        context.setConfigurations(new Configuration[] {
            new WebAppConfiguration(),
            new WebInfConfiguration(),
            new WebXmlConfiguration(),
            new MetaInfConfiguration(),
            new FragmentConfiguration(),
            new AnnotationConfiguration()
        });
        server.setHandler(context);
        LifeCycle.start(server);
    }

    /** Why the application does not run; null if it does. */
    @Nullable
    Throwable unavailable() {
        return context.getUnavailableException();
    }

    @Override
    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
