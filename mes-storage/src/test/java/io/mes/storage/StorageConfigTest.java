package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.config.Engine;
import io.mes.storage.config.PoolConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.redact.Redactor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies what settings mean, and that wrong ones stop the start with a message that helps. */
final class StorageConfigTest {

    private static StorageConfig of(Map<String, String> settings) {
        return StorageConfig.of(Settings.of(settings::get));
    }

    private static StorageConfig of(String name, String value) {
        return of(Map.of(name, value));
    }

    private static StorageConfig.Builder builder() {
        return StorageConfig.builder(Dsn.parse("local", "mes.db"));
    }

    @Test
    void shouldHaveDefaultsForEverything() {
        StorageConfig config = of(Map.of());

        assertThat(config.dsn()).isEqualTo(Dsn.parse("local", "mes.db"));
        assertThat(config.pool()).isEqualTo(new PoolConfig(8, 8, Duration.ofSeconds(60)));
        assertThat(config.dailyPartition()).isTrue();
        assertThat(config.zone()).isEqualTo(ZoneId.systemDefault());
        assertThat(config.conversationHeaders())
                .containsExactly(
                        "x-conversation-id",
                        "x-session-id",
                        "x-litellm-session-id",
                        "x-claude-code-session-id",
                        "helicone-session-id",
                        "agent-session-id");
        assertThat(config.storeWhole()).isFalse();
        assertThat(config.honorStore()).isFalse();
        assertThat(config.maxBufferBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(config).isEqualTo(builder().build());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,-,-,SQLITE,jdbc:sqlite:mes.db",
                "-,-,/x.db,SQLITE,jdbc:sqlite:/x.db",
                "local,u@tcp(h)/db,/x.db,SQLITE,jdbc:sqlite:/x.db",
                "-,local,/x.db,SQLITE,jdbc:sqlite:/x.db",
                "-,u@tcp(h)/db,/x.db,MYSQL,jdbc:mysql://h/db",
                "' ',u@tcp(h)/db,-,MYSQL,jdbc:mysql://h/db",
                "postgres://h/db,u@tcp(h)/db,/x.db,POSTGRESQL,jdbc:postgresql://h/db",
                "postgres://h/db,nonsense,-,POSTGRESQL,jdbc:postgresql://h/db",
                "jdbc:sqlite:/y.db,-,/x.db,SQLITE,jdbc:sqlite:/y.db"
            })
    void shouldFallBackFromOneNameOfTheDatabaseToTheNext(
            String mesSqlDsn, String sqlDsn, String sqlitePath, Engine engine, String url) {
        StorageConfig config = StorageConfig.of(Settings.of(name -> switch (name) {
            case "MES_SQL_DSN" -> mesSqlDsn;
            case "SQL_DSN" -> sqlDsn;
            case "SQLITE_PATH" -> sqlitePath;
            default -> null;
        }));

        assertThat(config.dsn().engine()).isEqualTo(engine);
        assertThat(config.dsn().jdbcUrl()).isEqualTo(url);
    }

