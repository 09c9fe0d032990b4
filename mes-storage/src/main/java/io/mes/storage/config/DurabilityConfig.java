package io.mes.storage.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How surely exchanges are kept. Immutable and valid.
 *
 * @param commit whether a request waits until its exchange is committed or on disk, before its client can know that its
 *     answer is complete
 * @param commitTimeout how long it waits at most
 * @param spoolDirectory where exchanges are kept while the database does not take them; null to keep them in memory
 * @param spoolBytes bytes of exchanges that may be kept there
 */
public record DurabilityConfig(
        boolean commit, Duration commitTimeout, @Nullable Path spoolDirectory, long spoolBytes) {

    /** Nothing waits, and there is no spool. */
    public static final DurabilityConfig DEFAULT = new DurabilityConfig(false, Duration.ofSeconds(10), null, 4L << 30);

    private static final long LONGEST_SECONDS = 3600;

    /** Checks the numbers. */
    public DurabilityConfig {
        if (commitTimeout.isNegative() || commitTimeout.compareTo(Duration.ofSeconds(LONGEST_SECONDS)) > 0) {
            throw new ConfigException("commitTimeout is " + commitTimeout + "; set it to a duration from 0 to an hour");
        }
        if (spoolBytes < 1) {
            throw new ConfigException("spoolBytes is " + spoolBytes + "; set it to 1 or more");
        }
    }

    /**
     * Reads the settings.
     *
     * @throws ConfigException if one of them is wrong
     */
    public static DurabilityConfig of(Settings settings) {
        String directory = settings.text("MES_SPOOL_DIR");
        return new DurabilityConfig(
                isCommit(settings.text("MES_DURABILITY", "async")),
                Duration.ofSeconds(
                        settings.number("MES_COMMIT_TIMEOUT", DEFAULT.commitTimeout.toSeconds(), 1, LONGEST_SECONDS)),
                directory == null ? null : path(directory),
                settings.number("MES_SPOOL_MAX_BYTES", DEFAULT.spoolBytes, 1 << 20, Long.MAX_VALUE));
    }

    /** The same with a spool. */
    public DurabilityConfig withSpool(Path directory, long bytes) {
        return new DurabilityConfig(commit, commitTimeout, directory, bytes);
    }

    /** The same, but each request waits, at most so long. */
    public DurabilityConfig withCommit(Duration timeout) {
        return new DurabilityConfig(true, timeout, spoolDirectory, spoolBytes);
    }

    private static boolean isCommit(String durability) {
        return switch (durability) {
            case "async" -> false;
            case "commit" -> true;
            default ->
                throw new ConfigException(
                        "MES_DURABILITY is \"" + durability + "\"; set it to \"async\" or \"commit\"");
        };
    }

    private static Path path(String directory) {
        try {
            return Path.of(directory);
        } catch (InvalidPathException e) {
            throw new ConfigException(
                    "MES_SPOOL_DIR is \"" + directory + "\", which is no path; set it to that of a directory");
        }
    }
}
