package io.mes.storage.engine;

import io.mes.storage.config.Dsn;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A server of one test's own, to be stopped, killed and started again. Gone when it is closed, or with the JVM. */
public final class OwnServer implements AutoCloseable {

    private final TestEngine engine;
    private final ServerStart start;
    private final ServerHome home;
    private final ServerAddress address;

    private OwnServer(TestEngine engine, ServerStart start, RunningServer running) {
        this.engine = engine;
        this.start = start;
        this.home = Objects.requireNonNull(running.home());
        this.address = running.address();
    }

    /** Starts one. */
    public static OwnServer start(TestEngine engine, Durability durability) {
        ServerStart start = new ServerStart(engine, Servers.recipe(engine), durability);
        try {
            return new OwnServer(engine, start, start.run());
        } catch (IOException e) {
            throw new IllegalStateException(engine + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A database on it, which goes with the server. */
    public TestDatabase createDatabase() throws SQLException {
        String name = "mes_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        new Catalog(engine, address).create(name);
        return TestDatabase.at(engine, address.dsnText(name));
    }

    /** Where it listens. */
    public int port() {
        return port(address.admin());
    }

    private static int port(Dsn dsn) {
        return URI.create(dsn.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    /** Has it take no writes, or take them again. */
    public void setReadOnly(boolean readOnly) throws SQLException {
        String on = readOnly ? "on" : "off";
        List<String> statements = engine == TestEngine.POSTGRESQL
                ? List.of("ALTER SYSTEM SET default_transaction_read_only = " + on, "SELECT pg_reload_conf()")
                : List.of("SET GLOBAL " + (engine == TestEngine.MYSQL ? "super_read_only" : "read_only") + " = " + on);
        try (Connection connection = TestDatabase.connect(address.admin());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Has all of its processes stand still (SIGSTOP): connections stay, and nothing answers. */
    public void stop() throws IOException, InterruptedException {
        home.signal("STOP");
    }

    /** Has them go on (SIGCONT). */
    public void goOn() throws IOException, InterruptedException {
        home.signal("CONT");
    }

    /** Kills all of its processes (SIGKILL). */
    public void kill() throws IOException, InterruptedException {
        home.signal("KILL");
    }

    /** Starts it again behind a {@link #kill}, and returns when it answers. */
    public void startAgain() throws IOException, InterruptedException {
        start.serveAgain(home, address, port());
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
