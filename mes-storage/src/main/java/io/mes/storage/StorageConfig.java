package io.mes.storage;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.config.PoolConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.redact.Redactor;
import io.mes.storage.write.BatchWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a store is set up. Immutable and valid; made by {@link #of} from settings, or by {@link #builder} in code.
 *
 * @param dsn where the database is; unused where the application brings its own {@code DataSource}
 * @param pool connections
 * @param dailyPartition whether each day has its own tables
 * @param zone whose midnight divides days
 * @param conversationHeaders request headers that name the conversation, in lower case, the strongest first
 * @param storeWhole whether every request is stored with all its messages, even those that the conversation has
 * @param honorStore whether {@code "store":false} in a request body means that nothing but its usage is kept
 * @param completions whether each exchange is to be found by itself, by its own id, as OpenAI's interface has it
 * @param redactor masks what is said before any of it is kept; null to keep it as it is
 * @param maxBufferBytes bytes that captured bodies may hold in memory at one time
 * @param maxDecodedBytes bytes at which a compressed body is cut off when it is decoded
 * @param maxBacklog exchanges that may wait to be written; a power of two
 * @param durability how surely exchanges are kept
 * @param retentionDays whole days that are kept before today; null for all
 * @param upkeepInterval pause between two rounds of making tomorrow's tables and dropping old days
 * @param drainPatience how long closing waits for the backlog to be written
 */
public record StorageConfig(
        Dsn dsn,
        PoolConfig pool,
        boolean dailyPartition,
        ZoneId zone,
        List<String> conversationHeaders,
        boolean storeWhole,
        boolean honorStore,
        boolean completions,
        @Nullable Redactor redactor,
        long maxBufferBytes,
        int maxDecodedBytes,
        int maxBacklog,
        DurabilityConfig durability,
        @Nullable Integer retentionDays,
        Duration upkeepInterval,
        Duration drainPatience) {

    /** The request header with which a client asks that nothing but usage be kept; every value that is sent of it counts. */
    public static final String CONSENT_HEADER = BatchWriter.CONSENT_HEADER;

    private static final List<String> DEFAULT_CONVERSATION_HEADERS = List.of(
            "x-conversation-id",
            "x-session-id",
            "x-litellm-session-id",
            "x-claude-code-session-id",
            "helicone-session-id",
            "agent-session-id");

    private static final Set<String> CREDENTIAL_HEADERS = Set.of(
            "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-goog-api-key");

    /** A token, https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
    private static final Pattern HEADER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

    static final int MAX_RETENTION_DAYS = 36_500;
    private static final int MAX_BACKLOG = 1 << 24;
    private static final Duration MAX_DRAIN_PATIENCE = Duration.ofDays(1);

    /** Checks the numbers; an application that sets them in code is told at once, like one that sets them outside. */
    public StorageConfig {
        conversationHeaders = List.copyOf(conversationHeaders);
        conversationHeaders.forEach(StorageConfig::checkHeader);
        if (maxBufferBytes < 0) {
            throw new ConfigException("maxBufferBytes is " + maxBufferBytes + "; set it to 0 or more");
        }
        if (maxDecodedBytes < 0) {
            throw new ConfigException("maxDecodedBytes is " + maxDecodedBytes + "; set it to 0 or more");
        }
        if (Integer.bitCount(maxBacklog) != 1 || maxBacklog < 1 || maxBacklog > MAX_BACKLOG) {
            throw new ConfigException(
                    "maxBacklog is " + maxBacklog + "; set it to a power of two from 1 to " + MAX_BACKLOG);
        }
        if (retentionDays != null && (retentionDays < 1 || retentionDays > MAX_RETENTION_DAYS)) {
            throw new ConfigException("MES_RETENTION_DAYS is " + retentionDays + "; set it to a whole number from 1 to "
                    + MAX_RETENTION_DAYS + ", or unset it to keep everything");
        }
        if (upkeepInterval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new ConfigException("upkeepInterval is " + upkeepInterval + "; set it to a millisecond or more");
        }
        if (drainPatience.isNegative() || drainPatience.compareTo(MAX_DRAIN_PATIENCE) > 0) {
            throw new ConfigException(
                    "drainPatience is " + drainPatience + "; set it to a duration from 0 to " + MAX_DRAIN_PATIENCE);
        }
    }

    /**
     * Reads all settings of the store.
     *
     * @throws ConfigException if one of them is wrong
     */
    public static StorageConfig of(Settings settings) {
        return StorageSettings.read(settings);
    }

    /**
     * Whether {@code MES_COMPLETIONS_ENABLED} is set; by default it is not.
     *
     * @throws ConfigException if it is neither true nor false
     */
    public static boolean completions(Settings settings) {
        return settings.flag("MES_COMPLETIONS_ENABLED", false);
    }

    /** What names a conversation is stored and shown; a credential must not be. */
    private static void checkHeader(String name) {
        if (CREDENTIAL_HEADERS.contains(name) || !HEADER_NAME.matcher(name).matches()) {
            throw new ConfigException("MES_CONVERSATION_HEADERS names \"" + name
                    + "\", which is no header or one that holds credentials; name headers such as X-Conversation-Id");
        }
    }

    /** Names of all request headers that the store wants to see, in lower case. */
    public List<String> requestHeaders() {
        List<String> names = new ArrayList<>(conversationHeaders);
        names.add(CONSENT_HEADER);
        return names;
    }

    /** A configuration with defaults for everything but the database. */
    public static Builder builder(Dsn dsn) {
        return new Builder(dsn);
    }

    /** Collects a configuration. Not thread-safe. */
    public static final class Builder {

        private final Dsn dsn;
        private PoolConfig pool;
        private boolean dailyPartition = true;
        private ZoneId zone = ZoneId.systemDefault();
        private List<String> conversationHeaders = DEFAULT_CONVERSATION_HEADERS;
        private boolean storeWhole;
        private boolean honorStore;
        private boolean completions;
        private @Nullable Redactor redactor;
        private long maxBufferBytes = Runtime.getRuntime().maxMemory() / 4;
        private int maxDecodedBytes = 16 << 20;
        private int maxBacklog = 8192;
        private DurabilityConfig durability = DurabilityConfig.DEFAULT;
        private @Nullable Integer retentionDays;
        private Duration upkeepInterval = Duration.ofMinutes(10);
        private Duration drainPatience = Duration.ofSeconds(30);

        private Builder(Dsn dsn) {
            this.dsn = dsn;
            this.pool = PoolConfig.of(Settings.of(name -> null), dsn.engine());
        }

        /** See {@link StorageConfig#pool}. */
        public Builder pool(PoolConfig pool) {
            this.pool = pool;
            return this;
        }

        /** See {@link StorageConfig#dailyPartition}. */
        public Builder dailyPartition(boolean dailyPartition) {
            this.dailyPartition = dailyPartition;
            return this;
        }

        /** See {@link StorageConfig#zone}. */
        public Builder zone(ZoneId zone) {
            this.zone = zone;
            return this;
        }

        /** See {@link StorageConfig#conversationHeaders}; in any case. */
        public Builder conversationHeaders(List<String> names) {
            this.conversationHeaders = names.stream()
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .filter(name -> !name.isEmpty())
                    .toList();
            return this;
        }

        /** See {@link StorageConfig#storeWhole}. */
        public Builder storeWhole(boolean storeWhole) {
            this.storeWhole = storeWhole;
            return this;
        }

        /** See {@link StorageConfig#honorStore}. */
        public Builder honorStore(boolean honorStore) {
            this.honorStore = honorStore;
            return this;
        }

        /** See {@link StorageConfig#completions()}. */
        public Builder completions(boolean completions) {
            this.completions = completions;
            return this;
        }

        /** See {@link StorageConfig#redactor}. */
        public Builder redactor(@Nullable Redactor redactor) {
            this.redactor = redactor;
            return this;
        }

        /** See {@link StorageConfig#maxBufferBytes}. */
        public Builder maxBufferBytes(long maxBufferBytes) {
            this.maxBufferBytes = maxBufferBytes;
            return this;
        }

        /** See {@link StorageConfig#maxDecodedBytes}. */
        public Builder maxDecodedBytes(int maxDecodedBytes) {
            this.maxDecodedBytes = maxDecodedBytes;
            return this;
        }

        /** See {@link StorageConfig#maxBacklog}. */
        public Builder maxBacklog(int maxBacklog) {
            this.maxBacklog = maxBacklog;
            return this;
        }

        /** See {@link StorageConfig#durability}. */
        public Builder durability(DurabilityConfig durability) {
            this.durability = durability;
            return this;
        }

        /** See {@link StorageConfig#retentionDays}. */
        public Builder retentionDays(@Nullable Integer retentionDays) {
            this.retentionDays = retentionDays;
            return this;
        }

        /** See {@link StorageConfig#upkeepInterval}. */
        public Builder upkeepInterval(Duration upkeepInterval) {
            this.upkeepInterval = upkeepInterval;
            return this;
        }

        /** See {@link StorageConfig#drainPatience}. */
        public Builder drainPatience(Duration drainPatience) {
            this.drainPatience = drainPatience;
            return this;
        }

        /** The configuration as collected. */
        public StorageConfig build() {
            return new StorageConfig(
                    dsn,
                    pool,
                    dailyPartition,
                    zone,
                    conversationHeaders,
                    storeWhole,
                    honorStore,
                    completions,
                    redactor,
                    maxBufferBytes,
                    maxDecodedBytes,
                    maxBacklog,
                    durability,
                    retentionDays,
                    upkeepInterval,
                    drainPatience);
        }
    }
}
