package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

/** Verifies that a JDBC URL means to MES what it means to its driver, and that MES keeps no credentials in it. */
final class JdbcDsnTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://h:3307/db?user=u&password=p",
                "jdbc:mysql://h/db?user=a+b&password=c%2Bd+e%20%26f",
                "jdbc:mysql://h/db?USER=u&Password=p&sslMode=REQUIRED",
                "jdbc:mysql://u+x:p+%40y@h:3307/d%2Fb?useSSL=false",
                "jdbc:mysql://u@h/db",
                "jdbc:mysql://u:@h/db",
                "jdbc:mysql://h/db",
                "jdbc:mysql://[::1]:3307/db?user=u"
            })
    void shouldMeanTheSameToConnectorJ(String url) {
        HostInfo expected =
                ConnectionUrl.getConnectionUrlInstance(url, new Properties()).getMainHost();
        Dsn dsn = Dsn.parse(url, "mes.db");
        HostInfo found = Drivers.mysql(dsn);

        assertThat(found.getHost()).isEqualTo(expected.getHost());
        assertThat(found.getPort()).isEqualTo(expected.getPort());
        assertThat(found.getDatabase()).isEqualTo(expected.getDatabase());
        assertThat(found.getUser()).isEqualTo(expected.getUser());
        assertThat(found.getPassword()).isEqualTo(expected.getPassword());
        assertThat(found.getHostProperties()).containsAllEntriesOf(expected.getHostProperties());
        assertThat(dsn.jdbcUrl().toLowerCase(Locale.ROOT)).doesNotContain("user", "password", "@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h:5433/db?user=u&password=p",
                "jdbc:postgresql://h/db?user=a+b&password=c%2Bd+e%20%26f&sslpassword=k&ssl",
                "jdbc:postgresql://h1:1,[::1]:2/d%2Fb?targetServerType=primary",
                "jdbc:postgresql:db?user=u",
                "jdbc:postgresql://h/db"
            })
    void shouldMeanTheSameToPgJdbc(String url) {
        Properties expected = Driver.parseURL(url, new Properties());
        Dsn dsn = Dsn.parse(url, "mes.db");

        assertThat(Drivers.postgres(dsn)).containsAllEntriesOf(expected);
        assertThat(dsn.jdbcUrl()).doesNotContain("user", "password");
    }

    @Test
    void shouldTakeCredentialsBeforeTheHostOfPostgresToo() {
        assertThat(Drivers.postgres("jdbc:postgresql://u:p%40q@h:5433/db"))
                .containsEntry("PGHOST", "h")
                .containsEntry("PGPORT", "5433")
                .containsEntry("user", "u")
                .containsEntry("password", "p@q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connectTimeout=3", "sslMode=DISABLED&connectTimeout=3"})
    void shouldLetTheUrlOfMySqlOverrideWhatMesWouldAskFor(String parameters) {
        Dsn dsn = Dsn.parse("jdbc:mysql://h/db?" + parameters, "mes.db");

        assertThat(Drivers.mysql(dsn).getHostProperties()).containsEntry("connectTimeout", "3");
        assertThat(dsn.properties()).containsEntry("socketTimeout", "60000");
    }

    @Test
    void shouldLetTheUrlOfPostgresOverrideWhatMesWouldAskFor() {
        assertThat(Drivers.postgres("jdbc:postgresql://h/db?connectTimeout=3&ApplicationName=gw"))
                .containsEntry("connectTimeout", "3")
                .containsEntry("ApplicationName", "gw")
                .containsEntry("socketTimeout", "60");
    }

    @ParameterizedTest
    @CsvSource({"password,''", "password=,''", "password=100%,100%", "password=a=b,a=b", "password=a?b@c,a?b@c"})
    void shouldTakePasswordsThatAreWrittenOddly(String parameter, String password) {
        assertThat(Dsn.parse("jdbc:mysql://h/db?" + parameter + "&x=1", "mes.db"))
                .satisfies(dsn -> assertThat(dsn.properties()).containsEntry("password", password))
                .satisfies(dsn -> assertThat(dsn.jdbcUrl()).isEqualTo("jdbc:mysql://h/db?x=1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:mariadb://h/db|write jdbc:mysql:",
                "jdbc:oracle:thin:@h:1521:x|MES knows jdbc:sqlite:, jdbc:mysql: and jdbc:postgresql:",
                "jdbc:h2:mem:x|is for another database",
                "jdbc:|is for another database",
                "jdbc:mysql://u:p@h1,u:p@h2/db|append user and password, percent-coded, as ?user=…&password=…",
                "jdbc:mysql://u:p/q@h/db|append user and password",
                "jdbc:mysql://(host=h,user=u,password=p)/db|written as host or host:port",
                "jdbc:mysql://u:p/db|written as host or host:port",
                "jdbc:postgresql://u:p/db|written as host or host:port",
                "jdbc:postgresql://h:99999/db|written as host or host:port",
                "jdbc:mysql://u:/?p@h/db|write ? in user and password as %3F",
                "jdbc:postgresql://h/d@b|write any other @ as %40"
            })
    void shouldSayWhatIsWrongAndHowToMendIt(String url, String complaint) {
        assertThatThrownBy(() -> Dsn.parse(url, "mes.db"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The data source name \"")
                .hasMessageContaining(complaint);
    }
}
