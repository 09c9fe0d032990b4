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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A server of one test's own, to be stopped, killed and started again. Gone when it is closed, or with the JVM. */
public final class OwnServer implements AutoCloseable {

    private final TestEngine engine;
    private final ServerStart start;
    private final ServerHome home;
    private final ServerAddress address;
    private final @Nullable SmallDisk disk;

    private OwnServer(TestEngine engine, ServerStart start, RunningServer running, @Nullable SmallDisk disk) {
        this.engine = engine;
        this.start = start;
        this.disk = disk;
        this.home = Objects.requireNonNull(running.home());
        this.address = running.address();
    }

    /** Starts one. */
    public static OwnServer start(TestEngine engine, Durability durability) {
        return start(engine, durability, home -> null);
    }

    /** Starts one whose data is alone on a disk, which can be filled. See {@link SmallDisk#isPermitted}. */
    public static OwnServer startOnSmallDisk(TestEngine engine, Durability durability) {
        return start(engine, durability, home -> SmallDisk.mountOn(home.data()));
    }

    private interface DiskMaker {
        @Nullable
        SmallDisk make(ServerHome home) throws IOException;
    }

    private static OwnServer start(TestEngine engine, Durability durability, DiskMaker disks) {
        ServerStart start = new ServerStart(engine, Servers.recipe(engine), durability);
        AtomicReference<@Nullable SmallDisk> disk = new AtomicReference<>();
        try {
            RunningServer running = start.run(home -> disk.set(disks.make(home)));
            return new OwnServer(engine, start, running, disk.get());
        } catch (IOException e) {
            throw new IllegalStateException(engine + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A database on it, which goes with the server, and its user, who may do everything there and nothing elsewhere. */
    public TestDatabase createDatabase() throws SQLException {
        String name = "mes_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        new Catalog(engine, address).createWithOwner(name, home.password());
        ServerAddress owner = ServerAddress.local(engine.engine(), port(), name, home.password());
        return TestDatabase.at(engine, owner.dsnText(name));
    }

    /** Where it listens. */
    public int port() {
        return port(address.admin());
    }

    private static int port(Dsn dsn) {
        return URI.create(dsn.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    /** Has it take no writes but an administrator's, or take them again. */
    public void setReadOnly(boolean readOnly) throws SQLException {
        String on = readOnly ? "on" : "off";
        List<String> statements = engine == TestEngine.POSTGRESQL
                ? List.of("ALTER SYSTEM SET default_transaction_read_only = " + on, "SELECT pg_reload_conf()")
                : List.of("SET GLOBAL read_only = " + on);
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

    /** Starts it again if it has ended, as an administrator would; returns when it answers. */
    public void startAgainIfEnded() throws IOException, InterruptedException {
        start.serveAgainIfEnded(home, address, port());
    }

    /** Fills its disk to the last byte, with what the server has freed since the last time. */
    public void fillDisk() throws IOException {
        Objects.requireNonNull(disk).fill();
    }

    /** Makes room on its disk again. */
    public void makeRoom() throws IOException {
        Objects.requireNonNull(disk).makeRoom();
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
