package io.mes.filter.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.sqlite.SQLiteDataSource;

/** Verifies that only a database to which there is no way is said to be away. */
final class StoreOpenerTest {

    @TempDir
    private Path directory;

    private static String refusal(DataSource source) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("chats", source);
        Map<String, String> settings = Map.of("MES_DATASOURCE", "chats");
        return String.valueOf(catchThrowableOfType(
                        ConfigException.class,
                        () -> StoreOpener.open(Settings.of(name -> settings.getOrDefault(name, null)), beans)
                                .close())
                .getMessage());
    }

    /** As drivers tell that nobody listens. */
    private static DataSource leadingTo(int port) {
        return (DataSource) Proxy.newProxyInstance(
                StoreOpenerTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        throw new AssertionError(socket + " is connected");
                    } catch (IOException e) {
                        throw new SQLException("The connection attempt failed.", "08001", e);
                    }
                });
    }

    @Test
    void shouldSayThatADatabaseCannotBeReachedWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(refusal(leadingTo(port)))
                .startsWith(
                        "MES_DATASOURCE is \"chats\", but that database cannot be reached (The connection attempt failed.)")
                .contains("start its database first: MES asks it for its kind, with a spool too");
    }

    @Test
    void shouldSayInTheDriversWordsWhatElseIsWrong() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("none/x.db"));

        assertThat(refusal(source))
                .contains("The DataSource gives MES no connection (", "SQLITE_CANTOPEN")
                .doesNotContain("reached", "start its database");
    }
}
