package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.conf.HostInfo;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that MySQL's driver understands what Go's driver would have understood. */
final class MySqlDsnTest {

    private static Map<String, String> properties(String parameters) {
        return Dsn.parse("u:p@tcp(h:3306)/db?" + parameters, "mes.db").properties();
    }

    @Test
    void shouldHandEveryPartToTheDriver() {
        HostInfo host = Drivers.mysql("user:secret@tcp(db.example.com:3307)/chats?charset=utf8mb4&parseTime=True");

        assertThat(host.getHost()).isEqualTo("db.example.com");
        assertThat(host.getPort()).isEqualTo(3307);
        assertThat(host.getDatabase()).isEqualTo("chats");
        assertThat(host.getUser()).isEqualTo("user");
        assertThat(host.getPassword()).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "u:p@tcp(h:3307)/db h 3307",
                "u:p@tcp(h)/db h 3306",
                "u:p@tcp(h:)/db h 3306",
                "u:p@tcp(:3307)/db 127.0.0.1 3307",
                "u:p@tcp()/db 127.0.0.1 3306",
                "u:p@tcp/db 127.0.0.1 3306",
                "u:p@/db 127.0.0.1 3306",
                "/db 127.0.0.1 3306",
                "@/db 127.0.0.1 3306",
                "u:p@(h:3307)/db h 3307",
                "u:p@tcp4(10.0.0.1:3307)/db 10.0.0.1 3307",
                "u:p@tcp6([2001:db8::1]:3307)/db [2001:db8::1] 3307",
                "u:p@tcp([de:ad:be:ef::ca:fe]:80)/db [de:ad:be:ef::ca:fe] 80",
                "u:p@tcp([::1])/db [::1] 3306",
                "tcp(my-sql_1.internal:3306)/db my-sql_1.internal 3306"
            })
    void shouldFindTheServer(String dsn, String host, int port) {
        HostInfo found = Drivers.mysql(dsn);

        assertThat(found.getHost()).isEqualTo(host);
        assertThat(found.getPort()).isEqualTo(port);
        assertThat(found.getDatabase()).isEqualTo("db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "p@ss",
                "p/a/s/s",
                "p:a:s:s",
                "what?",
                "(paren)",
                "tcp(evil:1)",
                "@tcp(evil:1)/x?y=",
                "a://b",
                "100%",
                "%41+%2B",
                "p&user=root",
                "sp ace#;'\"\\",
                "pässwörd",
                "@",
                ""
            })
    void shouldTakeAnyPasswordAsItIs(String password) {
        HostInfo host = Drivers.mysql("user:" + password + "@tcp(h:3307)/db");

        assertThat(host.getUser()).isEqualTo("user");
        assertThat(host.getPassword()).isEqualTo(password);
        assertThat(host.getHost()).isEqualTo("h");
        assertThat(host.getDatabase()).isEqualTo("db");
    }

    @Test
    void shouldTakeAUserWithoutPassword() {
        HostInfo host = Drivers.mysql("user@tcp(h)/db");

        assertThat(host.getUser()).isEqualTo("user");
        assertThat(host.getPassword()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"db,db", "my%2Fdb,my/db", "a%20b,a b", "a%3Fb%26c,a?b&c", "a+b,a+b", "100%,100%", "%C3%BC,ü", "a;b,a;b"
    })
    void shouldDecodeTheNameOfTheDatabase(String written, String name) {
        assertThat(Drivers.mysql("u:p@tcp(h)/" + written).getDatabase()).isEqualTo(name);
    }

    @Test
    void shouldDropWhatConcernsOnlyGo() {
        Map<String, String> bare = Dsn.parse("u:p@tcp(h:3306)/db", "mes.db").properties();

        assertThat(properties("parseTime=True&loc=Asia%2FShanghai&charset=utf8mb4,utf8&collation=utf8mb4_unicode_ci"
                        + "&multiStatements=true&interpolateParams=true&maxAllowedPacket=0&allowNativePasswords=false"
                        + "&&flag&=x"))
                .isEqualTo(bare);
    }

    @ParameterizedTest
    @CsvSource({
        "timeout=5s,connectTimeout,5000",
        "timeout=0,connectTimeout,0",
        "readTimeout=1m30s,socketTimeout,90000",
        "readTimeout=500ms,socketTimeout,500",
        "tls=true,sslMode,VERIFY_IDENTITY",
        "tls=TRUE,sslMode,VERIFY_IDENTITY",
        "tls=1,sslMode,VERIFY_IDENTITY",
        "tls=false,sslMode,DISABLED",
        "tls=0,sslMode,DISABLED",
        "tls=skip-verify,sslMode,REQUIRED",
        "tls=preferred,sslMode,PREFERRED"
    })
    void shouldTranslateWhatBothDriversKnow(String parameter, String property, String value) {
        assertThat(properties(parameter)).containsEntry(property, value);
    }

    @Test
    void shouldKeepOtherParametersAsSessionVariables() {
        assertThat(properties("sql_mode=%27ANSI%2CSTRICT_ALL_TABLES%27&parseTime=true&wait_timeout=60"))
                .containsEntry("sessionVariables", "sql_mode='ANSI,STRICT_ALL_TABLES',wait_timeout=60")
                .doesNotContainKeys("sql_mode", "wait_timeout", "parseTime");
    }

    @Test
    void shouldLimitHowLongItWaits() {
        assertThat(properties(""))
                .containsEntry("connectTimeout", "10000")
                .containsEntry("socketTimeout", "60000")
                .containsEntry("characterEncoding", "UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u:p@unix(/tmp/mysql.sock)/db|does not go over TCP; write the address as tcp(host:3306)",
                "u:p@cloudsql(project:eu:db)/db|does not go over TCP",
                "u:p@h:3306/db|does not go over TCP",
                "localhost:3306/db|does not go over TCP",
                "u:p@tcp(h:3306/db|does not go over TCP",
                "u:p@tcp(h:3306)/|names no database; append it, as in tcp(host:3306)/database",
                "u:p@tcp(h:3306)/?parseTime=true|names no database",
                "u:p@tcp(h:3306)/db?loc=Asia/Shanghai|has a slash behind the database; write it as %2F",
                "u:p@tcp(h:port)/db|has an address that is not host:port; write it as tcp(host:3306)",
                "u:p@tcp(h:99999)/db|is not host:port",
                "u:p@tcp(h:0)/db|is not host:port",
                "u:p@tcp(h1:3306,h2:3306)/db|is not host:port",
                "u:p@tcp(::1)/db|is not host:port",
                "u:p@tcp(h)/db?tls=custom|has tls=custom, a configuration that only Go code can register",
                "u:p@tcp(h)/db?timeout=5|has timeout=5; write a duration such as 30s or 500ms",
                "u:p@tcp(h)/db?readTimeout=-1s|has readTimeout=-1s; write a duration",
                "u:p@tcp(h)/db?writeTimeout=soon|has writeTimeout=soon; write a duration"
            })
    void shouldSayWhatIsWrongAndHowToMendIt(String dsn, String complaint) {
        assertThatThrownBy(() -> Dsn.parse(dsn, "mes.db"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("The data source name \"")
                .hasMessageContaining(complaint);
    }
}
