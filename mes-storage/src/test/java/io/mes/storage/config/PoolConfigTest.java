package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies the sizes of the pool. */
final class PoolConfigTest {

    private static PoolConfig of(Engine engine, Map<String, String> settings) {
        return PoolConfig.of(Settings.of(settings::get), engine);
    }

    @Test
    void shouldHaveDefaultsThatSuitTheEngine() {
        assertThat(of(Engine.MYSQL, Map.of())).isEqualTo(new PoolConfig(50, 50, Duration.ofSeconds(60)));
        assertThat(of(Engine.POSTGRESQL, Map.of())).isEqualTo(new PoolConfig(30, 30, Duration.ofSeconds(60)));
        assertThat(of(Engine.SQLITE, Map.of())).isEqualTo(new PoolConfig(8, 8, Duration.ofSeconds(60)));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void shouldTakeWhatIsSet(Engine engine) {
        assertThat(of(
                        engine,
                        Map.of("SQL_MAX_IDLE_CONNS", "0", "SQL_MAX_OPEN_CONNS", "2", "SQL_MAX_LIFETIME", "604800")))
                .isEqualTo(new PoolConfig(0, 2, Duration.ofDays(7)));
    }

    @Test
    void shouldTakeSystemPropertiesToo() {
        assertThat(of(Engine.MYSQL, Map.of("sql.max.open.conns", "20")).maxOpen())
                .isEqualTo(20);
    }

    @Test
    void shouldKeepNoMoreIdleThanMayBeOpen() {
        assertThat(of(Engine.MYSQL, Map.of("SQL_MAX_OPEN_CONNS", "10"))).isEqualTo(pool(10, 10));
        assertThat(of(Engine.MYSQL, Map.of("SQL_MAX_OPEN_CONNS", "10", "SQL_MAX_IDLE_CONNS", "100")))
                .isEqualTo(pool(10, 10));
    }

    private static PoolConfig pool(int maxIdle, int maxOpen) {
        return new PoolConfig(maxIdle, maxOpen, Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "SQL_MAX_OPEN_CONNS,0,from 2 to 10000",
        "SQL_MAX_OPEN_CONNS,1,from 2 to 10000",
        "SQL_MAX_OPEN_CONNS,10001,from 2 to 10000",
        "SQL_MAX_OPEN_CONNS,many,from 2 to 10000",
        "SQL_MAX_OPEN_CONNS,4294967298,from 2 to 10000",
        "SQL_MAX_IDLE_CONNS,-1,from 0 to 10000",
        "SQL_MAX_IDLE_CONNS,5.0,from 0 to 10000",
        "SQL_MAX_LIFETIME,0,from 1 to 604800",
        "SQL_MAX_LIFETIME,-60,from 1 to 604800",
        "SQL_MAX_LIFETIME,60s,from 1 to 604800"
    })
    void shouldNameSettingValueAndRemedy(String name, String value, String bounds) {
        assertThatThrownBy(() -> of(Engine.MYSQL, Map.of(name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(name + " is \"" + value + "\"; set it to a whole number " + bounds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5,1,60", "5,-1,60", "-1,5,60", "6,5,60", "5,5,0", "5,5,-1", "5,20000,60"})
    void shouldCheckWhatIsSetInCode(String numbers) {
        String[] number = numbers.split(",");

        assertThatThrownBy(() -> new PoolConfig(
                        Integer.parseInt(number[0]),
                        Integer.parseInt(number[1]),
                        Duration.ofSeconds(Long.parseLong(number[2]))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("; set it to a whole number from ");
    }
}
