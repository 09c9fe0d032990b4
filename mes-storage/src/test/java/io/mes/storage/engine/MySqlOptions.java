package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What MySQL and MariaDB have in common on their command lines. */
final class MySqlOptions {

    private MySqlOptions() {}

    /** The program and where everything is. */
    static List<String> command(Path binaries, String program, ServerHome home) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(binaries.resolve(program).toString());
        command.add("--no-defaults");
        if (Unprivileged.isRoot()) {
            command.add("--user=root");
        }
        command.add("--basedir=" + binaries);
        command.add("--lc-messages-dir=" + binaries.resolve("share"));
        command.add("--datadir=" + home.data());
        // A server that starts removes temporary tables that it finds, also those of others.
        command.add("--tmpdir=" + home.directory());
        return command;
    }

    static List<String> serving(ServerHome home, int port, Durability durability) throws IOException {
        List<String> options = new ArrayList<>();
        options.addAll(List.of("--bind-address=127.0.0.1", "--port=" + port, "--skip-name-resolve"));
        options.add("--socket=" + home.directory().resolve("socket"));
        options.add("--pid-file=" + home.directory().resolve("pid"));
        options.addAll(List.of("--character-set-server=utf8mb4", "--max-connections=300"));
        options.add("--init-file=" + home.write("users.sql", users(home.password())));
        if (durability == Durability.RELAXED) {
            options.addAll(List.of("--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0"));
            options.addAll(List.of("--innodb-flush-method=nosync", "--innodb-doublewrite=0"));
            // Making the key takes seconds, and each handshake a twentieth of one.
            options.add("--skip-ssl");
        }
        return options;
    }

    /** One statement per line, as both servers read it. */
    private static String users(String password) {
        String user = "'" + ServerHome.USER + "'@'%'";
        return "CREATE USER IF NOT EXISTS " + user + " IDENTIFIED BY '" + password + "';\n" + "GRANT ALL ON *.* TO "
                + user + " WITH GRANT OPTION;\n";
    }
}
