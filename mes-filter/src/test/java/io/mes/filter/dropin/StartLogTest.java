package io.mes.filter.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.mes.filter.LoggedLines;
import io.mes.filter.query.MesServlet;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what the log says at the start of an application that has the jars. */
@Timeout(60)
final class StartLogTest {

    private final ServletContextHandler context = new ServletContextHandler("/shop");

    @TempDir
    private Path directory;

    private Path file;

    /** Has the test's classes, without those to which MES would leave everything. */
    private static final class WithoutSpring extends ClassLoader {

        WithoutSpring() {
            super(WithoutSpring.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.springframework.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @BeforeEach
    void drop() {
        file = directory.resolve("mes.db");
        context.setClassLoader(new WithoutSpring());
        context.setInitParameter("sqlite.path", file.toString());
        context.addServletContainerInitializer(new MesInitializer());
    }

    private List<String> logged() throws Exception {
        Server server = new Server(0);
        server.setHandler(context);
        try (LoggedLines lines = new LoggedLines("io.mes", Level.INFO)) {
            server.start();
            return lines.all();
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldSayWhichApplicationIsRecordedWhereAndWhatIsMasked() throws Exception {
        context.setInitParameter("mes.redact", "email,EMP-\\d{5}");

        assertThat(logged())
                .contains("INFO Conversations are stored in SQLite at sqlite:" + file
                        + "; masked in them: email, the expression EMP-\\d{5}")
                .contains(
                        "INFO MES records what is POSTed to [*/chat/completions, */completions, */responses, */messages]"
                                + " of the application /shop into SQLite at sqlite:" + file);
    }

    @Test
    void shouldSayThatNothingIsMasked() throws Exception {
        assertThat(logged()).anyMatch(line -> line.endsWith("masked in them: nothing"));
    }

    @Test
    void shouldWarnWhereNothingIsRecordedForTheServletAloneIsDeclared() throws Exception {
        context.addServlet(MesServlet.class, "/history/*");

        assertThat(logged())
                .singleElement()
                .asString()
                .startsWith(
                        "WARN MES records nothing of the application /shop, which declares MesServlet and no MesFilter")
                .contains("declare that too", "MES_QUERY_PATH");
    }
}