    @Test
    void shouldTakeWhatIsSet() {
        StorageConfig config = of(Map.of(
                "mes.daily.partition", "false",
                "MES_TIMEZONE", "Asia/Shanghai",
                "MES_CONVERSATION_HEADERS", " X-Chat , ,X-Thread",
                "MES_STORE_HISTORY", "full",
                "MES_HONOR_STORE", "true",
                "MES_MAX_BUFFER_BYTES", "1048576",
                "MES_DURABILITY", "async",
                "SQL_MAX_OPEN_CONNS", "3"));

        assertThat(config.dailyPartition()).isFalse();
        assertThat(config.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(config.conversationHeaders()).containsExactly("x-chat", "x-thread");
        assertThat(config.requestHeaders()).containsExactly("x-chat", "x-thread", "x-mes-store");
        assertThat(config.storeWhole()).isTrue();
        assertThat(config.honorStore()).isTrue();
        assertThat(config.maxBufferBytes()).isEqualTo(1 << 20);
        assertThat(config.pool().maxOpen()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MES_SQL_DSN|nonsense|MES_SQL_DSN: The data source name \"nonsense\" has no form that MES knows; write it as",
                "SQL_DSN|u:p@tcp(h)/|SQL_DSN: The data source name \"***@tcp(h)/\" names no database; append it",
                "SQLITE_PATH|:memory:|SQLITE_PATH is \":memory:\", which is no file",
                "MES_SQL_DSN|jdbc:sqlite::memory:|MES_SQL_DSN: The data source name is \"jdbc:sqlite::memory:\", which is no file",
                "MES_DAILY_PARTITION|yes|MES_DAILY_PARTITION is \"yes\", which is neither true nor false; set it to",
                "MES_TIMEZONE|Mars/Base|MES_TIMEZONE is \"Mars/Base\", which is no time zone; set it to a name such as",
                "MES_TIMEZONE|+25:00|MES_TIMEZONE is \"+25:00\", which is no time zone",
                "MES_STORE_HISTORY|twice|MES_STORE_HISTORY is \"twice\"; set it to \"once\" or \"full\"",
                "MES_HONOR_STORE|maybe|MES_HONOR_STORE is \"maybe\"",
                "MES_MAX_BUFFER_BYTES|1024|MES_MAX_BUFFER_BYTES is \"1024\"; set it to a whole number from 1048576",
                "MES_MAX_BUFFER_BYTES|16MB|MES_MAX_BUFFER_BYTES is \"16MB\"; set it to a whole number",
                "SQL_MAX_OPEN_CONNS|lots|SQL_MAX_OPEN_CONNS is \"lots\"; set it to a whole number",
                "SQL_MAX_IDLE_CONNS|-1|SQL_MAX_IDLE_CONNS is \"-1\"; set it to a whole number",
                "SQL_MAX_LIFETIME|1h|SQL_MAX_LIFETIME is \"1h\"; set it to a whole number"
            })
    void shouldNameSettingValueAndRemedy(String name, String value, String message) {
        assertThatThrownBy(() -> of(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldKeepEverythingUnlessToldForHowLong() {
        assertThat(of("MES_RETENTION_DAYS", "30").retentionDays()).isEqualTo(30);
        assertThat(of("MES_RETENTION_DAYS", "").retentionDays()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "36501", "a month", "1.5"})
    void shouldRefuseARetentionThatIsNoNumberOfDays(String days) {
        assertThatThrownBy(() -> of("MES_RETENTION_DAYS", days))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("MES_RETENTION_DAYS is \"" + days + "\"")
                .hasMessageContaining("1 to 36500");
    }

    @Test
    void shouldMaskWhatIsSet() {
        assertThat(of("MES_REDACT", "email").redactor().redact("a@b.cc")).isEqualTo("[email]");
        assertThat(of("MES_TIMEZONE", "UTC").redactor()).isNull();
    }

    @Test
    void shouldRefuseAPatternThatItDoesNotKnow() {
        assertThatThrownBy(() -> of("MES_REDACT", "emial"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("MES_REDACT is \"emial\", but there is no pattern \"emial\"");
    }

    @Test
    void shouldReadHowSurelyToKeep() {
        DurabilityConfig durability = of(Map.of(
                        "MES_DURABILITY", "commit",
                        "MES_COMMIT_TIMEOUT", "3",
                        "MES_SPOOL_DIR", "/var/spool/mes",
                        "MES_SPOOL_MAX_BYTES", "1048576"))
                .durability();

        assertThat(durability)
                .isEqualTo(new DurabilityConfig(true, Duration.ofSeconds(3), Path.of("/var/spool/mes"), 1 << 20));
        assertThat(of("MES_TIMEZONE", "UTC").durability()).isEqualTo(DurabilityConfig.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MES_DURABILITY | sync | set it to \"async\" or \"commit\"",
                "MES_DURABILITY | ASYNC | set it to \"async\" or \"commit\"",
                "MES_COMMIT_TIMEOUT | 0 | 1 to 3600",
                "MES_SPOOL_MAX_BYTES | 5 | 1048576",
                "MES_SPOOL_DIR | a\\0b | set it to that of a directory"
            })
    void shouldRefuseADurabilityThatItCannotGrant(String name, String value, String remedy) {
        String real = value.replace("\\0", "\0");
        assertThatThrownBy(() -> of(name, real))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(name + " is \"" + real + "\"")
                .hasMessageContaining(remedy);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 1000, Integer.MIN_VALUE, 1 << 25})
    void shouldRefuseABacklogThatNoRingCanHave(int backlog) {
        assertThatThrownBy(() -> builder().maxBacklog(backlog).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("maxBacklog is " + backlog + "; set it to a power of two from 1 to 16777216");
    }

    @Test
    void shouldRefuseANegativeBuffer() {
        assertThatThrownBy(() -> builder().maxBufferBytes(-1).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("maxBufferBytes is -1; set it to 0 or more");
    }

    @Test
    void shouldRefuseANegativeBoundOfDecoding() {
        assertThatThrownBy(() -> builder().maxDecodedBytes(-1).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("maxDecodedBytes is -1; set it to 0 or more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Authorization", "x-chat, COOKIE", "Proxy-Authorization", "X-Api-Key", "bad header:", "x\r\ny"})
    void shouldRefuseHeadersThatAreNoneOrHoldCredentials(String headers) {
        assertThatThrownBy(() -> of("MES_CONVERSATION_HEADERS", headers))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("MES_CONVERSATION_HEADERS names ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT24H0.000000001S", "PT2562047788015215H30M7.999999999S"})
    void shouldRefuseAPatienceThatIsNoneOrEndless(Duration patience) {
        assertThatThrownBy(() -> builder().drainPatience(patience).build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("drainPatience is " + patience + "; set it to a duration from 0 to PT24H");
    }

    @Test
    void shouldTakeWhatIsSetInCode() {
        PoolConfig pool = new PoolConfig(1, 2, Duration.ofSeconds(3));
        Redactor redactor = Redactor.of("card");
        StorageConfig config = builder()
                .pool(pool)
                .dailyPartition(false)
                .zone(ZoneId.of("UTC"))
                .conversationHeaders(List.of(" X-Chat ", ""))
                .storeWhole(true)
                .honorStore(true)
                .completions(true)
                .redactor(redactor)
                .maxBufferBytes(0)
                .maxDecodedBytes(7)
                .maxBacklog(1)
                .durability(DurabilityConfig.DEFAULT.withCommit(Duration.ZERO))
                .retentionDays(30)
                .upkeepInterval(Duration.ofSeconds(5))
                .drainPatience(Duration.ZERO)
                .build();

        assertThat(config)
                .isEqualTo(new StorageConfig(
                        Dsn.parse("local", "mes.db"),
                        pool,
                        false,
                        ZoneId.of("UTC"),
                        List.of("x-chat"),
                        true,
                        true,
                        true,
                        redactor,
                        0,
                        7,
                        1,
                        DurabilityConfig.DEFAULT.withCommit(Duration.ZERO),
                        30,
                        Duration.ofSeconds(5),
                        Duration.ZERO));
    }

    @Test
    void shouldNotChangeWhenItsMakerGoesOn() {
        List<String> headers = new ArrayList<>(List.of("x-chat"));
        StorageConfig defaults = builder().build();
        StorageConfig config = new StorageConfig(
                defaults.dsn(),
                defaults.pool(),
                true,
                defaults.zone(),
                headers,
                false,
                false,
                false,
                null,
                0,
                0,
                1,
                DurabilityConfig.DEFAULT,
                null,
                Duration.ofMinutes(1),
                Duration.ZERO);
        headers.add("x-other");

        assertThat(config.conversationHeaders()).containsExactly("x-chat");
    }

    @Test
    void shouldShowNoPasswordAsText() {
        assertThat(of("MES_SQL_DSN", "u:s3cret@tcp(h)/db").toString())
                .contains("MySQL at mysql://h/db")
                .doesNotContain("s3cret");
    }
}
