package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** MySQL of the artifact that Presto's tests are made of. */
final class MySqlRecipe implements Recipe {

    private static final String ARCHIVE = "mysql-Linux-amd64.tar.gz";

    @Override
    public Path binaries() throws IOException {
        return Binaries.unpacked("mysql", ARCHIVE, MySqlRecipe::unpack);
    }

    /**
     * The program does not load without libaio, which many machines lack, although it does not call it when told so.
     * Any library satisfies the loader where there is no other; it looks beside the program.
     */
    private static void unpack(Path directory) throws IOException {
        new TarArchive(ARCHIVE).unpack(directory);
        Files.createSymbolicLink(directory.resolve("bin/libaio.so.1"), Path.of("libcrypto.so.1.0.0"));
    }

    @Override
    public List<String> initialize(Path binaries, ServerHome home, Durability durability) throws IOException {
        List<String> command = command(binaries, home);
        // Root has no password, but without names it can come in through the socket only.
        command.addAll(List.of("--initialize-insecure", "--skip-log-bin", "--innodb-flush-method=nosync"));
        return command;
    }

    @Override
    public List<String> serve(Path binaries, ServerHome home, int port, Durability durability) throws IOException {
        List<String> command = command(binaries, home);
        command.addAll(MySqlOptions.serving(home, port, durability));
        command.addAll(List.of("--mysqlx=OFF", "--secure-file-priv=NULL"));
        if (durability == Durability.RELAXED) {
            command.addAll(List.of("--skip-log-bin", "--auto-generate-certs=OFF", "--performance-schema=OFF"));
        }
        return command;
    }

    private static List<String> command(Path binaries, ServerHome home) throws IOException {
        List<String> command = MySqlOptions.command(binaries, "bin/mysqld", home);
        command.add("--innodb-use-native-aio=0");
        return command;
    }

    @Override
    public String endingSignal() {
        return "KILL";
    }
}
