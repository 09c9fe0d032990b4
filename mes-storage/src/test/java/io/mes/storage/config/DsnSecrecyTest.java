package io.mes.storage.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that no text made of a data source name shows a password, however the name is broken. */
final class DsnSecrecyTest {

    /** Each part of it is looked for, because whatever divides a name may cut a password in two. */
    private static final List<String> PASSWORDS = List.of(
            "s3cret",
            "s3cret@s3cret",
            "s3cret/s3cret",
            "s3cret:s3cret",
            "s3cret?s3cret",
            "s3cret#s3cret",
            "s3cret&s3cret",
            "s3cret;s3cret",
            "s3cret s3cret",
            "s3cret=s3cret",
            "s3cret(s3cret)",
            "(s3cret",
            "s3cret)/s3cret",
            "s3cret,s3cret",
            "[s3cret]",
            "://s3cret",
            "s3cret%",
            "s3cret%40s3cret",
            "password=s3cret",
            "@s3cret@",
            "/?@:s3cret");

    /** Right and wrong ones; § stands for the password. */
    private static final List<String> NAMES = List.of(
            "u:§@tcp(h:3306)/db",
            "u:§@tcp(h:3306)/",
            "u:§@tcp(h:3306)",
            "u:§@unix(/tmp/mysql.sock)/db",
            "u:§@h:3306/db",
            "u:§@tcp(h:port)/db",
            "u:§@tcp(h:3306)/db?tls=custom",
            "u:§@tcp(h:3306)/db?loc=Asia/Shanghai",
            "u:§ tcp(h:3306)/db",
            "u:§",
            "u:§tcp(h:3306)/db",
            "mysql://u:§@h:3306/db",
            "mysql://u:§/db",
            "mysql:§/db",
            "root://§",
            "postgres://u:§@h:5432/db",
            "postgres://u:§@h:5432",
            "postgres://:§@h:5432",
            "postgres://u:§@h:port/db",
            "postgres://u:§/db",
            "postgres://u:§",
            "postgres://u@h:§/db",
            "postgres://u:§@%2Fvar%2Frun/db",
            "postgres://h/?password=§",
            "postgres://h:x/db?user=u&password=§",
            "postgres:/u:§@h/db",
            "postgresql//u:§@h/db",
            "host=h user=u password=§ dbname=db",
            "host=h user=u password='§ x' dbname=db",
            "jdbc:mysql://u:§@h/db",
            "jdbc:mysql://u:§/db",
            "jdbc:mysql://h/db?user=u&password=§",
            "jdbc:mysql://h/db?user=u&PassWord=§",
            "jdbc:mysql://h/db?user=u&pass%77ord=§",
            "jdbc:mysql://h:x/db?user=u&password=§",
            "jdbc:mysql://u:§@h1,u:§@h2/db",
            "jdbc:mysql://(host=h,user=u,password=§)/db",
            "jdbc:mysql://address=(host=h)(password=§)/db",
            "jdbc:mariadb://u:§@h/db",
            "jdbc:mariadb://h/db?user=u&password=§",
            "jdbc:postgresql://u:§@h/db",
            "jdbc:postgresql://u:§/db",
            "jdbc:postgresql://h/db?user=u&password=§",
            "jdbc:postgresql://h/db?sslkey=k&sslpassword=§",
            "jdbc:oracle:thin:u/§@h:1521:x",
            "jdbc:sqlserver://h;user=sa;password=§",
            "jdbc:h2:mem:x;PASSWORD=§",
            "Server=h;Uid=u;Pwd=§");

    private static List<String> names() {
        return NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldShowNoPasswordInAnyText(String name) {
        for (String password : PASSWORDS) {
            if (isTold(name, password)) {
                assertThat(shown(name.replace("§", password)))
                        .as("with the password %s", password)
                        .doesNotContain("s3cret");
            }
        }
    }

    /** Where the @ before the host is missing, one in the password takes its place, and what follows is a host to all. */
    private static boolean isTold(String name, String password) {
        return !password.contains("@")
                || !name.contains("://")
                || name.substring(name.indexOf("§")).contains("@");
    }

    private static String shown(String dsn) {
        try {
            Dsn parsed = Dsn.parse(dsn, "mes.db");
            return parsed + parsed.displayAddress();
        } catch (ConfigException e) {
            assertThat(e).hasNoCause();
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u:s3cret@tcp(db.example.com:3307)/chats",
                "u:s3cret@tcp([::1]:3306)/chats?tls=nowhere",
                "u:s3cret@unix(/x)/y"
            })
    void shouldStillShowWhereItLeads(String dsn) {
        assertThat(Mask.of(dsn))
                .startsWith("***@" + dsn.substring(dsn.indexOf('@') + 1).replaceFirst("[?].*", ""));
    }

    @Test
    void shouldSayWhereTheDatabaseIs() {
        assertThat(Dsn.parse("u:p@tcp(h:3307)/db", "mes.db")).hasToString("Dsn[MySQL at mysql://h:3307/db]");
        assertThat(Dsn.parse("postgres://u:p@[::1]:1/db", "mes.db"))
                .hasToString("Dsn[PostgreSQL at postgresql://[::1]:1/db]");
        assertThat(Dsn.parse("local", "/a@b/mes:1.db")).hasToString("Dsn[SQLite at sqlite:/a@b/mes:1.db]");
    }

    @Test
    void shouldHideCredentialsThatAnApplicationPutIntoTheUrlItself() {
        Dsn dsn = new Dsn(Engine.MYSQL, "jdbc:mysql://u:s3cret@h/db?password=s3cret", Map.of("password", "s3cret"));

        assertThat(dsn).hasToString("Dsn[MySQL at mysql://***@h/db]");
    }
}
