package io.mes.storage.engine;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The database servers of this JVM, started with the first need of one, all at once, and gone with the JVM.
 *
 * <p>Where an environment variable ({@code MES_TEST_POSTGRESQL_DSN}, {@code MES_TEST_MARIADB_DSN},
 * {@code MES_TEST_MYSQL_DSN}) names a server of the person's own, in any form of a data source name, that one is used;
 * its user must be allowed to create databases.
 */
public final class Servers {

    /** The name of a {@link Durability}, for when no program says one. */
    static final String DURABILITY = "mes.test.durability";

    /** What is here stays reachable, so that no server ends early. */
    private static final Map<TestEngine, Future<RunningServer>> STARTS = new EnumMap<>(TestEngine.class);

    private static @Nullable Durability durability;

    private Servers() {}

    /**
     * Begins to start all servers that {@code mes.test.engines} includes, unless they are started already.
     *
     * @throws IllegalStateException if they are started with another durability
     */
    public static synchronized void start(Durability wanted) {
        if (durability != null && durability != wanted) {
            throw new IllegalStateException("The servers are started with durability " + durability + " already");
        }
        durability = wanted;
        EngineChoice choice = EngineChoice.ofEnvironment();
        for (TestEngine engine : TestEngine.values()) {
            if (engine.isServer() && choice.includes(engine)) {
                STARTS.computeIfAbsent(engine, Servers::begin);
            }
        }
    }

    /**
     * How to reach the server of an engine; waits until it runs.
     *
     * @throws IllegalStateException if it cannot be started; says what is missing
     */
    static ServerAddress address(TestEngine engine) {
        try {
            return begun(engine).get().address();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IllegalStateException(
                    engine + " cannot be started: " + cause.getMessage()
                            + "\nTo use a server of your own, say where it is in " + engine.dsnVariable(),
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + engine + " was starting", e);
        }
    }

    private static synchronized Future<RunningServer> begun(TestEngine engine) {
        if (durability == null) {
            start(configuredDurability());
        }
        return STARTS.computeIfAbsent(engine, Servers::begin);
    }

    private static Durability configuredDurability() {
        String name = System.getProperty(DURABILITY, Durability.RELAXED.name());
        return Durability.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Future<RunningServer> begin(TestEngine engine) {
        Durability wanted = durability;
        FutureTask<RunningServer> start = new FutureTask<>(() -> run(engine, wanted));
        Thread thread = new Thread(start, "start-" + engine);
        thread.setDaemon(true);
        thread.start();
        return start;
    }

    private static RunningServer run(TestEngine engine, Durability wanted) throws Exception {
        String own = System.getenv(engine.dsnVariable());
        if (own != null && !own.isBlank()) {
            return new RunningServer(null, ServerAddress.given(own));
        }
        return new ServerStart(engine, recipe(engine), wanted).run();
    }

    static Recipe recipe(TestEngine engine) {
        return switch (engine) {
            case SQLITE -> throw new IllegalArgumentException("SQLite has no server");
            case POSTGRESQL -> new PostgreSqlRecipe();
            case MARIADB -> new MariaDbRecipe();
            case MYSQL -> new MySqlRecipe();
        };
    }
}
