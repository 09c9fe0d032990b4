package io.mes.storage.config;

import java.time.Duration;

/**
 * How many connections there may be and how long they live.
 *
 * @param maxIdle connections kept open though nobody uses them
 * @param maxOpen connections in all; who wants one more waits
 * @param maxLifetime age at which a connection is replaced
 */
public record PoolConfig(int maxIdle, int maxOpen, Duration maxLifetime) {

    /** One that writes and one that reads. */
    private static final int MIN_OPEN = 2;

    private static final int MAX_CONNECTIONS = 10_000;
    private static final long MAX_LIFETIME_SECONDS = Duration.ofDays(7).toSeconds();

    /** SQLite has one writer, and readers that share one file: more connections only hold more memory. */
    private static final int SQLITE_MAX_OPEN = 8;

    /** A server with its own defaults takes 100 in all, and several gateways share them. */
    private static final int POSTGRESQL_MAX_OPEN = 30;

    /** A server with its own defaults takes 151 in all. */
    private static final int MYSQL_MAX_OPEN = 50;

    /** Checks the numbers. To a pool, less than none would mean any number, and no lifetime an endless one. */
    public PoolConfig {
        requireWithin("maxOpen", maxOpen, MIN_OPEN, MAX_CONNECTIONS);
        requireWithin("maxIdle", maxIdle, 0, maxOpen);
        requireWithin("maxLifetime in seconds", maxLifetime.toSeconds(), 1, MAX_LIFETIME_SECONDS);
    }

    private static void requireWithin(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new ConfigException(name + " is " + value + "; set it to a whole number from " + min + " to " + max);
        }
    }

    private static int maxOpenDefault(Engine engine) {
        return switch (engine) {
            case SQLITE -> SQLITE_MAX_OPEN;
            case POSTGRESQL -> POSTGRESQL_MAX_OPEN;
            case MYSQL -> MYSQL_MAX_OPEN;
        };
    }

    /** Reads {@code SQL_MAX_IDLE_CONNS}, {@code SQL_MAX_OPEN_CONNS} and {@code SQL_MAX_LIFETIME} (seconds). */
    public static PoolConfig of(Settings settings, Engine engine) {
        int maxOpen = (int) settings.number("SQL_MAX_OPEN_CONNS", maxOpenDefault(engine), MIN_OPEN, MAX_CONNECTIONS);
        int maxIdle = (int) settings.number("SQL_MAX_IDLE_CONNS", Math.min(50, maxOpen), 0, MAX_CONNECTIONS);
        long seconds = settings.number("SQL_MAX_LIFETIME", 60, 1, MAX_LIFETIME_SECONDS);
        return new PoolConfig(Math.min(maxIdle, maxOpen), maxOpen, Duration.ofSeconds(seconds));
    }
}
