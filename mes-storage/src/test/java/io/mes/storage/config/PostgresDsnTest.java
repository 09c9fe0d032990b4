package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that PostgreSQL's driver understands what libpq would have understood. */
final class PostgresDsnTest {

    private static Map<String, String> properties(String parameters) {
        return Dsn.parse("postgres://u:p@h/db?" + parameters, "mes.db").properties();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "postgresql", "POSTGRES", "PostgreSQL"})
    void shouldHandEveryPartToTheDriver(String scheme) {
        Properties found = Drivers.postgres(scheme + "://user:secret@db.example.com:5433/chats?sslmode=require");

        assertThat(found)
                .containsEntry("PGHOST", "db.example.com")
                .containsEntry("PGPORT", "5433")
                .containsEntry("PGDBNAME", "chats")
                .containsEntry("user", "user")
                .containsEntry("password", "secret")
                .containsEntry("sslmode", "require");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "postgres://h/db h 5432 db",
                "postgres://h:5433/db h 5433 db",
                "postgres://h:/db h 5432 db",
                "postgres:///db localhost 5432 db",
                "postgres://:5433/db localhost 5433 db",
                "postgres://u@h h 5432 u",
                "postgres://u:p@h/ h 5432 u",
                "postgres://u%40v@h h 5432 u@v",
                "postgres://u@[2001:db8::1]:5433/db [2001:db8::1] 5433 db",
                "postgres://u@[::1]/db [::1] 5432 db",
                "postgres://u@[fe80::1%25eth0]/db [fe80::1%eth0] 5432 db",
                "postgres://h1,h2:5433,[::1]:5434/db h1,h2,[::1] 5432,5433,5434 db",
                "postgres:///db?host=h&port=5433 h 5433 db",
                "postgres://h1:1,[::1]:2/db?port=5433 h1,[::1] 5433,5433 db",
                "postgres://x/db?host=h1,::1&port=5433,5434 h1,[::1] 5433,5434 db",
                "postgres://h/x?dbname=db h 5432 db",
                "postgres://my%2Dhost/db my-host 5432 db"
            })
    void shouldFindTheServer(String uri, String hosts, String ports, String database) {
        assertThat(Drivers.postgres(uri))
                .containsEntry("PGHOST", hosts)
                .containsEntry("PGPORT", ports)
                .containsEntry("PGDBNAME", database);
    }

    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "p%40ss,p@ss",
        "p@ss,p@ss",
        "p%2Fa%3As%3Fs,p/a:s?s",
        "p:a/s,p:a/s",
        "(x)%23%5B%5D,(x)#[]",
        "a+b,a+b",
        "a%2Bb%20c,a+b c",
        "100%,100%",
        "%25,%",
        "p%C3%A4ss,päss",
        "p&user=root,p&user=root"
    })
    void shouldDecodePasswords(String written, String password) {
        Properties found = Drivers.postgres("postgres://us%40er:" + written + "@h/db");

        assertThat(found)
                .containsEntry("user", "us@er")
                .containsEntry("password", password)
                .containsEntry("PGHOST", "h")
                .containsEntry("PGDBNAME", "db");
    }

    @Test
    void shouldTakeCredentialsFromParameters() {
        assertThat(Drivers.postgres("postgres://h/db?user=u%26v&password=p%3Dq"))
                .containsEntry("user", "u&v")
                .containsEntry("password", "p=q");
    }

    @ParameterizedTest
    @CsvSource({"my%2Fdb,my/db", "a%3Fsslmode=disable,a?sslmode=disable", "a+b,a+b", "100%,100%", "%C3%BC,ü", "d/b,d/b"
    })
    void shouldDecodeTheNameOfTheDatabase(String written, String name) {
        Properties found = Drivers.postgres("postgres://u@h/" + written);

        assertThat(found).containsEntry("PGDBNAME", name).doesNotContainKey("sslmode");
    }

    @ParameterizedTest
    @CsvSource({
        "connect_timeout=3,connectTimeout,3",
        "application_name=a%20b,ApplicationName,a b",
        "search_path=mes,currentSchema,mes",
        "channel_binding=require,channelBinding,require",
        "gssencmode=disable,gssEncMode,disable",
        "sslmode=verify-full,sslmode,verify-full",
        "sslrootcert=%2Fetc%2Fca.pem,sslrootcert,/etc/ca.pem",
        "target_session_attrs=read-write,targetServerType,primary",
        "target_session_attrs=primary,targetServerType,primary",
        "target_session_attrs=read-only,targetServerType,secondary",
        "target_session_attrs=prefer-standby,targetServerType,preferSecondary",
        "target_session_attrs=any,targetServerType,any"
    })
    void shouldTranslateWhatTheDriverCallsDifferently(String parameter, String property, String value) {
        assertThat(properties(parameter)).containsEntry(property, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://u:p@h/db?sslmode=banana|has sslmode=banana; set it to one of disable, allow, prefer, require,"
                        + " verify-ca, verify-full, or leave it out",
                "postgres://u:p@h/db?sslmode=|has sslmode=; set",
                "postgres://u:p@h/db?gssencmode=x|has gssEncMode=x; set it to one of disable, allow, prefer, require,",
                "postgres://u:p@h/db?channel_binding=x|has channelBinding=x; set it to one of disable, prefer, require,",
                "postgres://u:p@h/db?target_session_attrs=x|has targetServerType=x; set it to one of any, primary,",
                "jdbc:postgresql://h/db?user=u&sslmode=banana|has sslmode=banana; set it to one of disable,",
                "postgres://u:p@h/db?sslmode=s3cret@h|has sslmode with another value; set it to one of disable,"
            })
    void shouldSayWhichWordsAParameterTakes(String uri, String complaint) {
        assertThatThrownBy(() -> Dsn.parse(uri, "mes.db"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The data source name for PostgreSQL at postgresql://h")
                .hasMessageContaining(complaint);
    }

    @Test
    void shouldLimitHowLongItWaits() {
        assertThat(properties(""))
                .containsEntry("connectTimeout", "10")
                .containsEntry("socketTimeout", "60")
                .containsEntry("ApplicationName", "mes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://h:5432|names no database; append it, as in postgres://host:5432/database",
                "postgres://h:5432/|names no database",
                "postgres://|names no database",
                "postgres://@h|names no database",
                "postgres://h:port/db|has a host that is not host:port",
                "postgres://h:99999/db|has a host that is not host:port",
                "postgres://::1/db|has a host that is not host:port",
                "postgres://[::1/db|has a host that is not host:port",
                "postgres://u:p/db|has a host that is not host:port",
                "postgres://u:what?x@h/db|%3F for ?",
                "postgres://u@%2Fvar%2Frun%2Fpostgresql/db|goes over a Unix socket",
                "postgres:///db?host=/var/run/postgresql|goes over a Unix socket",
                "postgres:///db?host=h1,h2&port=1,2,3|has more ports than hosts, or fewer"
            })
    void shouldSayWhatIsWrongAndHowToMendIt(String uri, String complaint) {
        assertThatThrownBy(() -> Dsn.parse(uri, "mes.db"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The data source name \"postgres://")
                .hasMessageContaining(complaint);
    }
}
