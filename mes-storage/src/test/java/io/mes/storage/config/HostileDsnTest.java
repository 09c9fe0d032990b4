package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies that user, password and database name cannot become properties of the driver, nor the host. */
final class HostileDsnTest {

    private static List<String> texts() {
        return List.of(
                "x?allowLoadLocalInfile=true",
                "x&allowLoadLocalInfile=true",
                "x?autoDeserialize=true&queryInterceptors=evil",
                "x?socketFactory=evil&socketFactoryArg=evil",
                "x#?autoDeserialize=true",
                "x;autoDeserialize=true",
                "x),(autoDeserialize=true",
                "x\n?autoDeserialize=true",
                "x%3FautoDeserialize=true",
                "x%26autoDeserialize%3Dtrue",
                "x\0?autoDeserialize=true",
                "../x?loggerFile=/etc/passwd");
    }

    private static Set<String> plus(Map<String, String> properties, String... names) {
        Set<String> all = new TreeSet<>(properties.keySet());
        all.addAll(List.of(names));
        return all;
    }

    private static String coded(String text) {
        return PercentCoding.encode(text);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldKeepCredentialsAndDatabaseOfMySqlInTheirPlaces(String text) {
        Dsn plain = Dsn.parse("u:p@tcp(h:1)/db", "mes.db");
        Dsn dsn = Dsn.parse(text.replace(":", "") + ":" + text + "@tcp(h:1)/" + coded(text), "mes.db");

        assertThat(dsn.properties()).containsOnlyKeys(plain.properties().keySet());
        assertThat(Drivers.mysql(dsn).getHostProperties())
                .containsOnlyKeys(Drivers.mysql(plain).getHostProperties().keySet());
        assertThat(Drivers.mysql(dsn).getPassword()).isEqualTo(text);
        assertThat(Drivers.mysql(dsn).getDatabase()).isEqualTo(text);
        assertThat(Drivers.mysql(dsn).getHost()).isEqualTo("h");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldKeepCredentialsAndDatabaseOfPostgresInTheirPlaces(String text) {
        Dsn plain = Dsn.parse("postgres://u:p@h:1/db", "mes.db");
        Dsn dsn = Dsn.parse("postgres://" + coded(text) + ":" + coded(text) + "@h:1/" + coded(text), "mes.db");

        assertThat(dsn.properties()).containsOnlyKeys(plain.properties().keySet());
        assertThat(Drivers.postgres(dsn))
                .containsOnlyKeys(Drivers.postgres(plain).keySet());
        assertThat(Drivers.postgres(dsn))
                .containsEntry("user", text)
                .containsEntry("password", text)
                .containsEntry("PGDBNAME", text)
                .containsEntry("PGHOST", "h");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void shouldKeepTheUserOfPostgresInItsPlaceWhereItNamesTheDatabase(String text) {
        assertThat(Drivers.postgres("postgres://" + coded(text) + "@h"))
                .containsEntry("PGDBNAME", text)
                .containsOnlyKeys(
                        plus(Dsn.parse("postgres://u@h", "mes.db").properties(), "PGHOST", "PGPORT", "PGDBNAME"));
    }

    private static List<String> hosts() {
        return List.of(
                "h?allowLoadLocalInfile=true",
                "h:1?allowLoadLocalInfile=true&",
                "h/x?autoDeserialize=true",
                "h#",
                "h&autoDeserialize=true",
                "h,evil",
                "h:1:2",
                "h;x",
                "h x",
                "h\nx",
                "(host=h",
                "host=h",
                "[::1",
                "[h]",
                "h%3Fx");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void shouldRefuseHostsThatAreMoreThanHosts(String host) {
        assertThatThrownBy(() -> Dsn.parse("u:p@tcp(" + host + ")/db", "mes.db"))
                .isInstanceOf(ConfigException.class);
        if (!host.contains(",")) {
            assertThatThrownBy(() -> Dsn.parse("postgres://u:p@" + coded(host) + "/db", "mes.db"))
                    .isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void shouldSendParametersOfGoToTheServerAndNotToTheDriver() {
        Dsn dsn = Dsn.parse("u:p@tcp(h)/db?allowLoadLocalInfile=true&autoDeserialize=true", "mes.db");

        assertThat(dsn.properties()).doesNotContainKeys("allowLoadLocalInfile", "autoDeserialize");
        assertThat(dsn.properties().get("sessionVariables"))
                .isEqualTo("allowLoadLocalInfile=true,autoDeserialize=true");
    }

    @Test
    void shouldRefuseAnAddressOfAnotherDriver() {
        assertThatThrownBy(() -> new Dsn(Engine.MYSQL, "jdbc:postgresql://h/db", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must begin with jdbc:mysql:");
    }
}
